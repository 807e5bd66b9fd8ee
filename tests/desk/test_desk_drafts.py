"""What was typed and not sent is kept as a draft: it is there the next time, for its writer alone, until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import form_to

if TYPE_CHECKING:
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
