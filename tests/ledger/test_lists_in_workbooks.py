"""A list as an office keeps it in Excel: titles above the head, merged cells, dates, formulas, and several sheets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest

from duban.ledger import ListError, read_listing
from duban.scenarios import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from duban.ledger import Listing
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")

HEAD = ("序号", "存在问题", "整改责任\n单位", "整改时限", "交办时间", "备注")


@pytest.fixture(scope="module")
def issue() -> Definition:
    return shipped("issue")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "问题清单.xlsx"


def fill(sheet: Worksheet, rows: Iterable[Iterable[Any]]) -> None:
    for row in rows:
        sheet.append(list(row))


def book(file: Path, *sheets: tuple[str, Iterable[Iterable[Any]]], merged: Iterable[str] = ()) -> None:
    """Write a workbook with these sheets; the merged cells are the first one's."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        fill(made.create_sheet(name), rows)
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    made.save(file)


def read(file: Path, issue: Definition, **named: str) -> Listing:
    return read_listing(file, issue, **named)


def test_a_list_is_read_as_an_office_keeps_it(file: Path, issue: Definition) -> None:
    rows = (
        ("全市优化营商环境问题整改清单",),
        ("单位：市优化办", None, None, None, date(2026, 4, 1)),
        HEAD,
        (1, "窗口排队过长", "市住建局", date(2026, 5, 31), date(2026, 4, 1)),
        (),
        (2.0, "材料反复提交", None, "2026年6月底", "2026-04-01", "急件"),
        (3, "热线无人接听", "市教育局", "持续推进"),
        ("合计", None, None, None, None, "3个"),
    )
    book(file, ("清单", rows), merged=["A1:F1", "C4:C6"])
    listing = read(file, issue)
    assert [(each.line, each.number, each.title) for each in listing.matters] == [
        (4, "1", "窗口排队过长"),
        (6, "2", "材料反复提交"),
        (7, "3", "热线无人接听"),
    ]
    first, second, third = listing.matters
    assert (first.units["responsible"], first.data["deadline"], first.since) == (
        ("市住建局",),
        "2026-05-31",
        "2026-04-01",
    )
    assert (second.units["responsible"], second.data["deadline"], second.note) == (("市住建局",), "2026-06-30", "急件")
    assert (third.units["responsible"], third.ongoing) == (("市教育局",), True)
    assert list(listing.doubts) == [
        "column “整改责任\n单位” was read as 责任单位",
        "column “整改时限” was read as 完成时限",
        "row 8 “合计” has no title, no unit and no date: it was left out",
    ]


def test_a_head_of_two_rows_is_read_by_its_second(file: Path, issue: Definition) -> None:
    rows = (
        ("序号", "问题", "承办", None, "完成时限"),
        (None, None, "牵头单位", "责任单位"),
        (1, "甲", "市优化办", "市住建局"),
    )
    book(file, ("清单", rows), merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
    (matter,) = read(file, issue).matters
    assert matter.units == {"lead": ("市优化办",), "responsible": ("市住建局",)}


def test_several_measures_of_one_problem_make_one_matter(file: Path, issue: Definition) -> None:
    rows = (("序号", "问题", "责任单位", "整改措施"), (1, "甲", "市住建局", "先改流程"), (None, None, None, "再改窗口"))
    book(file, ("清单", rows), merged=["A2:A3", "B2:B3", "C2:C3"])
    _, again = read(file, issue).matters
    assert (again.repeats, again.doubts) == (2, ("number 1 stands in line 2 already: it is opened once",))


def test_the_one_sheet_that_is_a_list_is_read_and_of_several_one_is_to_be_named(file: Path, issue: Definition) -> None:
    notes, one = ("填表说明", (("请于月底前报送",),)), ("4月", (("标题", "责任单位"), ("甲", "市住建局")))
    book(file, notes, one, ("Sheet3", ()))
    listing = read(file, issue)
    assert [each.title for each in listing.matters] == ["甲"]
    assert "sheet “4月” was read; not “填表说明”" in listing.doubts
    book(file, notes, one, ("5月", (("标题", "责任单位"), ("乙", "市教育局"))))
    assert [each.title for each in read(file, issue, sheet="5月").matters] == ["乙"]
    assert refused(file, issue).endswith(": has several lists; name the sheet: “4月”, “5月”")
    assert "has no sheet “6月” with something on it; it has “填表说明”, “4月”, “5月”" in refused(
        file, issue, sheet="6月"
    )


def test_a_formula_has_the_value_that_was_saved_and_without_one_its_cell_is_named(
    file: Path, tmp_path: Path, issue: Definition
) -> None:
    book(file, ("清单", (("编号", "标题", "责任单位"), ("=1+1", "甲", "市住建局"))))
    assert refused(file, issue).endswith(": 清单, cell A2: a formula without a value; open the file and save it again")
    for value, kind in (("2", ""), ("#REF!", 't="e"')):
        saved = tmp_path / "saved.xlsx"
        with ZipFile(file) as before, ZipFile(saved, "w") as after:
            for name in before.namelist():
                sheet = before.read(name).replace(
                    b'<c r="A2"><f>1+1</f><v></v>', f'<c r="A2" {kind}><f>1+1</f><v>{value}</v>'.encode()
                )
                after.writestr(name, sheet)
        if kind:
            assert refused(saved, issue).endswith(": 清单, row 2: a formula has the error #REF!")
        else:
            assert [each.number for each in read(saved, issue).matters] == ["2"]


def test_what_is_wrong_elsewhere_in_a_workbook_does_not_keep_a_list_from_being_read(
    file: Path, issue: Definition
) -> None:
    head, row = ("编号", "标题", "责任单位", "天数"), ("1", "甲", "市住建局", "=NOW()-A2")
    counts = ("统计", (("件数",), ("=1+1",), ("#DIV/0!",)))
    large = ("底表", (("代码",), *(("x",) for _ in range(20_000))))
    book(file, counts, ("清单", (("截至", "=TODAY()"), head, row)), large)
    for named in ({}, {"sheet": "清单"}):
        assert [each.title for each in read(file, issue, **named).matters] == ["甲"]
    assert "columns that are no role and no field were left out: “天数”" in read(file, issue).doubts
    assert refused(file, issue, sheet="底表").endswith(": has more than 20000 rows; split it")
    book(file, counts, ("清单", (head, row, ("2", "=B2", "市住建局"))))
    assert refused(file, issue).endswith(": 清单, cell B3: a formula without a value; open the file and save it again")
    book(file, ("清单", (("编号", "标题", "=C9"), row)))
    assert refused(file, issue).endswith(": 清单, cell C1: a formula without a value; open the file and save it again")


def test_a_hidden_sheet_is_no_list(file: Path, issue: Definition) -> None:
    book(file, ("4月", (("标题",), ("甲",))), ("旧", (("标题",), ("乙",))))
    made = openpyxl.load_workbook(file)
    made["旧"].sheet_state = "hidden"
    made.save(file)
    assert [each.title for each in read(file, issue).matters] == ["甲"]


def refused(file: Path, issue: Definition, **named: str) -> str:
    with pytest.raises(ListError) as error:
        read(file, issue, **named)
    assert "\n" not in str(error.value)
    return str(error.value)
