"""A bulletin as an official letter: the parts of it as documents set them, in the form of GB/T 9704-2012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.bulletins.blocks import Chart, Grid
from duban.ledger.charts import RateChart, chart_png, chart_svg, draw_months, draw_rates, parted
from duban.ledger.documents import Letter, LetterKind, Paragraph, Picture, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ledger.bulletins.blocks import Bulletin, Part
    from duban.ledger.charts import Drawing
    from duban.ledger.documents import Block

_HIGH, _WIDE = 190.0, 156.0
"""The most that a picture is high and wide, in millimetres: less than the type area."""


def bulletin_letter(
    bulletin: Bulletin,
    *,
    office: str,
    mark: str = "",
    number: str = "",
    to: tuple[str, ...] = (),
    copies: tuple[str, ...] = (),
    day: date | None = None,
) -> Letter:
    """Return the letter of a bulletin; without a number it is a draft, and without a day it has none.

    It is in Chinese whatever the reader's language is, and so are its charts.
    """
    with words.speaking("zh"):
        body = tuple(block for part in bulletin.parts for block in _blocks(part))
    return Letter(
        LetterKind.BULLETIN,
        office=office,
        mark=mark or f"{office}文件",
        number=number,
        title=bulletin.title,
        to=to,
        body=body,
        on=day,
        copies=copies,
        printed_by=office if day else "",
        printed_on=day,
    )


def _blocks(part: Part) -> Iterator[Block]:
    if isinstance(part, Chart):
        charts = parted(part.chart) if isinstance(part.chart, RateChart) else (part.chart,)
        for each in charts:
            yield picture_of(draw_rates(each) if isinstance(each, RateChart) else draw_months(each))
    elif isinstance(part, Grid):
        rows = tuple(tuple(span.text for span in row) for row in part.rows)
        aligns = ("center",) * len(part.head)
        yield Table((part.head,), rows, part.widths, aligns, part.caption)
    else:
        yield Paragraph(part.text, part.level)


def picture_of(drawing: Drawing) -> Picture:
    """Return a chart as a picture that goes on a page, small enough in either direction."""
    width = min(_WIDE, _HIGH * drawing.width / drawing.height)
    return Picture(chart_png(drawing, millimetres=width), width, chart_svg(drawing))
