"""Tables that spreadsheets open: what somebody wrote into a matter stays a text there, and a day a day."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from duban.ledger import plain_cell, plain_or_phone, read_report, write_table

if TYPE_CHECKING:
    from pathlib import Path

RECKONED = ("=1+1", "\r=1+1", "\n=1+1", "\t=1+1", "＝1", "+1", "-1+1", "@x", "＠x")


@pytest.mark.parametrize("text", RECKONED)
def test_a_cell_of_csv_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "—", "a=1", "12345-1", "007", "'=1"])
def test_any_other_cell_is_as_it_was_written(text: str) -> None:
    assert plain_cell(text) == text


def test_a_list_of_people_keeps_numbers_of_other_countries_and_nothing_else_that_would_be_reckoned() -> None:
    given = ("+8613800002231", "+86 138", "+1+1", "+", "-12", "+٣")
    assert [plain_or_phone(each) for each in given] == [given[0], *(f"'{each}" for each in given[1:])]


def test_a_workbook_holds_texts_leading_zeros_and_days(tmp_path: Path) -> None:
    day, rows = date(2027, 1, 15), [["a", "b", "c"], ["=1+1", "007", date(2027, 1, 15)], ["\x00@x", "+1", ""]]
    write_table(tmp_path / "a.xlsx", rows)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    (formula, zeros, due), (at, plus, _) = sheet.iter_rows(min_row=2)
    assert (formula.value, formula.data_type) == ("=1+1", "s")
    assert (zeros.value, zeros.data_type) == ("007", "s")
    assert (due.value.date(), due.is_date, due.number_format) == (day, True, "yyyy-mm-dd")
    assert [(each.value, each.data_type) for each in (at, plus)] == [("@x", "s"), ("+1", "s")]
    write_table(tmp_path / "a.csv", rows)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1:] == [["'=1+1", "007", "2027-01-15"], ["\x00@x", "'+1", ""]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_a_unit_has_written_comes_back_as_it_was(tmp_path: Path, ending: str) -> None:
    said = "-3万元，比上月少"
    write_table(tmp_path / f"a.{ending}", [["编号", "进展情况"], ["WT-2026-0001", said], ["WT-2026-0002", "'引号"]])
    read = read_report(tmp_path / f"a.{ending}", {"progress": "进展情况"})
    assert read == {"WT-2026-0001": {"progress": said}, "WT-2026-0002": {"progress": "'引号"}}
