"""What a sheet says beside its values: merged and hidden rows, formulas, errors, per cents, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FEW = 4096
"""The longest that a cell's own XML is looked through."""


class Merged(NamedTuple):
    """Cells that are merged, from one row and column to another; both are counted from 1, and both are within."""

    column: int
    first: int
    last: int


@dataclass(slots=True)
class Hints:
    """What is known of a sheet beside its values; rows and columns are counted from 1.

    `far` is a cell with something in it that stands so far away that the sheet cannot be read.
    """

    merged: list[Merged] = field(default_factory=list)
    across: set[int] = field(default_factory=set)
    """Rows in which cells of three or more columns are merged."""
    hidden: set[int] = field(default_factory=set)
    formulas: dict[int, set[int]] = field(default_factory=dict)
    valueless: dict[int, set[int]] = field(default_factory=dict)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    far: str | None = None
    epoch_1904: bool = False
    """Whether days are counted from 1904, as in old workbooks of a Mac."""


def filled_down(rows: Iterable[tuple[str, ...]], merged: Iterable[Merged]) -> Iterator[tuple[str, ...]]:
    """Yield rows with what merged cells say of them; a row that has nothing of its own stays blank."""
    begins: dict[int, list[Merged]] = {}
    for each in merged:
        begins.setdefault(each.first, []).append(each)
    if not begins:
        yield from rows
        return
    running: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        cells = row
        if running and any(row):
            found = list(row)
            for column, (last, text) in running.items():
                if number <= last:
                    found += [""] * (column - len(found))
                    found[column - 1] = found[column - 1] or text
            cells = tuple(found)
        for each in begins.get(number, ()):
            if each.column <= len(row):
                running[each.column] = (each.last, row[each.column - 1])
        yield cells


def column_of(letters: str) -> int:
    """Return the number of the column with these letters, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_name(column: int, row: int) -> str:
    """Return what a cell is called, such as C4."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
