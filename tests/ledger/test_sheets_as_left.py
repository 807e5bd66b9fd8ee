"""Sheets as people leave them, in every kind of file: two-row heads, sections, a second head, sums, hidden rows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hostile_workbooks import changed, hostile, sound
from hypothesis import given
from hypothesis import strategies as st

from duban.ledger import ListError, read_listing
from duban.ledger.excel.reading import day_in_cell
from duban.scenarios import shipped

if TYPE_CHECKING:
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")
SHEETS = Path(__file__).parent / "sheets"
HIDDEN = "rows that are hidden or filtered out were read as well: 8"
COMPUTED = "“序号”: a formula; the value with which the file was saved was taken"


@pytest.fixture(scope="module")
def issue() -> Definition:
    return shipped("issue")


@pytest.mark.parametrize("name", ["清单.xlsx", "清单.xls", "清单.et", "清单.ods"])
def test_a_list_is_read_alike_from_every_kind_of_workbook(name: str, issue: Definition) -> None:
    listing = read_listing(SHEETS / name, issue)
    assert [(each.line, each.number, each.title) for each in listing.matters] == [
        (6, "1", "窗口排队过长"),
        (7, "2", "材料 反复提交"),
        (8, "3", "热线无人接听"),
        (10, "4", "证照未共享"),
    ]
    assert [each.units["lead"] for each in listing.matters] == [("市优化办",)] * 4
    assert [each.units["responsible"][0] for each in listing.matters] == [
        "市住建局",
        "市教育局",
        "市住建局",
        "市教育局",
    ]
    assert [each.data.get("deadline") for each in listing.matters] == ["2026-05-31", "2026-06-30", "2026-07-15", None]
    assert listing.matters[3].ongoing
    assert "row 11 “合计” has no title, no unit and no date: it was left out" in listing.doubts
    tells = name.endswith(
        ("xlsx", "ods")
    )  # an .xls does not say what is hidden or computed to the library that reads it
    assert (HIDDEN in listing.doubts, COMPUTED in listing.matters[3].doubts) == (tells, tells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_of_text_has_the_same_heads_and_no_merged_cells(
    encoding: str, issue: Definition, tmp_path: Path
) -> None:
    rows = (
        "全市问题清单,,,\n序号,问题名称,责任,,办结时限\n,,牵头单位,承办单位,\n1,窗口排队过长,市优化办,市住建局,2026/5/31\n"
        "序号,问题名称,牵头单位,承办单位,办结时限\n2,材料反复提交,,市教育局,6月底\n小计,2,,,\n"
    )
    file = tmp_path / "清单.csv"
    file.write_bytes(rows.encode(encoding))
    listing = read_listing(file, issue)
    assert [(each.number, each.title, each.units["lead"]) for each in listing.matters] == [
        ("1", "窗口排队过长", ("市优化办",)),
        ("2", "材料反复提交", ()),
    ]


@pytest.mark.parametrize(("name", "data", "said"), [pytest.param(*each, id=each[0]) for each in hostile()])
def test_what_is_no_workbook_is_said_in_one_line(
    name: str, data: bytes, said: str, issue: Definition, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(ListError) as error:
        read_listing(file, issue)
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(said)


def test_rows_that_are_only_formatted_do_not_count(issue: Definition, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    last = b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    file.write_bytes(changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", last), sound()))
    assert [each.title for each in read_listing(file, issue).matters] == ["甲"]


@pytest.mark.parametrize("epoch", [False, True])
def test_a_day_without_the_form_of_one_is_read_by_the_workbooks_own_epoch(
    *, epoch: bool, issue: Definition, tmp_path: Path
) -> None:
    file = tmp_path / "清单.xlsx"
    book = xlsxwriter.Workbook(file, {"date_1904": epoch})
    sheet = book.add_worksheet()
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ("编号", "标题", "责任单位", "完成时限"))
    serial = 46157 - (1462 if epoch else 0)
    sheet.write_row(1, 0, (1, "甲", "市住建局", serial))
    sheet.write_row(2, 0, (2, "乙", "市住建局"))
    sheet.write_datetime(2, 3, date(2026, 5, 15), days)  # type: ignore[arg-type]
    book.close()
    first, second = read_listing(file, issue).matters
    assert (first.data["deadline"], second.data["deadline"]) == ("2026-05-15", "2026-05-15")
    assert (first.doubts, second.doubts) == ((f"“{serial}” was read as the day 2026-05-15",), ())


FORMS = (
    *("{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}.{m}.{d}", "{y}/{m}/{d}", " {y} 年 {m} 月 {d} 日 "),
    *("{y}{m:02}{d:02}", "{y}-{m:02}-{d:02} 00:00:00", "{y}年{m}月{d}号"),
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    form=st.sampled_from(FORMS),
    wide=st.booleans(),
)
def test_a_day_is_read_in_whatever_form_it_is_written(day: date, form: str, *, wide: bool) -> None:
    written = form.format(y=day.year, m=day.month, d=day.day)
    assert day_in_cell(written.translate(FULL_WIDTH) if wide else written) == (day, False)


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), epoch=st.booleans())
def test_a_serial_is_a_day_of_its_epoch(day: date, *, epoch: bool) -> None:
    start = date(1904, 1, 1) if epoch else date(1899, 12, 30)
    written = str((day - start) // timedelta(days=1))
    assert day_in_cell(written, epoch_1904=epoch) == (day, True)


@given(day=st.dates(date(2001, 1, 1), date(2099, 12, 31)), form=st.sampled_from(["{m}月{d}日", "{m}.{d}", "{m}/{d}"]))
def test_a_day_without_a_year_is_in_the_year_that_is_given_and_else_none(day: date, form: str) -> None:
    written = form.format(m=day.month, d=day.day)
    assert day_in_cell(written, year=day.year) == (day, True)
    assert day_in_cell(written).day is None


@given(text=st.text(max_size=20))
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert day_in_cell(text, year=2026).day is None or any(each.isnumeric() for each in text)
