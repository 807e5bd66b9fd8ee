"""A bulletin as a workbook: its tables as numbers, and its charts native, to be edited and reckoned with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.bulletins.blocks import Chart, Grid
from duban.ledger.charts import charts_workbook

if TYPE_CHECKING:
    from duban.ledger.bulletins.blocks import Bulletin


def bulletin_workbook(bulletin: Bulletin) -> bytes:
    """Return a bulletin's tables and charts as .xlsx, in Chinese as its paper is; raises NoWorkbooks."""
    tables = {
        part.caption: [part.head, *(tuple(span.text for span in row) for row in part.rows)]
        for part in bulletin.parts
        if isinstance(part, Grid)
    }
    with words.speaking("zh"):
        return charts_workbook(tables, [part.chart for part in bulletin.parts if isinstance(part, Chart)])
