"""What a sheet of a workbook says beside its values: merged cells, and formulas that were never calculated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_BYTES = 64 * 1024 * 1024
"""The most bytes of a sheet in which merged cells and formulas are looked for."""

_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_FORMULA = re.compile(
    rb'<(?:\w{1,20}:)?c\s([^>]{0,200}?)r="([A-Z]{1,3}\d{1,7})"([^>]{0,200})>\s*'
    rb"<(?:\w{1,20}:)?f(?:\s[^>]{0,400})?(?:/>|>[^<]{0,20000}</(?:\w{1,20}:)?f>)\s*"
    rb"(?:<(?:\w{1,20}:)?v\s*/>|<(?:\w{1,20}:)?v>\s*</(?:\w{1,20}:)?v>)?\s*</(?:\w{1,20}:)?c>"
)
_TEXT = b't="str"'
"""Of a formula whose value is a text, which may be an empty one."""


class Merged(NamedTuple):
    """Cells of one column that are merged from one row down to another; rows and columns are counted from 1."""

    column: int
    first: int
    last: int


def merged_down(xml: bytes) -> Iterator[Merged]:
    """Yield what is merged over several rows, by its first column: what stands there is said of each of the rows."""
    for letters, first, last in _MERGED.findall(xml):
        if int(last) > int(first):
            yield Merged(_column(letters), int(first), int(last))


def uncalculated(xml: bytes) -> dict[int, list[int]]:
    """Return the cells whose formulas have no value: for each row that has any, their columns, counted from 1."""
    found: dict[int, list[int]] = {}
    for before, cell, after in _FORMULA.findall(xml):
        if _TEXT not in before + after:
            letters = cell.rstrip(b"0123456789")
            found.setdefault(int(cell[len(letters) :]), []).append(_column(letters))
    return found


def filled_down(rows: Iterable[tuple[str, ...]], merged: Iterable[Merged]) -> Iterator[tuple[str, ...]]:
    """Yield rows with what merged cells say of them; a row that has nothing of its own stays blank."""
    begins: dict[int, list[Merged]] = {}
    for each in merged:
        begins.setdefault(each.first, []).append(each)
    running: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        if any(row):
            for column, (last, text) in running.items():
                if number <= last:
                    cells += [""] * (column - len(cells))
                    cells[column - 1] = cells[column - 1] or text
        for each in begins.get(number, ()):
            if each.column <= len(row):
                running[each.column] = (each.last, row[each.column - 1])
        yield tuple(cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def cell_name(column: int, row: int) -> str:
    """Return what a cell is called, such as C4."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
