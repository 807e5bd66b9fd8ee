"""What stands where on the pages of a PDF, in millimetres from the top left corner of the paper."""

from __future__ import annotations

import io
from itertools import groupby
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72


class Sign(NamedTuple):
    """A character, its box, and the size of its font in points."""

    text: str
    left: float
    right: float
    base: float
    size: float


class PageRead(NamedTuple):
    """A page: its characters, and its painted shapes as (left, top, right, bottom, colour)."""

    width: float
    height: float
    signs: tuple[Sign, ...]
    shapes: tuple[tuple[float, float, float, float, tuple[int, int, int]], ...]

    @property
    def lines(self) -> list[list[Sign]]:
        """Return its lines from the top down, each from the left."""
        seen = sorted(
            (each for each in self.signs if each.text.strip()), key=lambda each: (round(each.base, 1), each.left)
        )
        return [list(line) for _, line in groupby(seen, key=lambda each: round(each.base, 1))]

    def line_with(self, text: str) -> list[Sign]:
        """Return the line in which a text stands."""
        return next(line for line in self.lines if text in "".join(each.text for each in line))

    @property
    def text(self) -> str:
        """Return the page's text, line by line."""
        return "\n".join("".join(each.text for each in line) for line in self.lines)


def pages_of(pdf: bytes) -> list[PageRead]:
    """Return what stands on each page."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [_page(document[place]) for place in range(len(document))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> PageRead:
    width, height = page.get_size()
    text = page.get_textpage()
    signs = []
    for place in range(text.count_chars()):
        left, _, right, _ = text.get_charbox(place, loose=True)
        x, y = pdfium.ctypes.c_double(), pdfium.ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text.raw, place, x, y)
        size = pdfium.FPDFText_GetFontSize(text.raw, place)
        code = pdfium.FPDFText_GetUnicode(text.raw, place)
        signs.append(Sign(chr(code), left * MM, right * MM, (height - y.value) * MM, size))
    shapes = []
    for shape in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = shape.get_bounds()
        colour = [pdfium.ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetFillColor(shape.raw, *colour)
        stroke = [pdfium.ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetStrokeColor(shape.raw, *stroke)
        found = max((colour, stroke), key=lambda each: each[0].value - each[1].value)
        shade = (found[0].value, found[1].value, found[2].value)
        shapes.append((left * MM, (height - top) * MM, right * MM, (height - bottom) * MM, shade))
    return PageRead(width * MM, height * MM, tuple(signs), tuple(shapes))
