"""Lists of what is in a folder or zip, as a workbook and as CSV: the same contents are the same bytes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.harmless import plain_cell, without_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDING_TEXTS = {
    "missing": "not handed in",
    "returned": "sent back",
    "given": "handed in, not checked",
    "checked": "checked",
    "not needed": "not needed",
}
"""How a material stands, by its code."""

_LONGEST_CELL = 32_000
_TIMELESS = datetime(1980, 1, 1, tzinfo=UTC)
"""When a list was made does not stand in it: the same contents are the same bytes."""

Row = tuple[str | int | None, ...]


def as_csv(heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a list as CSV that Excel opens as UTF-8; what begins like a formula has a quote before it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(heads)
    writer.writerows([["" if cell is None else plain_cell(str(cell)) for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def as_workbook(
    title: str, notes: Sequence[str], heads: Sequence[str], widths: Sequence[float], rows: Sequence[Row]
) -> bytes:
    """Return a list as a workbook: a title, what is to be known of the whole, and the rows with a filter.

    Raises ListError if no workbook can be written here.
    """
    try:
        xlsxwriter = import_module("xlsxwriter")  # an extra
    except ImportError:
        raise ListError(title, words.Line("is a workbook: pip install 'duban[office]'")) from None
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _TIMELESS.replace(tzinfo=None), "title": title})
    sheet = book.add_worksheet(words.text("Contents"))
    bold, heading = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "border": 1})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    heading.set_text_wrap()
    sheet.write_string(0, 0, _kept(title), bold)
    for place, note in enumerate(notes, 1):
        sheet.write_string(place, 0, _kept(note))
    top = len(notes) + 1
    for column, text in enumerate(heads):
        sheet.write_string(top, column, text, heading)
        sheet.set_column(column, column, widths[column])
    for place, row in enumerate(rows, top + 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(place, column, value, cell)
            else:
                sheet.write_string(place, column, _kept(value or ""), cell)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, max(top + 1, top + len(rows)), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    return made.getvalue()


def _kept(text: str) -> str:
    return without_controls(text)[:_LONGEST_CELL]
