"""A ledger that is made: title and lines, columns, and rows of cells in sections; every format writes this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.ledger.excel.contract import FillColumn
    from duban.ledger.layouts.cells import Cell
    from duban.ledger.layouts.values import Layout


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a ledger that is made.

    `width` is in characters, or None to be found from what stands in it, up to `widest`. `of_unit` says that what
    stands in it differs between units of a matter. `fill` is there if it is filled in.
    """

    heading: str
    group: str
    key: str
    word: str
    width: int | None
    widest: int
    of_unit: bool
    fill: FillColumn | None = None


@dataclass(slots=True)
class Row:
    """A row: its cells, the matter's number and version, its unit or an empty text, and whether the matter begins here.

    `fills` are the cells to fill in, by the ids of their columns; `sheet` is the unit's open sheet, if there is one.
    """

    cells: list[Cell]
    number: str
    unit: str
    version: int
    first: bool
    fills: Mapping[str, str]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, or all of them under an empty one."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that is made, as of an aware instant of the office's zone.

    `unit` is the unit for which it is filled in, `viewer` by whose rights it was made; `matters` says how many there
    are. It is to be filled in if it `fills`.
    """

    layout: Layout
    title: str
    subtitle: str
    day: str
    foot: tuple[str, ...]
    heads: tuple[Head, ...]
    sections: tuple[Section, ...]
    at: datetime
    matters: int
    viewer: str | None = None
    unit: str | None = None
    fills: bool = False

    @property
    def rows(self) -> Iterator[Row]:
        """Yield all rows, from the top."""
        for section in self.sections:
            yield from section.rows

    @property
    def two_rows(self) -> bool:
        """Return whether its head has two rows."""
        return any(head.group for head in self.heads)
