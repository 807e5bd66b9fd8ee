"""A paper's way at the desk, in a real Chromium: drafted, edited, looked at, signed, taken home, and voided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seats import seat

from duban.ledger.papers import PaperFiler

if TYPE_CHECKING:
    from desk_process import Served
    from playwright.sync_api import Browser


def test_a_paper_goes_its_way_from_the_draft_to_being_void(chromium: Browser, office: Served) -> None:
    number = office.open("围挡占道")
    with seat(chromium, office, "wujia") as officer:
        officer.go(f"/i/{number}")
        officer.click("拟文件")
        officer.page.select_option("#paper", "督办通知单")
        officer.page.fill("#title", "关于拆除围挡的督办通知")
        officer.click("保存", within="form")
        (waiting,) = office.engine.pending(number=number)
        assert waiting.paper == "督办通知单"

        officer.click("修改")
        officer.page.fill("#text", "请今晚拆除围挡，恢复通行。")
        officer.page.fill("#requirements", "拆除后书面报告")
        officer.click("保存", within="form")
        assert "请今晚拆除围挡" in officer.page.input_value("#text")

        preview = officer.page.request.get(officer.page.url.partition("?")[0] + "/preview")
        assert preview.headers["content-type"] == "application/pdf"
        assert preview.body().startswith(b"%PDF-")

        officer.click("签发", within="form")
        (paper,) = office.engine.papers(number=number)
        assert (paper.to, paper.level) == (("市住建局",), "第一次")
        assert "请今晚拆除围挡" in office.engine.paper_content(number, paper.seq).text

        PaperFiler(office.engine).run_once()
        officer.go(f"/i/{number}/papers/{paper.seq}")
        with officer.page.expect_download() as taken:
            officer.page.locator("main a", has_text=".docx").first.click()
        assert taken.value.suggested_filename == f"{paper.number} 关于拆除围挡的督办通知.docx"
        assert taken.value.path().read_bytes().startswith(b"PK")

        officer.page.fill("#note", "主送有误")
        officer.click("作废", within="form")
        assert "主送有误" in officer.page.inner_text("main .problems")
    (paper,) = office.engine.papers(number=number)
    assert (paper.void, paper.voided_by, paper.waiting) == ("主送有误", "市督考办/伍佳", ())
