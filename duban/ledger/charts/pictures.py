"""A chart as a picture for Word and as a PDF, set by typst from the same SVG: no browser is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.charts.svg import chart_svg
from duban.ledger.documents import pdf_of, png_of_svg

if TYPE_CHECKING:
    from duban.ledger.charts.drawing import Drawing
    from duban.ledger.documents import FontNames

DOTS = 300
"""Dots per inch of pictures in documents."""
MILLIMETRES = 156.0
"""How wide a picture is: the type area of GB/T 9704-2012."""
_SOURCE = """#import "base.typ": *
#set page(width: data.width * 1mm, height: data.height * 1mm, margin: 0pt, fill: white)
#set text(font: fonts.hei.families)
#image("picture.svg", width: 100%, alt: data.said)
"""


def chart_png(drawing: Drawing, *, millimetres: float = MILLIMETRES, fonts: FontNames | None = None) -> bytes:
    """Return a chart as a PNG of 300 dots per inch, so many millimetres wide. Needs `duban[office]`."""
    return png_of_svg(chart_svg(drawing), width=millimetres, ppi=DOTS, fonts=fonts)


def chart_pdf(drawing: Drawing, *, millimetres: float = MILLIMETRES, fonts: FontNames | None = None) -> bytes:
    """Return a chart as a PDF of one page as large as the chart, whose text can be read back."""
    size = {"width": millimetres, "height": millimetres * drawing.height / drawing.width}
    files = {"picture.svg": chart_svg(drawing).encode()}
    return pdf_of(_SOURCE, {**size, "said": drawing.said}, files=files, fonts=fonts)
