"""Writes a ledger as a workbook, as an office would make it: to read and print, or to fill in and bring back."""

from __future__ import annotations

import io
import re
import secrets
from typing import TYPE_CHECKING, Any

from duban.ledger.excel import FILL_SHEET, HIDDEN_SHEET, PRINT_SHEET, FillRow, Manifest, key_of
from duban.ledger.export.library import a_workbook
from duban.ledger.export.looks import Looks
from duban.ledger.export.sheets import FilledInSheet, LedgerSheet, PrintedSheet
from duban.ledger.layouts import RowsOf

if TYPE_CHECKING:
    from duban.ledger.layouts import Ledger

_UNFIT = re.compile(r"[\[\]:*?/\\']+")
_LONGEST_NAME = 31


def workbook_bytes(ledger: Ledger) -> bytes:
    """Return the workbook; raises NoWorkbooks if the library that writes it is not installed."""
    content = io.BytesIO()
    book = a_workbook(content)
    book.set_properties({"title": ledger.title, "comments": "", "created": ledger.at.replace(tzinfo=None)})
    looks = Looks(book)
    if ledger.fills:
        _write_to_fill(book, looks, ledger)
    else:
        LedgerSheet(book, looks, ledger, sheet_name(ledger.layout.name)).write()
        if ledger.layout.rows == RowsOf.UNIT:
            PrintedSheet(book, looks, ledger, PRINT_SHEET).write()
    book.close()
    return content.getvalue()


def sheet_name(name: str) -> str:
    """Return a name that a sheet may have, and that no other sheet of the workbook has."""
    fit = _UNFIT.sub(" ", name).strip()[:_LONGEST_NAME] or "duban"
    return f"{fit} 1" if fit in {PRINT_SHEET, "History"} else fit


def _write_to_fill(book: Any, looks: Looks, ledger: Ledger) -> None:  # noqa: ANN401 - the library is an extra
    FilledInSheet(book, looks, ledger, FILL_SHEET).write()
    PrintedSheet(book, looks, ledger, PRINT_SHEET).write()
    hidden = book.add_worksheet(HIDDEN_SHEET)
    for place, row in enumerate(manifest_of(ledger).to_cells()):
        for column, text in enumerate(row):
            hidden.write_string(place, column, text)
    hidden.protect()
    hidden.very_hidden()


def manifest_of(ledger: Ledger) -> Manifest:
    """Return what the hidden sheet of a ledger says that is filled in."""
    rows = tuple(FillRow(key_of(row.number, row.unit), row.version, row.fills, row.sheet) for row in ledger.rows)
    return Manifest(
        secrets.token_hex(8),
        ledger.layout.name,
        ledger.layout.digest,
        ledger.at,
        tuple(head.fill for head in ledger.heads if head.fill is not None),
        rows,
        ledger.viewer,
        ledger.unit,
    )
