"""What can be done with a matter besides its acts: each has a form, and says why not and who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import form_to

if TYPE_CHECKING:
    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_more_time_is_asked_for_up_to_what_the_form_says(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/extend"
    assert action in clerk.get(f"/i/{number}").text
    page = clerk.get(action)
    assert "“整改时限”应于12月7日（周一）到期，最多再延10个工作日，即到12月21日（周一）" in page.text
    typed = {"amount": "１２", "note": "等厂家到货"}
    refused = clerk.send(page, action, **typed)
    assert refused.status_code == 409
    assert "10个工作日" in refused.text.split('role="alert"')[1]
    assert form_to(refused, action).fields["note"] == "等厂家到货"
    assert clerk.send(refused, action, amount="五", note="等厂家到货").status_code == 409
    shown = clerk.follow(clerk.send(refused, action, amount="５"))
    assert "已办理：申请延期" in shown.text
    assert "延至12月14日（周一）" in shown.text
    assert office.engine.pending(number=number)[0].length == "5 working days"
    assert "现在不能" in clerk.get(action).text  # one request at a time


def test_who_is_urged_answers_and_remarks_stay_in_the_office(office: Office, number: str) -> None:
    engine, clerk, lead = office.engine, office.browsers["tangrui"], office.browsers["fangxiaoning"]
    matter = f"/i/{number}"
    page = lead.get(f"{matter}/urge")
    assert lead.send(page, f"{matter}/urge", note="请今天报进展").status_code == 303
    assert lead.get(f"{matter}/urge").text.count("现在不能")  # once a day is enough
    asked = clerk.get(matter)
    assert "请今天报进展" in asked.text
    answering = clerk.get(f"{matter}/answer")
    assert clerk.send(answering, f"{matter}/answer", text="").status_code == 422
    done = clerk.send(answering, f"{matter}/answer", text="明天换新机")
    assert "明天换新机" in clerk.follow(done).text
    assert clerk.get(f"{matter}/answer").status_code == 410
    lead.send(lead.get(f"{matter}/remark"), f"{matter}/remark", text="此件市长关注")
    astray = lead.send(lead.get(f"{matter}/remark"), f"{matter}/remark", text="此件另有隐情", to="somebody else")
    assert astray.status_code == 422
    assert lead.send(astray, f"{matter}/remark", to="仅督办内部").status_code == 303
    seen = ["此件另有隐情" in repr(engine.history(number, viewer=who)) for who in ("市优化办/方晓宁", "市住建局/唐瑞")]
    assert seen == [True, False]
    called = {"text": "说周三到货", "person": "市住建局，唐瑞"}
    assert lead.send(lead.get(f"{matter}/call"), f"{matter}/call", **called).status_code == 303
    heard, told = lead.get(matter).text, clerk.get(matter).text
    assert all(each in heard for each in ("此件市长关注", "致电市住建局，唐瑞：说周三到货"))
    assert "市长关注" not in told
    assert "周三到货" not in told
    assert [urge.answers[0].text for urge in engine.situation(number).urges] == ["明天换新机"]


def test_the_office_mends_a_matter_and_ends_it_and_others_hear_whom_to_call(office: Office, number: str) -> None:
    engine, clerk, lead = office.engine, office.browsers["tangrui"], office.browsers["fangxiaoning"]
    matter = f"/i/{number}"
    refused = clerk.get(f"{matter}/void").text
    assert "现在不能" in refused
    assert "方晓宁 0711-5550142" in refused
    correcting = lead.get(f"{matter}/correct")
    nothing = lead.send(correcting, f"{matter}/correct", note="看错了")
    assert nothing.status_code == 409
    typed = {"title": "二楼取号机故障", "f__deadline": "2026年12月18日", "note": "原文写的是二楼"}
    assert lead.send(nothing, f"{matter}/correct", **typed).status_code == 303
    changed = engine.instance(number)
    assert (changed.title, str(changed.data["deadline"])) == ("二楼取号机故障", "2026-12-18")
    assert changed.data["reporter"] == "李某"
    assigned = {"role": "责任单位", "units": "市住建局\n市质安站"}
    assert lead.send(lead.get(f"{matter}/assign"), f"{matter}/assign", **assigned).status_code == 303
    assert engine.instance(number).units["responsible"] == ("市住建局", "市质安站")
    order = {"leader": "市领导", "on": "2026/11/16", "text": "一周内办结", "demand": "抓紧"}
    assert lead.send(lead.get(f"{matter}/instruct"), f"{matter}/instruct", **order).status_code == 303
    assert engine.situation(number).instructions[0].text == "一周内办结"
    assert clerk.send(clerk.get(f"{matter}/hand-on"), f"{matter}/hand-on", person="唐瑞").status_code == 303
    assert engine.situation(number).holders == {"市住建局": "唐瑞"}
    other = engine.open("issue", by="市优化办", title="同一件", units=UNITS).number
    page, into = lead.get(f"/i/{other}/merge"), {"into": number, "note": "同一台机器"}
    theirs = engine.open(
        "issue", by="市教育局", title="学校的", units={"lead": "市教育局", "responsible": "市教育局"}
    ).number
    for nowhere in ("WT-2026-9999", theirs):
        refused = lead.send(page, f"/i/{other}/merge", into=nowhere, note="x")
        assert (refused.status_code, f"没有{nowhere}，或者" in refused.text) == (409, True)
    assert lead.send(page, f"/i/{other}/merge", **into).status_code == 303
    page = lead.get(f"{matter}/void")
    engine.remark(number, "抢先一步", by="市住建局/韩立群", to="units")
    late = lead.send(page, f"{matter}/void", note="窗口已撤")
    assert late.status_code == 409
    assert "抢先一步" in late.text
    assert lead.send(late, f"{matter}/void").status_code == 303
    assert engine.instance(number).ended == "void"
