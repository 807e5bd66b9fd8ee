"""How wide columns and how high rows have to be: a Chinese character takes the room of two others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from duban.ledger.layouts import Lamp, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.layouts import Cell, Head, Ledger

_MARGIN, _NARROWEST = 2, 5
_SHARE = 0.93
"""A column of width 100 holds 93 half characters: widths count digits of 7 pixels, and a 宋体 of 11 points has 15."""
_PUSHED = 2
"""So much of a line stays free where a mark must not begin the next one."""
_LOOKED_AT = 500
"""So many rows are looked at; of those below, only texts of more characters than any before."""
_ENCODING = "gb18030"
_MOST_LINES = 27
"""More than this a row cannot show: 409 points are the most that a spreadsheet gives it."""


def wide(text: str) -> int:
    """Return how much room a text takes on one line, in characters; of several lines, the longest counts.

    In the encoding GB 18030, Chinese characters and marks take two bytes, which is how they are counted.
    """
    if "\n" in text:
        return max(wide(line) for line in text.split("\n"))
    return len(text) if text.isascii() else len(text.encode(_ENCODING, "replace"))


def widths(ledger: Ledger) -> list[int]:
    """Return the width of each column: that of the layout, or what its cells need, within bounds."""
    return [
        head.width if head.width is not None else _needed(head, (row.cells[place] for row in ledger.rows))
        for place, head in enumerate(ledger.heads)
    ]


def _needed(head: Head, cells: Iterable[Cell]) -> int:
    needed = max(_NARROWEST, min(wide(head.heading), 2 * head.widest) // (2 if head.group else 1) + _MARGIN)
    longest = 0
    for place, cell in enumerate(cells):
        if needed >= head.widest:
            break
        if type(cell) is str:
            if place >= _LOOKED_AT and len(cell) <= longest:
                continue
            longest = max(longest, len(cell))
        elif place >= _LOOKED_AT:
            continue
        needed = max(needed, min(math.ceil(wide(_as_shown(cell)) / _SHARE) + _MARGIN, head.widest))
    return needed


def _as_shown(cell: Cell) -> str:
    return f"● {cell.word}" if isinstance(cell, Lamp) else text_of(cell)


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width, as far as a row can show them."""
    room = width * _SHARE
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return min(_MOST_LINES, sum(_broken(wide(line), room) for line in text.split("\n")))


def _broken(needed: int, room: float) -> int:
    """Return into how many lines a text is broken that needs so much of this room."""
    return 1 if needed <= room else math.ceil(needed / max(room - _PUSHED, 1))


def lines_of(cells: Iterable[Cell], widths: Iterable[int]) -> int:
    """Return how many lines the highest of some cells takes."""
    most = 1
    for cell, width in zip(cells, widths, strict=False):
        if type(cell) is not str or (len(cell) * 2 <= width * _SHARE and "\n" not in cell):
            continue
        if len(cell.encode(_ENCODING, "replace")) > width * _SHARE or "\n" in cell:
            most = max(most, lines(cell, width))
    return most
