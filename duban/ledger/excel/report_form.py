"""A sheet as a table to fill in: one row for each matter, written for a unit and read back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.harmless import as_meant, plain_cell
from duban.ledger.excel.sheet import read_sheet
from duban.ledger.excel.workbook import WorkbookUnreadable, write_rows
from duban.ledger.writing import named, write_new
from duban.states import InvalidData

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from os import PathLike

    from duban.workflow import FilledSheet

_NUMBER, _TITLE, _IDLE, _WHY = ("number", "编号"), ("matter", "事项"), ("nothing_new", "无新进展"), ("note", "原因")
_YES = frozenset({"1", "true", "yes", "y", "x", "√", "✓", "✔", "是", "有", "无新进展"})


def report_table(sheet: FilledSheet, titles: Mapping[str, str]) -> list[list[str]]:
    """Return a sheet as rows of text, with what was written so far; `titles` are those of the fields of a line."""
    rows = [[_NUMBER[1], _TITLE[1], *titles.values(), _IDLE[1], _WHY[1]]]
    for line in sheet.lines:
        told = [str(line.values.get(name, "")) for name in titles]
        rows.append([line.number, line.title, *told, "是" if line.nothing_new else "", line.note or ""])
    return rows


def write_table(path: str | PathLike[str], rows: Sequence[Sequence[str | date]]) -> None:
    """Write rows of texts and days into a new file, as .xlsx or CSV by its name.

    It is its owner's alone, and nothing in it is reckoned as a formula. Raises WrongEnding, ListError, and OSError if
    the file is there.
    """
    place = named(path, ".csv", ".xlsx")
    if place.suffix.lower() != ".xlsx":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(
            [plain_cell(each) if isinstance(each, str) else each for each in row] for row in rows
        )
        write_new(place, text.getvalue().encode("utf-8-sig"))
        return
    try:
        write_rows(place, rows)
    except WorkbookUnreadable as error:
        raise ListError(str(path), error.problem) from None


def read_report(path: str | PathLike[str], titles: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the lines that a table holds, CSV or .xlsx, by the numbers of the matters; blank ones are left out.

    The columns are found by their headings, which may be the fields themselves or what people call them.
    Raises InvalidData with every problem, ListError if the file is no table, and OSError if it cannot be opened.
    """
    rows = read_sheet(path)
    names, problems = _columns(rows[0].cells if rows else (), titles)
    if "number" not in names:
        problems.append(words.Line("the table has no column {heading:shown}", heading=_NUMBER[1]))
    found: dict[str, dict[str, Any]] = {}
    for row in rows[1:]:
        line: dict[str, Any] = {
            name: as_meant(cell) for name, cell in zip(names, row.cells, strict=False) if name and cell
        }
        number, idle = line.pop("number", ""), line.pop(_IDLE[0], "").casefold() in _YES
        if not line and not idle:
            continue
        if not number or number in found:
            problems.append(_row_problem(row.line, number))
            continue
        found[number] = {**line, **({"nothing_new": True} if idle else {})}
    if problems:
        raise InvalidData(tuple(problems))
    return found


def _row_problem(line: int, number: str) -> words.Line:
    if not number:
        return words.Line("line {line} has no number", line=line)
    return words.Line("line {line}: {number} stands in the table twice", line=line, number=number)


def _columns(head: Sequence[str], titles: Mapping[str, str]) -> tuple[list[str], list[words.Line]]:
    """Return what each column holds, empty for one that is passed over, and the headings that are not known."""
    known = {heading.casefold(): pair[0] for pair in (_NUMBER, _IDLE, _WHY) for heading in pair}
    known |= {title.casefold(): name for name, title in titles.items()}
    known |= {name.casefold(): name for name in titles}
    names: list[str] = []
    problems: list[words.Line] = []
    for heading in head:
        folded = heading.casefold()
        names.append(known.get(folded, ""))
        if heading and folded not in known and folded not in _TITLE:
            facts = {"heading": heading, "known": [_NUMBER[1], *titles.values(), _IDLE[1], _WHY[1]]}
            problems.append(words.Line("the column {heading:shown} is not known; there are {known}", **facts))
    return names, problems
