"""What was typed and not sent is kept as a draft: it is there the next time, for its writer alone, until it is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser, form_to
from test_desk_plans import PLAN, place, row

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

FILE = {"f.evidence": ("验收单.pdf", b"%PDF-1.7\n%all three machines work\n%%EOF\n", "application/pdf")}


def test_a_form_is_kept_with_its_file_and_sent_later(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    clerk, leader, action = office.browsers["tangrui"], office.browsers["yanzheng"], f"/i/{number}/do/申请销号"
    page = clerk.get(f"/i/{number}")
    typed = {**form_to(page, action).fields, "f.measure": "三台都换了\r\n新机"}
    kept = clerk.post(f"{action}/draft", data=typed, files=FILE)
    shown = clerk.follow(kept)
    assert "存于09:00的草稿" in shown.text
    assert "验收单.pdf" in shown.text
    drafted = form_to(clerk.get(f"/i/{number}"), action).fields
    assert drafted["f.measure"].split() == ["三台都换了", "新机"]
    assert "存于" not in leader.get(f"/i/{number}").text
    assert office.engine.instance(number).state == "整改"
    done = clerk.send(shown, action, kept__f__evidence=drafted["kept.f.evidence"])
    assert done.status_code == 303
    assert [file.name for file in office.engine.files(number)] == ["验收单.pdf"]
    assert "存于" not in clerk.get(action).text


def test_a_script_keeps_a_draft_without_a_page_and_it_can_be_dropped(office: Office, number: str) -> None:
    lead, action = office.browsers["fangxiaoning"], f"/i/{number}/void"
    fields = {**form_to(lead.get(action), action).fields, "note": "窗口已撤"}
    said = lead.post(f"{action}/draft", data=fields, headers={"x-draft": "1"})
    assert (said.status_code, said.content) == (204, b"")
    stolen = lead.post(f"{action}/draft", data={**fields, "csrf": "0" * 64}, headers={"x-draft": "1"})
    assert stolen.status_code == 403
    page = lead.get(action)
    assert form_to(page, action).fields["note"] == "窗口已撤"
    dropped = lead.follow(lead.post(f"{action}/draft", data={**fields, "drop": "1"}))
    assert form_to(dropped, action).fields["note"] == ""
    assert office.engine.instance(number).ended is None


def test_what_opens_a_matter_is_kept_for_its_writer_until_it_is_opened(office: Office) -> None:
    lead, officer, where = office.browsers["fangxiaoning"], office.browsers["wujia"], "/open?kind=issue"
    typed = {"title": "夜市占道", "u.lead": "", "u.responsible": "市住建局", "quiet": "1", "f.deadline": "下周"}
    page = lead.get(where)
    kept = lead.follow(lead.post("/open/draft", data={**form_to(page, "/open").fields, **typed}))
    assert "存于09:00的草稿" in kept.text
    assert {name: form_to(kept, "/open").fields[name] for name in typed} == typed
    assert 'class="wrong"' not in kept.text  # nothing is wrong before it is sent
    assert "夜市" not in officer.get(where).text
    dropped = lead.follow(lead.post("/open/draft", data={**form_to(kept, "/open").fields, "drop": "1"}))
    assert form_to(dropped, "/open").fields["title"] == ""
    lead.post("/open/draft", data={**form_to(page, "/open").fields, **typed})
    again = form_to(lead.get(where), "/open").fields | {"u.lead": "市优化办", "f.deadline": "2026年12月4日"}
    assert lead.post("/open", data=again).status_code == 303
    assert "存于" not in lead.get(where).text


def test_a_list_that_was_read_is_kept_with_its_corrections(office: Office) -> None:
    lead, where = office.browsers["fangxiaoning"], "/open/list"
    table = "编号,问题,责任单位,完成时限\nD-1,路灯不亮,市住建局,2026年12月底\nD-2,井盖缺失,市住建局,2026年12月底\n"
    files = {"file": ("夜查.csv", table.encode(), "text/csv")}
    form = form_to(lead.send(lead.get(where), where, files=files, scenario="issue"), where).fields
    typed = {"r.2.title": "路灯三盏不亮", "r.3.responsible": "", "out": "3"}
    shown = lead.follow(lead.post(f"{where}/draft", data={**form, **typed}))
    assert "存于09:00的草稿：夜查" in lead.get(where).text
    drafted = form_to(shown, where).fields
    assert {name: drafted[name] for name in typed} == typed
    assert lead.post(where, data={**drafted, "do": "open"}).status_code == 303
    assert office.engine.opened("夜查", "D-1").title == "路灯三盏不亮"  # type: ignore[union-attr]
    assert "存于" not in lead.get(where).text


def test_a_plan_that_was_read_is_gone_on_with_the_day_after(make_office: Callable[..., Office]) -> None:
    office, where = make_office(people=False, scenarios=("task", "plan")), "/open/plan"
    lead = Browser(office.desk)
    lead.choose(office.keeping.add("fang", shown="方晓宁", unit="市优化办", function=Function.CLERK), PASSWORD)
    read = lead.send(lead.get(where), where, text=PLAN)
    typed = {f"t.{place(read, '2')}.lead": "市教育局", f"t.{place(read, '3')}.responsible": "", "out": place(read, "4")}
    lead.post(f"{where}/draft", data={**form_to(read, where).fields, **typed})
    office.clock.advance(timedelta(hours=25))
    assert lead.sign_in("fang", PASSWORD).status_code == 303
    listed = lead.get(where)
    assert "2027年营商环境提升方案" in listed.text.partition("存于")[2].partition("接着核对")[0]
    shown = lead.get(f"{where}?draft=1")
    drafted = form_to(shown, where).fields
    assert {name: drafted[name] for name in typed} == typed
    assert "不附原件" in shown.text  # its bytes were not kept that long
    assert "已更正" in row(shown, "2")
    done = lead.post(where, data={**drafted, "do": "open"})
    plan = done.headers["location"].split("?")[0].rpartition("/")[2]
    assert [len(office.engine.find(plan=plan)), office.engine.files(plan)] == [3, []]
    assert "存于" not in lead.get(where).text
