"""The cells of a workbook as its file has them: the library keeps each before it writes it, which takes long."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from duban.ledger.excel import CONTROLS, without_controls
from duban.ledger.layouts import Lamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.ledger.layouts import Cell
    from duban.states import Light

    CellXml = Callable[[Cell, int], str]
    """Takes a cell and the number of its row, from 1."""

_ODD = re.compile(f"[&<>\r{CONTROLS}]|_x[0-9A-Fa-f]{{4}}_|^\\s|\\s$")
_LIKE_CODE = re.compile("_(x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_700
_FIRST_DAY = date(1899, 12, 30).toordinal()
_EARLIEST = date(1900, 3, 1)
"""Before it, spreadsheets count a day that there never was."""


def clean(text: str) -> str:
    """Return a text that a cell can hold: without control characters, with line breaks, and not too long."""
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def text_xml(column: str, look: int) -> CellXml:
    """Return what writes texts into a column: they stay texts, whatever they begin with."""
    begun, ended = f'<c r="{column}', f'" s="{look}" t="inlineStr"><is><t'
    blank = f'" s="{look}"/>'

    def written(cell: Cell, row: int) -> str:
        if not cell:
            return f"{begun}{row}{blank}"
        text = str(cell)
        if len(text) > _LONGEST or _ODD.search(text):
            text = escape(_LIKE_CODE.sub(r"_x005F_\1", clean(text)))
            return f'{begun}{row}{ended} xml:space="preserve">{text}</t></is></c>'
        return f"{begun}{row}{ended}>{text}</t></is></c>"

    return written


def number_xml(column: str, look: int) -> CellXml:
    """Return what writes numbers into a column."""
    begun, blank = f'<c r="{column}', f'" s="{look}"/>'

    def written(cell: Cell, row: int) -> str:
        if cell == "":
            return f"{begun}{row}{blank}"
        return f'{begun}{row}" s="{look}"><v>{float(cell):.16G}</v></c>'  # type: ignore[arg-type]

    return written


def day_xml(column: str, look: int) -> CellXml:
    """Return what writes days into a column."""
    begun, blank = f'<c r="{column}', f'" s="{look}"/>'
    told = text_xml(column, look)

    def written(cell: Cell, row: int) -> str:
        if not isinstance(cell, date):
            return f"{begun}{row}{blank}"
        if cell < _EARLIEST:
            return told(str(cell), row)
        return f'{begun}{row}" s="{look}"><v>{cell.toordinal() - _FIRST_DAY}</v></c>'

    return written


def any_xml(column: str, *, text: int, number: int, day: int, lamps: Mapping[Light, int]) -> CellXml:
    """Return what writes whatever a ledger shows into a column, each kind by its look."""
    as_text, as_number, as_day = text_xml(column, text), number_xml(column, number), day_xml(column, day)
    as_lamp = {light: text_xml(column, look) for light, look in lamps.items()}

    def written(cell: Cell, row: int) -> str:
        if type(cell) is str:
            return as_text(cell, row)
        if isinstance(cell, Lamp):
            return as_lamp[cell.light](shown(cell), row)
        return as_day(cell, row) if isinstance(cell, date) else as_number(cell, row)

    return written


def blank_xml(column: str, look: int) -> CellXml:
    """Return what leaves the cells of a column empty."""
    begun, ended = f'<c r="{column}', f'" s="{look}"/>'
    return lambda _, row: f"{begun}{row}{ended}"


def shown(lamp: Lamp) -> str:
    """Return a light as a sheet shows it, readable without its colour too."""
    return f"● {lamp.word}"
