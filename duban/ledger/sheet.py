"""A table that an office keeps, as rows of text: CSV as Excel writes it, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.workbook import WorkbookUnreadable, rows_of
from duban.workflow import decode_office_text, read_file

if TYPE_CHECKING:
    from os import PathLike

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5_000, 100
_ZIP = b"PK\x03\x04"


class SheetRow(NamedTuple):
    """One row that is not blank: the line on which it begins, and its cells."""

    line: int
    cells: tuple[str, ...]


def read_sheet(path: str | PathLike[str]) -> list[SheetRow]:
    """Return the rows of a table.

    Raises ListError if the file cannot be read as one, and OSError if it cannot be opened.
    """
    source = str(path)
    data = _data(source, path)
    if data.startswith(_ZIP):
        return _of_workbook(source, data)
    text = _text(source, data)
    rows: list[SheetRow] = []
    reader, line = csv.reader(io.StringIO(text), strict=True), 1
    try:
        for cells in reader:
            found = tuple(cell.strip() for cell in cells)
            if any(found):
                rows.append(SheetRow(line, found))
            line = reader.line_num + 1
            _check_size(source, rows)
    except csv.Error as error:
        said = words.Line("not CSV ({message:retold}); check the quotes", message=str(error))
        raise ListError(source, said, line=line) from None
    return rows


def _data(source: str, path: str | PathLike[str]) -> bytes:
    try:
        return read_file(path, MOST_BYTES)
    except ValueError as error:
        raise ListError(source, words.said_by(error)) from None


def _text(source: str, data: bytes) -> str:
    try:
        text = decode_office_text(data)
    except ValueError as error:
        raise ListError(source, words.said_by(error)) from None
    if not text:
        raise ListError(source, words.Line("is empty"))
    return text


def _of_workbook(source: str, data: bytes) -> list[SheetRow]:
    rows: list[SheetRow] = []
    try:
        for line, cells in enumerate(rows_of(data), start=1):
            if line > MOST_ROWS * 2:  # most of a sheet can be blank
                break
            if any(cells):
                rows.append(SheetRow(line, _without_tail(cells)))
                _check_size(source, rows)
    except WorkbookUnreadable as error:
        raise ListError(source, error.problem) from None
    return rows


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return cells without the blank ones at the end, of which a sheet can have thousands."""
    last = max(place for place, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _check_size(source: str, rows: list[SheetRow]) -> None:
    if len(rows) > MOST_ROWS:
        raise ListError(source, words.Line("has more than {most} rows; split it", most=MOST_ROWS))
    if rows and len(rows[-1].cells) > MOST_COLUMNS:
        raise ListError(source, words.Line("has more than {most} columns; is this the right file?", most=MOST_COLUMNS))
