"""The ledger by layouts at the desk: a file as an office makes it, and a sheet for one's own unit to fill in."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import unquote

import openpyxl
import pytest
from planning import planning_office

from duban import Unit
from duban.desk import Function
from duban.ledger.excel import FILL_SHEET, HIDDEN_SHEET, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Browser

LEAD, BUILDERS, TEACHERS = "市优化办", "市住建局", "市教育局"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Browser]]:
    """Give the browsers of an office with two problems and a task."""
    units = [Unit(each) for each in (LEAD, "市督考办", "市领导", BUILDERS, TEACHERS)]
    folder = tmp_path_factory.mktemp("office")
    scenarios = ("issue", "task", "plan", "sheet")
    office = planning_office(folder, at="2026-11-16T09:00+08:00", units=units, people=[], scenarios=scenarios)
    with office.engine as engine:
        for title, unit in (("=1+1 取号机故障", BUILDERS), ("学区公示不及时", TEACHERS)):
            engine.open("issue", by=LEAD, title=title, units={"lead": LEAD, "responsible": unit})
        engine.open("task", by=LEAD, title="编制清单", units={"lead": LEAD, "responsible": [BUILDERS, TEACHERS]})
        yield {
            "officer": office.browser("市督考办", "伍佳", Function.OFFICER),
            "clerk": office.browser(BUILDERS, "唐瑞", Function.CLERK),
        }


def rows(browser: Browser, address: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(browser.get(address).content.decode("utf-8-sig")))]


def test_the_ledger_leads_to_what_it_can_be_had_as(desk: dict[str, Browser]) -> None:
    officer = desk["officer"]
    assert '<a class="b" href="/ledger/layouts?light=green">按版式导出</a>' in officer.get("/ledger?light=green").text
    page = officer.get("/ledger/layouts?light=green")
    assert page.status_code == 200
    for name in ("任务分解表", "月调度表", "问题清单"):
        assert f"<b>{name}</b>" in page.text
    assert page.text.count(">填报表</a>") == 1, "of the sheet of the month alone"


def test_an_officer_gets_a_workbook_of_what_is_listed(desk: dict[str, Browser]) -> None:
    officer = desk["officer"]
    answer = officer.get("/ledger/by-layout?layout=问题清单")
    assert "问题清单-2026-" in unquote(answer.headers["content-disposition"])
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["问题清单"]
    told = {str(cell.value): cell.data_type for row in sheet.iter_rows(min_row=5) for cell in row}
    assert told["=1+1 取号机故障"] == "s"
    assert "学区公示不及时" in told
    assert [row[2] for row in rows(officer, f"/ledger/by-layout?layout=问题清单&as=csv&unit={TEACHERS}")[1:]] == [
        "WT-2026-0002"
    ]
    page = officer.get("/ledger/by-layout?layout=问题清单&as=html")
    assert "营商环境问题整改清单" in page.text


def test_a_clerk_gets_what_concerns_the_unit_and_a_sheet_of_its_own(desk: dict[str, Browser]) -> None:
    clerk = desk["clerk"]
    assert [row[3] for row in rows(clerk, "/ledger/by-layout?layout=问题清单&as=csv")[1:]] == ["'=1+1 取号机故障"]
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/ledger/by-layout?layout=月调度表&fill=1").content))
    manifest = Manifest.from_cells(book[HIDDEN_SHEET].values)
    assert (manifest.unit, [row.key for row in manifest.rows]) == (BUILDERS, [f"RW-2026-0001#{BUILDERS}"])
    assert TEACHERS not in repr([*book[FILL_SHEET].values])


def test_an_officers_sheet_has_a_row_for_each_unit(desk: dict[str, Browser]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk["officer"].get("/ledger/by-layout?layout=月调度表&fill=1").content))
    manifest = Manifest.from_cells(book[HIDDEN_SHEET].values)
    assert [row.key for row in manifest.rows] == [f"RW-2026-0001#{unit}" for unit in (BUILDERS, TEACHERS)]


@pytest.mark.parametrize(
    "query", ["layout=月报", "layout=问题清单&as=pdf", "layout=../问题清单", "", "layout=问题清单&odd=1"]
)
def test_what_there_is_not_leads_back_to_the_ledger(query: str, desk: dict[str, Browser]) -> None:
    answer = desk["officer"].get(f"/ledger/by-layout?{query}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/ledger")


def test_an_offices_own_layouts_are_offered_and_what_is_wrong_with_one_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "layouts"
    folder.mkdir()
    text = "layout: x\ntitle: 本单位清单\nwhere: {scenario: issue}\ncolumns: [number, title]\n"
    (folder / "本单位.yaml").write_text(text, "utf-8")
    (folder / "坏的.yaml").write_text("layout: x\n", "utf-8")
    units = [Unit(each) for each in (LEAD, "市督考办", "市领导", BUILDERS)]
    office = planning_office(tmp_path, at="2026-11-16T09:00+08:00", units=units, people=[], scenarios=("issue",))
    with office.engine as engine:
        object.__setattr__(engine.settings, "layouts", "layouts")
        engine.open("issue", by=LEAD, title="取号机故障", units={"lead": LEAD, "responsible": BUILDERS})
        officer = office.browser(LEAD, "伍佳", Function.OFFICER)
        page = officer.get("/ledger/layouts")
        assert "<b>本单位</b>" in page.text
        assert "坏的.yaml:1:1: 版式缺 `title:`" in page.text
        assert rows(officer, "/ledger/by-layout?layout=本单位&as=csv")[1:] == [["WT-2026-0001", "取号机故障"]]
        refused = officer.get("/ledger/by-layout?layout=坏的")
        assert (refused.status_code, "版式缺" in refused.text) == (422, True)
        clerk = office.browser(BUILDERS, "唐瑞", Function.CLERK)
        assert "坏的" not in clerk.get("/ledger/layouts").text


def test_layouts_of_kinds_that_an_office_has_not_are_not_offered(tmp_path: Path) -> None:
    office = planning_office(tmp_path, at="2026-11-16T09:00+08:00", units=[Unit(LEAD)], people=[], scenarios=("issue",))
    with office.engine:
        officer = office.browser(LEAD, "伍佳", Function.OFFICER)
        page = officer.get("/ledger/layouts")
        assert "<b>问题清单</b>" in page.text
        assert "任务分解表" not in page.text
        refused = officer.get("/ledger/by-layout?layout=任务分解表")
        assert (refused.status_code, "没有场景" in refused.text) == (422, True)
