"""A fill-in sheet that came back: which sheet of the file it is, what was exported, and its rows with their keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel import ManifestBroken
from duban.ledger.excel.bringing.columns import find_columns
from duban.ledger.excel.contract import FILL_SHEET, HIDDEN_SHEET, PRINT_MARK, Manifest
from duban.ledger.excel.heads import body_rows, is_sum
from duban.ledger.excel.reading import Book, is_workbook
from duban.ledger.excel.sheet import MOST_BYTES, NamedSheet, of_workbook, sheets_in
from duban.ledger.excel.workbook import WorkbookUnreadable

if TYPE_CHECKING:
    from duban.ledger.excel.bringing.columns import Found
    from duban.ledger.excel.sheet import SheetRow

_LAST = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """A fill-in sheet that was read; `rows` are those of its body, without sums and headings."""

    source: str
    digest: str
    manifest: Manifest
    sheet: NamedSheet
    found: Found
    rows: tuple[SheetRow, ...]


def is_filled_in(data: bytes, *, source: str) -> bool:
    """Return whether a file is a workbook that duban exported to be filled in; raises ListError if it is damaged."""
    try:
        return is_workbook(data) and HIDDEN_SHEET in Book(data).names
    except WorkbookUnreadable as error:
        raise ListError(source, error.problem) from None


def read_filled(data: bytes, *, source: str, sheet: str | None = None, against: bytes | None = None) -> Filled:
    """Return a fill-in sheet that came back, of any kind of file.

    What was exported stands in the hidden sheet of the file itself, or of `against`, the file as it was exported, if
    it was saved as CSV. Raises ListError if it is no such file, or is the sheet for print.
    """
    if len(data) > MOST_BYTES:
        said = words.Line("has more than {most} MB; split it", most=MOST_BYTES // 1024 // 1024)
        raise ListError(source, said)
    try:
        sheets, manifest = _sheets(data, source, against)
    except (WorkbookUnreadable, ManifestBroken) as error:
        raise ListError(source, error.problem) from None
    if manifest is None:
        said = words.Line(
            "does not say what was exported (the hidden sheet {sheet} is missing); give the exported file beside it",
            sheet=HIDDEN_SHEET,
        )
        raise ListError(source, said)
    keys = {row.key for row in manifest.rows}
    chosen = _chosen(source, sheets, sheet)
    if chosen.problem is not None:
        raise chosen.problem
    found = find_columns(source, chosen.rows, keys, manifest.columns)
    head, body = chosen.rows[max(found.body - 1, 0)], chosen.rows[found.body :]
    rows = tuple(row for row in body_rows(chosen, head, body) if not is_sum(row) or _key(row, found))
    return Filled(source, hashlib.sha256(data).hexdigest(), manifest, chosen, found, rows)


def _key(row: SheetRow, found: Found) -> str:
    return row.cells[found.key] if found.key < len(row.cells) else ""


def _sheets(data: bytes, source: str, against: bytes | None) -> tuple[list[NamedSheet], Manifest | None]:
    if not is_workbook(data):
        return sheets_in(data, source=source), _manifest(None if against is None else Book(against))
    book = Book(data)
    manifest = _manifest(book) or _manifest(None if against is None else Book(against))
    names = [name for name in book.visible if name != HIDDEN_SHEET]
    if manifest is not None and FILL_SHEET in names:  # the sheet for print need not be read at all
        names = [FILL_SHEET, *(name for name in names if name != FILL_SHEET)]
        first = of_workbook(source, book.sheet(FILL_SHEET))
        return [first, *(NamedSheet(name, []) for name in names[1:])], manifest
    return [of_workbook(source, book.sheet(name)) for name in names], manifest


def _manifest(book: Book | None) -> Manifest | None:
    if book is None or HIDDEN_SHEET not in book.names:
        return None
    return Manifest.from_cells(book.raw(HIDDEN_SHEET))


def _chosen(source: str, sheets: list[NamedSheet], named: str | None) -> NamedSheet:
    """Return the sheet that was filled in; raises ListError for one that is for print."""
    if named is not None:
        found = next((each for each in sheets if each.name == named), None)
        if found is None:
            known = [each.name for each in sheets if each.name is not None]
            said = words.Line(
                "has no sheet “{sheet}” with something on it; it has {known:quoted}", sheet=named, known=known
            )
            raise ListError(source, said)
        sheets = [found]
    left = [each for each in sheets if each.rows and not _is_for_print(each)]
    if not left:
        said = words.Line("is the sheet for print, which is not read back; bring the sheet {sheet}", sheet=FILL_SHEET)
        raise ListError(source, said)
    return left[0]


def _is_for_print(sheet: NamedSheet) -> bool:
    return any(PRINT_MARK in cell for row in sheet.rows[-_LAST:] for cell in row.cells)
