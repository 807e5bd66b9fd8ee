"""The copy with remarks: the user's own workbook byte for byte, but for one column of one sheet."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from filled_office import COLUMNS

from duban.ledger.excel import FillKind
from duban.ledger.excel.bringing import bring_sheet, remarked_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from filled_office import Month

pytestmark = pytest.mark.usefixtures("english")
ONE = "市住建局"


def column(data: bytes, sheet: str, place: int) -> dict[int, str]:
    found = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    return {row: found.cell(row, place).value for row in range(1, found.max_row + 1) if found.cell(row, place).value}


def test_a_copy_has_what_is_to_be_done_beside_each_row_and_all_else_as_it_was(month: Month) -> None:
    month.book.put(month.cut, ONE, done="甲", percent="=约四成 & <b>")
    month.book.put(month.start, ONE, done="乙")
    data = month.book.bytes()
    shown = month.office.previewed(data)
    copy = remarked_copy(data, shown)
    assert column(copy, "填报表", 13) == {
        4: "Remarks",
        5: "to be corrected: 完成进度（%）: “=约四成 & <b>” is no number",
        7: "will be written",
    }
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]
    again = month.office.previewed(copy)
    assert [row.verdict for row in again.rows] == [row.verdict for row in shown.rows]


def test_afterwards_a_copy_says_what_became_of_each_row(month: Month) -> None:
    month.book.put(month.start, ONE, done="乙")
    data = month.book.bytes()
    shown = month.office.previewed(data)
    copy = remarked_copy(data, shown, bring_sheet(month.office.engine, shown))
    assert column(copy, "填报表", 13) == {4: "Remarks", 7: "was written"}


def test_a_file_of_text_comes_back_as_a_workbook(month: Month) -> None:
    exported = month.book.bytes()
    month.book.put(month.cut, ONE, done="=1+1", percent="很多")
    data = "\n".join(",".join(map(str, row)) for row in [*month.book.head, *month.book.rows]).encode()
    shown = month.office.previewed(data, against=exported)
    copy = remarked_copy(data, shown)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(copy)).sheetnames
    assert column(copy, sheet, 13)[5].startswith("to be corrected: 完成进度（%）: “很多” is no number")
    assert column(copy, sheet, 4)[5] == "=1+1"
    assert openpyxl.load_workbook(io.BytesIO(copy))[sheet]["D5"].data_type == "s"


def _changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
    return file.getvalue()


def test_a_workbook_with_a_damaged_picture_comes_back_as_a_new_one(month: Month) -> None:
    month.book.put(month.start, ONE, done="乙")
    file = io.BytesIO(month.book.bytes())
    with zipfile.ZipFile(file, "a") as more:
        more.writestr("xl/media/image1.png", b"\x89PNG and what was in it")
    data = file.getvalue().replace(b"\x89PNG and what was in it", b"\x89PNG but it is something else"[:23], 1)
    with zipfile.ZipFile(io.BytesIO(data)) as torn:
        assert torn.testzip() == "xl/media/image1.png"
    copy = remarked_copy(data, month.office.previewed(data))
    assert "will be written" in column(copy, "填报表", 13).values()


def test_rows_that_are_never_closed_do_not_hold_up_the_copy(month: Month) -> None:
    month.book.put(month.start, ONE, done="乙")
    quiet = b"</sheetData>" + b'<row r="9">' * 200_000
    data = _changed(month.book.bytes(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", quiet))
    copy = remarked_copy(data, month.office.previewed(data))
    assert "will be written" in column(copy, "填报表", 13).values()


def test_a_sheet_that_names_what_there_is_not_is_judged_row_by_row(month: Month) -> None:
    made_up = [replace(each, name="nowhere") if each.kind is FillKind.FIELD else each for each in COLUMNS]
    month.book.manifest = replace(month.book.manifest, columns=tuple(made_up))
    month.book.put(month.start, ONE, measure="改了", percent="9" * 5000)
    shown = month.office.previewed(month.book)
    row = next(each for each in shown.rows if each.number == month.start)
    assert row.verdict == "wrong"
    assert any("nowhere cannot be corrected" in each for each in row.problems) or "is no number" in row.todo
