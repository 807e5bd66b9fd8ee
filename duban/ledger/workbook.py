"""Excel workbooks (.xlsx): the first sheet as rows of text, and a table as a workbook of its own."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MOST_UNPACKED = 256 * 1024 * 1024
"""The most bytes that a workbook may unpack to."""


class WorkbookUnreadable(words.Portable, ValueError):
    """The bytes are no workbook that can be read; `problem` says what is wrong and what to do."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line) -> None:
        """Keep the problem, which is the message."""
        super().__init__(problem)
        self.problem = problem


def rows_of(data: bytes) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the first sheet, blank ones included, each cell as it is written out.

    Raises WorkbookUnreadable if it is no .xlsx, is damaged, or unpacks to too much, or if openpyxl is not installed.
    """
    openpyxl = _library()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
            is_workbook = "xl/workbook.xml" in packed.namelist()
    except zipfile.BadZipFile:
        raise WorkbookUnreadable(words.Line("is a damaged Excel file; open it and save it again")) from None
    if not is_workbook:
        raise WorkbookUnreadable(words.Line("is a zip archive or another Office file; save the sheet as .xlsx or CSV"))
    if unpacked > MOST_UNPACKED:
        raise WorkbookUnreadable(words.Line("unpacks to more than a sheet can need; save the sheet as CSV"))
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield tuple(_text(value) for value in row)
    except Exception as error:  # the library raises whatever it comes upon in a damaged file
        raise WorkbookUnreadable(words.Line("is a damaged Excel file; open it and save it again")) from error


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write a table as a workbook, its head in view; raises WorkbookUnreadable if openpyxl is not installed."""
    book = _library().Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "C2"
    with path.open("xb") as file:
        book.save(file)


def _library() -> Any:  # noqa: ANN401 - an extra that need not be installed
    try:
        import openpyxl  # noqa: PLC0415 - an extra
    except ImportError:
        said = words.Line("is an Excel file: save the sheet as CSV, or install duban[office]")
        raise WorkbookUnreadable(said) from None
    return openpyxl


def _text(value: object) -> str:
    """Return a cell's value as the sheet shows it: whole numbers without a point, days without an hour."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value).strip()
