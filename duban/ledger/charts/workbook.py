"""A workbook of tables and native charts: each table on a sheet, and the charts on one, with the numbers beside."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.charts.sheets import add_months_chart, add_rates_chart, write_cells
from duban.ledger.charts.values import RateChart
from duban.ledger.excel import NoWorkbooks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from duban.ledger.charts.values import MonthChart

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME, _A4 = 31, 9


def charts_workbook(tables: Mapping[str, Sequence[Sequence[str]]], charts: Sequence[RateChart | MonthChart]) -> bytes:
    """Return an .xlsx with a sheet for each table, by what they are called, and one of charts.

    Raises NoWorkbooks without the extra.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoWorkbooks from None
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    for name, rows in tables.items():
        sheet = book.add_worksheet(_NOT_IN_NAMES.sub("", name)[:_LONGEST_NAME])
        write_cells(book, sheet, rows)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _on_paper(sheet)
    if charts:
        sheet, row = book.add_worksheet(words.text("charts")), 0
        _on_paper(sheet)
        for chart in charts:
            if isinstance(chart, RateChart):
                row = add_rates_chart(book, sheet, chart, row=row)
            else:
                row = add_months_chart(book, sheet, chart, row=row)
    book.close()
    return made.getvalue()


def _on_paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
