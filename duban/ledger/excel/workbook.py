"""A table as an Excel workbook (.xlsx) of its own, and what is raised if one cannot be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel.harmless import without_controls
from duban.ledger.writing import writing_new

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class WorkbookUnreadable(words.Portable, ValueError):
    """The bytes are no workbook that can be read; `problem` says what is wrong and what to do."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line) -> None:
        """Keep the problem, which is the message."""
        super().__init__(problem)
        self.problem = problem


def write_rows(path: Path, rows: Iterable[Sequence[str | date]]) -> None:
    """Write a table as a workbook, its head in view; raises WorkbookUnreadable if openpyxl is not installed.

    Texts stay texts, whatever they begin with; days are days. Control characters, which a workbook cannot hold, are
    left out of its cells.
    """
    book = _library().Workbook()
    sheet = book.active
    for place, row in enumerate(rows, 1):
        sheet.append([without_controls(cell) if isinstance(cell, str) else cell for cell in row])
        for column, text in enumerate(row, 1):
            if isinstance(text, date):
                sheet.cell(place, column).number_format = "yyyy-mm-dd"
            elif text.startswith("="):
                cell = sheet.cell(place, column)
                cell.data_type, cell.quotePrefix = "s", True
    sheet.freeze_panes = "C2"
    with writing_new(path) as file:
        book.save(file)


def _library() -> Any:  # noqa: ANN401 - an extra that need not be installed
    try:
        import openpyxl  # noqa: PLC0415 - an extra
    except ImportError:
        said = words.Line("is an Excel file: save the sheet as CSV, or install duban[office]")
        raise WorkbookUnreadable(said) from None
    return openpyxl
