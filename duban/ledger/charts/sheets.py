"""The same charts in a workbook, native and so editable, each beside the numbers that it is drawn of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.charts.tables import chart_table
from duban.ledger.charts.values import STATES
from duban.ledger.excel import without_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from duban.ledger.charts.values import MonthChart, RateChart

_FONT = {"name": "Microsoft YaHei", "size": 9}
_LABELS = {"value": True, "font": _FONT, "fill": {"color": "#FFFFFF"}, "position": "inside_base"}
"""Inside, as a label behind a whole bar would not be whole itself."""
_BLUE, _RED, _PALE, _BROWN = "#2F6B8F", "#B3261E", "#E6EDF2", "#B7791F"
_ROW = 18
_PERCENT = re.compile(r"\d{1,3}(\.\d+)?%", re.ASCII)
_NARROWEST = 9
"""A column has room for 100.00%, and for its numbers."""
_LONGEST_NUMBER = 10
"""Of what is counted; what is longer is no count, and a spreadsheet would round it."""


def add_rates_chart(book: Workbook, sheet: Worksheet, chart: RateChart, *, row: int = 0) -> int:
    """Write rates of units into a sheet from a row on, with a bar chart beside them; return the first row below.

    What reaches the target and what does not are two series, so that a copy in black and white tells them apart.
    """
    bars = chart.bars
    first, last = row + 1, row + len(bars)
    extra = [words.text("target reached"), words.text("below the target")]
    if chart.target is None:
        extra = [words.text("done in time"), ""]
    rows = chart_table(chart)
    wide = len(rows[0])
    _write(book, sheet, row, [[*each, *(extra if not place else [])] for place, each in enumerate(rows)], wide - 3)
    for at, bar in enumerate(bars, first):
        reached = chart.reaches(bar)
        share = float(bar.percent) / 100
        sheet.write_number(at, wide - 1, share, book.add_format({"num_format": "0.00%"}))
        sheet.write_number(at, wide if reached else wide + 1, share, book.add_format({"num_format": "0.00%"}))
    if not bars:
        return row + 2
    made = _chart(book, "bar", "clustered")
    for column, fill in ((wide, {"fill": {"color": _BLUE}}), (wide + 1, _hatched("wide_upward_diagonal", _RED))):
        reach = [chart.reaches(bar) == (column == wide) for bar in bars]
        if not any(reach):
            continue
        labels = [{"value": bar.said} if mine else {"delete": True} for bar, mine in zip(bars, reach, strict=True)]
        made.add_series(
            {
                "name": [sheet.get_name(), row, column],
                "categories": [sheet.get_name(), first, wide - 4, last, wide - 4],
                "values": [sheet.get_name(), first, column, last, column],
                "overlap": 100,
                "gap": 40,
                "data_labels": {**_LABELS, "custom": labels},
                **fill,
            }
        )
    title = chart.title
    if chart.target is not None:
        title += words.aside(words.text("target {target}", target=f"{chart.target.normalize():f}%"))
    made.set_title({"name": title, "name_font": {**_FONT, "size": 12}, "overlay": False})
    bare = {"num_font": _FONT, "major_gridlines": {"visible": False}, "interval_unit": 1}
    made.set_y_axis({**bare, "reverse": True, "crossing": "max"})  # the first on top, and the percents below
    made.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": _FONT})
    made.set_legend({"position": "bottom", "font": _FONT})
    tall = max(240, 130 + 24 * len(bars))
    made.set_size({"width": 720, "height": tall})
    sheet.insert_chart(row, wide + 3, made, {"description": chart.title})
    return row + max(len(rows), tall // _ROW) + 2


def add_months_chart(book: Workbook, sheet: Worksheet, chart: MonthChart, *, row: int = 0) -> int:
    """Write months by state into a sheet from a row on, with stacked columns beside; return the first row below."""
    rows = chart_table(chart)
    _write(book, sheet, row, rows, 1)
    if not chart.months:
        return row + 2
    first, last = row + 1, row + len(chart.months)
    fills: dict[str, dict[str, object]] = {
        "on_time": {"fill": {"color": _BLUE}},
        "late": _hatched("wide_upward_diagonal", _BROWN),
        "running": {"fill": {"color": _PALE}, "border": {"color": "#44607C"}},
        "overdue": _hatched("outlined_diamond", _RED),
    }
    made = _chart(book, "column", "stacked")
    for column, state in enumerate(STATES, 1):
        many = [getattr(month, state) for month in chart.months]
        made.add_series(
            {
                "name": [sheet.get_name(), row, column],
                "categories": [sheet.get_name(), first, 0, last, 0],
                "values": [sheet.get_name(), first, column, last, column],
                "gap": 50,
                "data_labels": {
                    "value": True,
                    "font": _FONT,
                    "fill": {"color": "#FFFFFF"},
                    "custom": [None if each else {"delete": True} for each in many],
                },
                **fills[state],
            }
        )
    made.set_title({"name": chart.title, "name_font": {**_FONT, "size": 12}})
    made.set_x_axis({"num_font": _FONT})
    made.set_y_axis({"num_font": _FONT, "major_gridlines": {"visible": True, "line": {"color": "#D0D7DE"}}})
    made.set_legend({"position": "bottom", "font": _FONT})
    made.set_size({"width": 720, "height": 320})
    sheet.insert_chart(row, len(rows[0]) + 1, made, {"description": chart.title})
    return row + max(len(rows), 320 // _ROW) + 2


def _chart(book: Workbook, kind: str, subtype: str) -> Any:  # noqa: ANN401 - the library's types say "or None"
    return book.add_chart({"type": kind, "subtype": subtype})


def _hatched(pattern: str, ink: str) -> dict[str, object]:
    return {"pattern": {"pattern": pattern, "fg_color": ink, "bg_color": "#FFFFFF"}, "border": {"color": ink}}


def write_cells(book: Workbook, sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text under a head into a sheet of their own; whole numbers and rates are numbers."""
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    cell, rate = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0.00%"})
    for at, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if at and _PERCENT.fullmatch(text):
                sheet.write_number(at, column, float(text[:-1]) / 100, rate)
            elif at and text.isdecimal() and text.isascii() and len(text) < _LONGEST_NUMBER:
                sheet.write_number(at, column, int(text), cell)
            else:
                sheet.write_string(at, column, without_controls(text), cell if at else bold)
    _widen(sheet, rows)


def _write(book: Workbook, sheet: Worksheet, row: int, rows: list[list[str]], counted: int) -> None:
    """Write rows of text under a head; what stands from the column `counted` on is a number if it looks like one."""
    bold = book.add_format({"bold": True})
    for at, cells in enumerate(rows, row):
        for column, text in enumerate(cells):
            if at > row and column >= counted and text.isdecimal():
                sheet.write_number(at, column, int(text))
            else:
                sheet.write_string(at, column, without_controls(text), bold if at == row else None)
    _widen(sheet, rows)


def _widen(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for column in range(len(rows[0])):
        widest = max(words.text_width(cells[column], 1) for cells in rows if column < len(cells))
        sheet.set_column(column, column, max(_NARROWEST, min(60, 2 * widest + 2)))
