"""Excel workbooks (.xlsx): their sheets as rows of text, and a table as a workbook of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator  # noqa: TC003 - a NamedTuple's annotations are kept
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.ledger.sheet_parts import MOST_BYTES, cell_name, filled_down, merged_down, uncalculated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MOST_UNPACKED = 256 * 1024 * 1024
"""The most bytes that a workbook may unpack to."""

_PATH = "_worksheet_path"
"""Where the library keeps where a sheet stands in the file."""

_NO_VALUE = "=?"
"""What is read of a formula that was never calculated."""

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


class WorkbookUnreadable(words.Portable, ValueError):
    """The bytes are no workbook that can be read; `problem` says what is wrong and what to do."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line) -> None:
        """Keep the problem, which is the message."""
        super().__init__(problem)
        self.problem = problem


class Worksheet(NamedTuple):
    """One sheet that can be seen: its name, and its rows as they are read, blank ones included."""

    name: str
    rows: Iterator[tuple[str, ...]]

    def flaws(self, row: int, cells: Sequence[str]) -> Iterator[tuple[int, words.Line]]:
        """Yield the places of cells of a row whose formula has no value or an error, each with what is wrong."""
        for place, cell in enumerate(cells):
            if cell == _NO_VALUE:
                facts: dict[str, str | int] = {"sheet": self.name, "cell": cell_name(place + 1, row)}
                yield (
                    place,
                    words.Line(
                        "{sheet}, cell {cell}: a formula without a value; open the file and save it again", **facts
                    ),
                )
            elif cell in _ERRORS:
                facts = {"sheet": self.name, "row": row, "error": cell}
                yield place, words.Line("{sheet}, row {row}: a formula has the error {error}", **facts)


def sheets_of(data: bytes) -> Iterator[Worksheet]:
    """Yield the sheets that can be seen, each cell as it is written out, merged ones in each of their rows.

    Formulas have the values that they had when the file was saved; `Worksheet.flaws` says which have none. Raises
    WorkbookUnreadable if it is no .xlsx, is damaged or unpacks to too much, or if openpyxl is not installed.
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
    with _damage_told():
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets[:1]
    for sheet in seen:
        yield Worksheet(sheet.title, _rows(data, sheet))


def _rows(data: bytes, sheet: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - the library is an extra
    with _damage_told():
        xml = _xml_of(data, sheet)
        missing = uncalculated(xml)
        read = (tuple(_text(value) for value in row) for row in sheet.iter_rows(values_only=True))
        told = (_with_missing(row, missing.get(number, ())) for number, row in enumerate(read, start=1))
        yield from filled_down(told, merged_down(xml))


def _with_missing(row: tuple[str, ...], columns: Iterable[int]) -> tuple[str, ...]:
    cells = list(row)
    for column in columns:
        cells += [""] * (column - len(cells))
        cells[column - 1] = _NO_VALUE
    return tuple(cells)


def _xml_of(data: bytes, sheet: Any) -> bytes:  # noqa: ANN401 - likewise
    """Return a sheet as it stands in the file; nothing of one that is too large to be looked through."""
    path = getattr(sheet, _PATH)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(path) if packed.getinfo(path).file_size <= MOST_BYTES else b""


@contextmanager
def _damage_told() -> Iterator[None]:
    """Say that the file is damaged, whatever the library raises when it comes upon it."""
    try:
        yield
    except WorkbookUnreadable:
        raise
    except Exception as error:
        raise WorkbookUnreadable(words.Line("is a damaged Excel file; open it and save it again")) from error


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_rows(path: Path, rows: Iterable[Sequence[str | date]]) -> None:
    """Write a table as a workbook, its head in view; raises WorkbookUnreadable if openpyxl is not installed.

    Texts stay texts, whatever they begin with; days are days. Control characters, which a workbook cannot hold, are
    left out of its cells.
    """
    book = _library().Workbook()
    sheet = book.active
    for place, row in enumerate(rows, 1):
        sheet.append([_CONTROL.sub("", cell) if isinstance(cell, str) else cell for cell in row])
        for column, text in enumerate(row, 1):
            if isinstance(text, date):
                sheet.cell(place, column).number_format = "yyyy-mm-dd"
            elif text.startswith("="):
                cell = sheet.cell(place, column)
                cell.data_type, cell.quotePrefix = "s", True
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
