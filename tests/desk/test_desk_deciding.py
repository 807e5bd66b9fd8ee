"""What waits for a decision: it is read, granted, refused with a reason, signed in one's own words, or taken back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser, form_to
from test_desk_budget import counted

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

WHY = "等厂家到货，合同已签"


def test_more_time_is_asked_for_and_decided_and_who_comes_second_hears_by_whom(office: Office, number: str) -> None:
    engine, clerk, lead = office.engine, office.browsers["tangrui"], office.browsers["fangxiaoning"]
    engine.extend(number, "整改时限", "5 working days", by="市住建局/唐瑞", note=WHY)
    request = engine.pending(number=number)[0].id.rpartition("#")[2]
    action = f"/i/{number}/decisions/{request}"
    assert "/decisions" in lead.get("/").text
    page = lead.get("/decisions")
    said = page.text.partition(f'id="r-{number}')[2].partition("</article>")[0]
    assert "“整改时限”由12月7日（周一）延至12月14日（周一），延长5个工作日" in said
    assert WHY in said
    assert "撤回申请" in clerk.get("/decisions").text
    silent = lead.send(page, action, do="refuse")
    assert silent.status_code == 422
    assert "请写明理由" in silent.text
    granted = lead.follow(lead.send(silent, action, do="grant"))
    assert "已同意" in granted.text
    assert engine.instance(number).headline_on.isoformat() == "2026-12-14"  # type: ignore[union-attr]
    late = lead.send(page, action, do="refuse", note="不同意再拖")
    assert late.status_code == 409
    assert all(each in late.text for each in ("已有决定", "市优化办/方晓宁", "不同意再拖"))


def test_who_has_asked_takes_it_back_and_nobody_else_can(office: Office, number: str) -> None:
    engine, clerk, lead = office.engine, office.browsers["tangrui"], office.browsers["fangxiaoning"]
    engine.extend(number, "整改时限", "5 working days", by="市住建局/唐瑞", note=WHY)
    action = f"/i/{number}/decisions/{engine.pending(number=number)[0].id.rpartition('#')[2]}"
    theirs = form_to(lead.get(action), action)
    stopped = lead.post(action, data={**theirs.fields, "do": "withdraw"})
    assert stopped.status_code in {409, 422}
    assert "市住建局/唐瑞" in stopped.text
    assert engine.pending(number=number)
    assert clerk.send(clerk.get("/decisions"), action, do="withdraw").status_code == 303
    assert not engine.pending(number=number)
    assert "已有决定" in lead.get(action).text


def test_less_time_is_granted_than_was_asked_for(office: Office, number: str) -> None:
    engine, lead = office.engine, office.browsers["fangxiaoning"]
    engine.extend(number, "整改时限", "5 working days", by="市住建局/唐瑞", note=WHY)
    action = f"/i/{number}/decisions/{engine.pending(number=number)[0].id.rpartition('#')[2]}"
    done = lead.send(lead.get(action), action, do="part", length="3 working days", note="三天够了")
    assert "已批准部分" in lead.follow(done).text
    assert engine.instance(number).headline_on.isoformat() == "2026-12-10"  # type: ignore[union-attr]


def test_a_paper_is_read_and_changed_and_signed_or_refused_with_a_reason(make_office: Callable[..., Office]) -> None:
    office = make_office(people=False)
    engine, officer = office.engine, Browser(office.desk)
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number, other = (engine.open("issue", by="市优化办", title=title, units=units).number for title in ("甲", "乙"))
    office.clock.set("2026-12-11T10:00+08:00")
    engine.sweep()
    officer.choose(office.keeping.add("wujia", shown="伍佳", unit="市督考办", function=Function.OFFICER), PASSWORD)
    drafts = {each.number: each.id.rpartition("#")[2] for each in engine.pending(unit="市督考办")}
    action = f"/i/{number}/decisions/{drafts[number]}"
    assert action in officer.get("/decisions").text
    page = officer.get(action)
    drafted = form_to(page, action).fields["text"].strip()
    assert "应于12月7日（周一）前办结" in drafted
    done = officer.send(page, action, do="sign", text=f"{drafted}\n三、附验收单。")
    assert "已签发" in officer.follow(done).text
    assert engine.papers(number=number)[0].signed_by == "市督考办/伍佳"
    assert any("三、附验收单。" in each.text for each in engine.drafts(number=number))
    late = officer.send(page, action, do="sign", text="另拟的正文")  # from a second tab
    assert late.status_code == 409
    assert "另拟的正文" in late.text
    second = f"/i/{other}/decisions/{drafts[other]}"
    engine.fire(other, "签收", by="市住建局")
    file = engine.put_file(io.BytesIO(b"a"), by="市住建局", name="a.txt")
    engine.fire(other, "申请销号", by="市住建局", data={"measure": "已换", "evidence": [file]})
    nobody = officer.get(second)  # whom it was meant for has done their part
    assert "已无应发单位" in nobody.text
    assert "text" not in form_to(nobody, second).names
    refused = officer.send(nobody, second, do="refuse")
    assert refused.status_code == 422
    assert officer.send(refused, second, do="refuse", note="昨天已办结").status_code == 303
    assert engine.papers(number=other) == []


def test_the_list_costs_as_much_with_twenty_requests_as_with_one(make_office: Callable[..., Office]) -> None:
    office = make_office(people=False)
    lead, costs = Browser(office.desk), []
    lead.choose(office.keeping.add("fang", shown="方晓宁", unit="市优化办", function=Function.CLERK), PASSWORD)
    units = {"lead": "市优化办", "responsible": "市住建局"}
    for more in (1, 19):
        for item in office.engine.open_many("issue", [{"title": "x", "units": units}] * more, by="市优化办"):
            office.engine.extend(item.number, "整改时限", "2 working days", by="市住建局", note=WHY)
        lead.get("/decisions")
        with counted(office) as sent:
            lead.get("/decisions")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8, sent


def test_what_a_leader_has_decided_is_put_on_record_with_its_scan(office: Office, number: str) -> None:
    engine, lead = office.engine, office.browsers["fangxiaoning"]
    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.fire(number, "暂缓办理", by="市优化办/方晓宁", note="大厅整体搬迁")
    action = f"/i/{number}/decisions/{engine.pending(number=number)[0].id.rpartition('#')[2]}"
    listed = office.browsers["wujia"].get("/decisions").text
    assert action in listed.partition("可代为登记领导决定的")[2]
    page = office.browsers["wujia"].get(action)
    typed = {"leader": "市领导", "on": "2026年11月16日", "note": "同意暂缓"}
    scan = {"scan": ("批示.pdf", b"%PDF-1.7\n%agreed\n%%EOF\n", "application/pdf")}
    silent = office.browsers["wujia"].send(page, action, files=scan, do="record", **typed)
    assert "请选择批准还是不批准" in silent.text
    assert form_to(silent, action).fields["note"] == "同意暂缓"
    typed |= {"decided": "grant"}
    early = office.browsers["wujia"].send(silent, action, do="record", **{**typed, "on": "2026-11-15"})
    assert early.status_code == 409
    done = office.browsers["wujia"].send(early, action, do="record", **typed)
    assert "领导的决定已登记" in office.browsers["wujia"].follow(done).text
    assert engine.instance(number).state == "暂缓"
    decided = next(entry.facts for entry in engine.history(number) if entry.kind == "decide")
    assert (decided.on_behalf, decided.scan.name) == ("市领导", "批示.pdf")  # type: ignore[attr-defined]
    assert "暂缓" in lead.get(f"/i/{number}").text


def test_extensions_of_one_clock_are_granted_together_with_a_result_for_each(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(people=False)
    engine, lead = office.engine, Browser(office.desk)
    lead.choose(office.keeping.add("fang", shown="方晓宁", unit="市优化办", function=Function.CLERK), PASSWORD)
    numbers = []
    for title, unit in (("甲", "市住建局"), ("乙", "市住建局"), ("丙", "市教育局"), ("丁", "市优化办")):
        item = engine.open("issue", by="市优化办", title=title, units={"lead": "市优化办", "responsible": unit})
        engine.extend(item.number, "整改时限", "5 working days", by=unit, note=WHY)
        numbers.append(item.number)
    where = "/decisions/together?clock=%E6%95%B4%E6%94%B9%E6%97%B6%E9%99%90"
    assert f'href="{where}">逐件核对4件“整改时限”的延期，一并批准' in lead.get("/decisions").text
    assert lead.get("/decisions").text.count(f'id="r-{numbers[3]}-') == 1  # their own, which they decide as well
    page = lead.get(where)
    assert "“整改时限”的延期：4件中3件可以批准" in page.text
    assert "须由其他单位、其他人批准" in page.text.partition("1件现在不能批准")[2]
    ids = {each.number: each.id for each in engine.pending()}
    form = form_to(page, where).fields | {"note": "同意"}
    silent = lead.post(where, data={**form, "r": []})
    assert silent.status_code == 422
    assert form_to(silent, where).fields["note"] == "同意"
    engine.decide(ids[numbers[1]], approve=False, by="市优化办/方晓宁", note="不延")
    chosen = {**form, "r": [ids[numbers[0]], ids[numbers[1]], ids[numbers[3]]]}
    answers = [lead.post(where, data=chosen) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    result = lead.follow(answers[0]).text
    assert "批准延期：办成1件，2件没有办成" in result
    assert "已有人作出决定" in result
    days = [str(engine.instance(number).headline_on) for number in numbers]
    assert days == ["2026-12-14", "2026-12-07", "2026-12-07", "2026-12-07"]
    assert [each.number for each in engine.pending()] == [numbers[2], numbers[3]]


def test_what_was_written_of_a_decision_is_kept_as_a_draft_until_it_is_made(office: Office, number: str) -> None:
    engine, lead, officer = office.engine, office.browsers["fangxiaoning"], office.browsers["wujia"]
    engine.extend(number, "整改时限", "5 working days", by="市住建局/唐瑞", note=WHY)
    action = f"/i/{number}/decisions/{engine.pending(number=number)[0].id.rpartition('#')[2]}"
    form = form_to(lead.get(action), action).fields
    kept = lead.follow(lead.post(f"{action}/draft", data={**form, "note": "材料不全，\n请补"}))
    assert "存于09:00的草稿" in kept.text
    assert form_to(kept, action).fields["note"].split() == ["材料不全，", "请补"]
    assert "材料不全" not in officer.get(action).text
    assert engine.pending(number=number)
    assert lead.send(kept, action, do="refuse").status_code == 303
    assert not engine.pending(number=number)

    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.fire(number, "暂缓办理", by="市优化办/方晓宁", note="大厅整体搬迁")
    action = f"/i/{number}/decisions/{engine.pending(number=number)[0].id.rpartition('#')[2]}"
    scan = {"scan": ("批示.pdf", b"%PDF-1.7\n%agreed too\n%%EOF\n", "application/pdf")}
    form = {**form_to(officer.get(action), action).fields, "on": "2026年11月15日", "note": "同意", "decided": "grant"}
    shown = officer.follow(officer.post(f"{action}/draft", data=form, files=scan))
    drafted = form_to(shown, action).fields
    assert (drafted["on"], drafted["note"], drafted["decided"]) == ("2026年11月15日", "同意", "grant")
    assert drafted["kept.scan"].endswith("|批示.pdf")
    gone = officer.follow(officer.post(f"{action}/draft", data={**form, "drop": "1"}))
    assert form_to(gone, action).fields["note"] == ""
