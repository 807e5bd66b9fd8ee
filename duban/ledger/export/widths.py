"""How wide columns and how high rows have to be: a Chinese character takes the room of two others."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.ledger.layouts import Lamp, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.layouts import Cell, Head, Ledger

_MARGIN, _NARROWEST = 2, 5
_WIDE = frozenset("WFA")
_MOST_LINES = 27
"""More than this a row cannot show: 409 points are the most that a spreadsheet gives it."""


def wide(text: str) -> int:
    """Return how much room a text takes on one line, in characters; of several lines, the longest counts."""
    if "\n" in text:
        return max(wide(line) for line in text.split("\n"))
    return len(text) if text.isascii() else sum(map(_wide, text))


@lru_cache(maxsize=8192)
def _wide(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def widths(ledger: Ledger) -> list[int]:
    """Return the width of each column: that of the layout, or what its cells need, within bounds."""
    return [
        head.width if head.width is not None else _needed(head, (row.cells[place] for row in ledger.rows))
        for place, head in enumerate(ledger.heads)
    ]


def _needed(head: Head, cells: Iterable[Cell]) -> int:
    least = max(_NARROWEST, min(wide(head.heading), 2 * head.widest) // (2 if head.group else 1) + _MARGIN)
    longest = max((wide(_as_shown(cell)) for cell in cells), default=0)
    return max(least, min(longest + _MARGIN, head.widest))


def _as_shown(cell: Cell) -> str:
    return f"● {cell.word}" if isinstance(cell, Lamp) else text_of(cell)


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width, as far as a row can show them."""
    room = max(width - 1, 1)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return min(_MOST_LINES, sum(max(1, math.ceil(wide(line) / room)) for line in text.split("\n")))
