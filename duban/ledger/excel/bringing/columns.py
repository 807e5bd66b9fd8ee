"""The columns of a fill-in sheet that came back: found by their headings wherever they stand, and by the rows' keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.bringing.aliases import means_the_same
from duban.ledger.excel.heads import called_as

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duban.ledger.excel.contract import FillColumn
    from duban.ledger.excel.sheet import SheetRow

_HEAD_ROWS, _FIRST = 3, 200
_SHOWN = 40


@dataclass
class Found:
    """Where the columns stand, counted from 0, which place has the keys, and which row is the first of the body."""

    key: int
    body: int
    places: dict[str, int] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def find_columns(source: str, rows: Sequence[SheetRow], keys: Collection[str], wanted: Sequence[FillColumn]) -> Found:
    """Return where the columns stand that are filled in.

    The key column is the one with most keys of the export, whatever it is called now; above the first of them is the
    head. Raises ListError if no row has a key, or if two columns are called the same.
    """
    found = _keyed(rows[:_FIRST], keys) or _keyed(rows, keys)
    if found is None:
        said = words.Line("no row has its key any more; ask for a new file, and leave its last column as it is")
        raise ListError(source, said)
    heads = _heads(rows[max(0, found.body - _HEAD_ROWS) : found.body])
    for column in wanted:
        _by_heading(source, column, heads, found)
    for column in wanted:
        if column.id not in found.places:
            _by_alias(column, heads, found)
    for place, column in enumerate(wanted):
        if column.id not in found.places:
            _by_place(wanted, place, heads, found)
    missing = [column.heading[-1] for column in wanted if column.id not in found.places]
    if missing:
        found.doubts.append(words.text("columns that are not there any more: {columns:quoted}", columns=missing))
    return found


def _keyed(rows: Sequence[SheetRow], keys: Collection[str]) -> Found | None:
    counts: dict[int, int] = {}
    first: dict[int, int] = {}
    for at, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            if "#" in cell and cell in keys:
                counts[place] = counts.get(place, 0) + 1
                first.setdefault(place, at)
    if not counts:
        return None
    best = max(counts, key=lambda place: (counts[place], place))
    return Found(best, first[best])


def _heads(rows: Sequence[SheetRow]) -> dict[int, tuple[str, str]]:
    """Return for each column its group, if it has one, and its heading, which is what stands lowest."""
    heads: dict[int, tuple[str, str]] = {}
    for row in rows:
        running = ""
        for place, cell in enumerate(row.cells):
            running = cell or running
            group, heading = heads.get(place, ("", ""))
            if cell and cell != heading:
                heads[place] = (heading or group, cell)
            elif not cell and not heading and running:
                heads[place] = (running, "")
    return {place: each for place, each in heads.items() if each[1]}


def _by_heading(source: str, column: FillColumn, heads: dict[int, tuple[str, str]], found: Found) -> None:
    *_, last = column.heading
    named = called_as(last)
    places = [place for place, (_, heading) in heads.items() if called_as(heading) == named]
    if len(places) > 1 and len(column.heading) > 1:
        group = called_as(column.heading[0])
        places = [place for place in places if called_as(heads[place][0]) == group] or places
    if len(places) > 1:
        said = words.Line("column {column} stands twice; keep one", column=last[:_SHOWN])
        raise ListError(source, said)
    if places:
        found.places[column.id] = places[0]


def _by_alias(column: FillColumn, heads: dict[int, tuple[str, str]], found: Found) -> None:
    taken = {*found.places.values(), found.key}
    places = [
        place
        for place, (_, heading) in heads.items()
        if place not in taken and means_the_same(heading, column.heading[-1])
    ]
    if len(places) == 1:
        _take(column, places[0], heads, found)


def _by_place(wanted: Sequence[FillColumn], at: int, heads: dict[int, tuple[str, str]], found: Found) -> None:
    """Take the one column that stands between the neighbours of a column that was called otherwise."""
    before = found.places.get(wanted[at - 1].id) if at else None
    after = found.places.get(wanted[at + 1].id) if at + 1 < len(wanted) else found.key
    if before is not None and after == before + 2 and before + 1 not in found.places.values():
        _take(wanted[at], before + 1, heads, found)


def _take(column: FillColumn, place: int, heads: dict[int, tuple[str, str]], found: Found) -> None:
    found.places[column.id] = place
    facts = {"column": heads.get(place, ("", ""))[1][:_SHOWN], "title": column.heading[-1]}
    found.doubts.append(words.text("column “{column}” was read as {title}", **facts))
