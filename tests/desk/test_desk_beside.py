"""What stands beside a matter: why it is due then, its diagram, messages with their wording, evidence, the record."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from desk_office import Office

PDF = b"%PDF-1.7\n%all three machines work\n%%EOF\n"
NOTES = "收据一张\n".encode()
UNITS = {"lead": "市优化办", "responsible": ["市住建局", "市质安站"]}


def test_a_matter_shows_what_each_unit_has_done_and_what_was_asked_and_answered(office: Office) -> None:
    engine, lead = office.engine, office.browsers["fangxiaoning"]
    number = engine.open("issue", by="市优化办", title="窗口无人", units=UNITS).number
    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.urge(number, by="市优化办/方晓宁", note="还差一家")
    page = lead.get(f"/i/{number}").text
    assert "签收：2家中1家已办" in page
    units = page.partition('id="units"')[2].partition("</section>")[0]
    assert "尚未签收" in units.partition("市质安站")[2]
    assert "尚未签收" not in units.partition("市质安站")[0]
    assert "尚未答复：市质安站" in page
    engine.answer(number, engine.history(number)[-1].seq, "下午签", by="市质安站/何静")
    assert "下午签" in lead.get(f"/i/{number}").text


def test_why_it_is_due_then_stands_day_by_day(office: Office, number: str) -> None:
    page = office.browsers["tangrui"].get(f"/i/{number}/why").text
    days = page.partition("整改时限")[2]
    assert "12月7日（周一）" in days
    row = next(each for each in days.split("<tr") if "11月21日（周六）" in each)
    assert "11月22日（周日）" in row  # two days off in one line
    assert "否" in row


def test_the_diagram_marks_where_it_stands(office: Office, number: str) -> None:
    clerk = office.browsers["tangrui"]
    picture = clerk.get(f"/i/{number}/diagram.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    drawn = "".join(ET.fromstring(picture.text).itertext())  # noqa: S314 - made by us a moment ago
    assert number in drawn
    page = clerk.get(f"/i/{number}/diagram").text
    assert page.partition("现在")[0].rindex("交办") > page.partition("现在")[0].rfind("整改")


def test_messages_are_shown_as_they_read_and_hide_what_is_private(office: Office, number: str) -> None:
    page = office.browsers["tangrui"].get(f"/i/{number}/messages").text
    assert "交办通知" in page
    assert "现将“取号机故障”交贵单位整改" in page
    assert "李某" not in page


def test_evidence_is_looked_at_in_the_page_and_put_on_record_by_its_hash(office: Office, number: str) -> None:
    engine, lead = office.engine, office.browsers["fangxiaoning"]
    files = [
        engine.put_file(io.BytesIO(content), by="市住建局/唐瑞", name=name)
        for name, content in (("验收单.pdf", PDF), ("收据.txt", NOTES))
    ]
    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.fire(number, "申请销号", by="市住建局/唐瑞", data={"measure": "已换", "evidence": files})
    page = lead.get(f"/i/{number}/evidence/{files[0]['sha256']}")
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    address = page.text.partition('<iframe src="')[2].partition('"')[0].replace("&amp;", "&")
    framed = lead.get(address)
    assert framed.content == PDF
    assert framed.headers["content-disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]
    assert framed.headers["content-security-policy"].startswith("sandbox")
    plain = lead.get(f"/i/{number}/evidence/{files[1]['sha256']}").text
    assert "<iframe" not in plain
    forced = lead.get(f"/i/{number}/files/{files[1]['sha256']}/x.txt?within=1")
    assert forced.headers["content-disposition"].startswith("attachment")
    assert lead.get(f"/i/{number}/evidence/{'0' * 64}").status_code == 404
    record = lead.get(f"/i/{number}/print").text
    assert files[0]["sha256"] in record
    assert "申请销号" in record
