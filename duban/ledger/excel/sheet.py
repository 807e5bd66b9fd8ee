"""A table that an office keeps, as rows of text: CSV as Excel writes it, or a sheet of a workbook of any kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping  # noqa: TC003 - a NamedTuple's annotations are kept
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.reading import Book, is_workbook
from duban.ledger.excel.workbook import WorkbookUnreadable
from duban.workflow import decode_office_text, read_file

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from os import PathLike

    from duban.ledger.excel.reading import Worksheet

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 100


class SheetRow(NamedTuple):
    """One row that is not blank: the line on which it begins, and its cells.

    `flaws` are the places of cells that cannot be read, as a formula that has an error, each with what is wrong.
    """

    line: int
    cells: tuple[str, ...]
    flaws: tuple[tuple[int, words.Line], ...] = ()


class NamedSheet(NamedTuple):
    """The rows of one sheet of a workbook, or of a CSV file, which has no name.

    `problem` is why it is no list, if it is too large; who takes it for one raises it. It has the first rows then.
    `hidden` are the lines of rows that nobody sees who opens it, `across` of those whose one text is merged over
    several columns, as that of a section, `formulas` the places of computed cells, by their lines.
    """

    name: str | None
    rows: list[SheetRow]
    problem: ListError | None = None
    hidden: frozenset[int] = frozenset()
    across: frozenset[int] = frozenset()
    formulas: Mapping[int, frozenset[int]] = MappingProxyType({})
    epoch_1904: bool = False


def read_sheet_file(path: str | PathLike[str]) -> bytes:
    """Return the bytes of a table; raises ListError if it is too large, and OSError if it cannot be opened."""
    return _data(str(path), path)


def read_sheet(path: str | PathLike[str]) -> list[SheetRow]:
    """Return the rows of a table; of a workbook, those of its first sheet.

    Raises ListError if the file, or any of its cells, cannot be read, and OSError if it cannot be opened.
    """
    source = str(path)
    for sheet in _sheets(source, _data(source, path)):
        if sheet.problem is not None:
            raise sheet.problem
        check_cells(source, sheet.rows)
        return sheet.rows
    return []


def read_sheets(path: str | PathLike[str]) -> list[NamedSheet]:
    """Return the sheets of a workbook that have something on them, or the one table of a CSV file.

    Raises as `read_sheet` does, but not for what is wrong with one sheet or cell: that stands beside it.
    """
    return sheets_in(_data(str(path), path), source=str(path))


def sheets_in(data: bytes, *, source: str) -> list[NamedSheet]:
    """Return the sheets of a file that was read; `source` names it in errors. Raises as `read_sheets` does."""
    return [sheet for sheet in _sheets(source, data) if sheet.rows]


def check_cells(source: str, rows: Iterable[SheetRow], places: Container[int] | None = None) -> None:
    """Raise ListError for the first cell that cannot be read, if it stands in one of these places; by default any."""
    for row in rows:
        for place, problem in row.flaws:
            if places is None or place in places:
                raise ListError(source, problem)


def _sheets(source: str, data: bytes) -> Iterator[NamedSheet]:
    if not is_workbook(data):
        yield NamedSheet(None, _of_csv(source, data))
        return
    try:
        for sheet in Book(data).sheets():
            yield of_workbook(source, sheet)
    except WorkbookUnreadable as error:
        raise ListError(source, error.problem) from None


def _of_csv(source: str, data: bytes) -> list[SheetRow]:
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
    begins = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        said = words.Line("is a web page that is called a workbook; open it, save it as .xlsx and bring that")
        raise ListError(source, said)
    if begins.startswith((b"%pdf-", b"{\\rtf")):
        raise ListError(source, words.Line("is a document and no table; bring the workbook or a CSV file"))
    try:
        text = decode_office_text(data)
    except ValueError as error:
        raise ListError(source, words.said_by(error)) from None
    if not text:
        raise ListError(source, words.Line("is empty"))
    return text


def of_workbook(source: str, sheet: Worksheet) -> NamedSheet:
    """Return a sheet of a workbook as rows that are not blank; raises WorkbookUnreadable."""
    rows: list[SheetRow] = []
    problem = None
    for line, cells in enumerate(sheet.rows, start=1):
        if line > MOST_ROWS * 2:  # most of a sheet can be blank
            break
        if any(cells):
            rows.append(SheetRow(line, _without_tail(cells), tuple(sheet.flaws(line, cells))))
            try:
                _check_size(source, rows)
            except ListError as error:
                problem = error
                break
    hints = sheet.hints
    formulas = {line: frozenset(each - 1 for each in columns) for line, columns in hints.formulas.items()}
    return NamedSheet(
        sheet.name, rows, problem, frozenset(hints.hidden), frozenset(hints.across), formulas, hints.epoch_1904
    )


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return cells without the blank ones at the end, of which a sheet can have thousands."""
    if cells[-1]:
        return cells
    last = max(place for place, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _check_size(source: str, rows: list[SheetRow]) -> None:
    if len(rows) > MOST_ROWS:
        raise ListError(source, words.Line("has more than {most} rows; split it", most=MOST_ROWS))
    if rows and len(rows[-1].cells) > MOST_COLUMNS:
        raise ListError(source, words.Line("has more than {most} columns; is this the right file?", most=MOST_COLUMNS))
