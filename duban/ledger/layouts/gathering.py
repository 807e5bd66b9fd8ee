"""Reads the matters of a ledger and makes its rows, page by page: of a matter nothing stays but the cells it gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.ledger.layouts.cells import shower, text_of
from duban.ledger.layouts.made import Row, Section
from duban.ledger.layouts.matters import Lamp, Matter, Told
from duban.ledger.layouts.showing import BY_WORD
from duban.ledger.layouts.values import RowsOf, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duban.ledger.layouts.cells import Cell, Show
    from duban.ledger.layouts.filling import Filling
    from duban.ledger.layouts.matters import Book
    from duban.ledger.layouts.values import Column, Layout
    from duban.workflow import Engine, ListRow, Query

    Progress = Callable[[int, int | None], None]

_AT_ONCE = 500
_DIGITS = re.compile(r"(\d+)")
_NUMERALS = "〇一二三四五六七八九"
_TENS, _HUNDREDS = 10, 100


class Gathered(NamedTuple):
    """What becomes of a matter: its section's heading, the key of its place in the order, and its rows."""

    heading: str
    key: tuple[object, ...]
    rows: list[Row]


class Gathering:
    """Makes the rows of a ledger: by `layout`, for the eyes of `viewer`, those of `unit` alone if there is one."""

    def __init__(
        self,
        engine: Engine,
        layout: Layout,
        book: Book,
        *,
        viewer: str | None,
        unit: str | None,
        filling: Filling | None,
    ) -> None:
        """Look up what each column shows."""
        self._engine, self._layout, self._book = engine, layout, book
        self._viewer, self._unit, self._filling = viewer, unit, filling
        self._by_unit = filling is not None or layout.rows == RowsOf.UNIT
        self._shows = [_shower(column, book) for column in layout.columns]
        self._heading = None if layout.section is None else shower(layout.section, book)
        self._order = shower(Source("field", layout.order.field), book) if layout.order.field else None
        self._places = [place for place, each in enumerate(layout.columns) if each.source.word == "place"]
        sources = [each.source for each in layout.columns]
        sources += [] if layout.section is None else [layout.section]
        self._past = any(BY_WORD[each.word].past or (each.word == "report" and each.period) for each in sources)

    def sections(self, query: Query, told: Progress | None) -> tuple[Section, ...]:
        """Return the rows of all matters that are asked for, in order and under their headings."""
        found: list[Gathered] = []
        read = 0
        for rows in self._pages(query):
            histories = self._histories(rows)
            found += [one for row in rows if (one := self._one(row, histories)).rows]
            read += len(rows)
            if told is not None:
                told(read, None)
        if self._order is not None:
            found.sort(key=lambda one: one.key)
        headed: dict[str, list[Row]] = {}
        for one in found:
            headed.setdefault(one.heading, []).extend(one.rows)
        if "" in headed:
            headed[""] = headed.pop("")
        for own in headed.values():
            self._number(own)
        if self._heading is None:
            return (Section("", tuple(headed.get("", ()))),)
        numbered = enumerate(headed.items(), 1)
        return tuple(
            Section(f"{numeral(number)}、{heading or words.text('others')}", tuple(own))
            for number, (heading, own) in numbered
        )

    def _pages(self, query: Query) -> Iterator[tuple[ListRow, ...]]:
        cursor = None
        while True:
            page = self._engine.page(
                query, order=self._layout.order.by, cursor=cursor, limit=_AT_ONCE, viewer=self._viewer
            )
            yield page.items
            cursor = page.next
            if cursor is None:
                return

    def _histories(self, rows: Sequence[ListRow]) -> Mapping[str, Told]:
        if not self._past:
            return {}
        files = self._engine.case_files(numbers=[row.instance.number for row in rows], viewer=self._viewer)
        return {file.instance.number: Told.by(file.history) for file in files}

    def _one(self, row: ListRow, histories: Mapping[str, Told]) -> Gathered:
        item, book = row.instance, self._book
        definition = book.rules(item)
        roles = [book.role(definition, role) for role in self._layout.unit_of]
        units: tuple[str, ...] = next((tuple(item.units[role]) for role in roles if item.units.get(role)), ())
        told = histories.get(item.number, _NOTHING)
        matter = Matter(row, item, definition, book.zone_of(item.scenario), told, units)
        heading = "" if self._heading is None else text_of(self._heading(matter))
        key = () if self._order is None else counted(text_of(self._order(matter)))
        return Gathered(heading, key, list(self._rows(matter)))

    def _rows(self, matter: Matter) -> Iterator[Row]:
        item = matter.item
        units: Sequence[str | None] = (None,) if not self._by_unit else matter.units or ("",)
        if self._unit is not None:
            units = [each for each in units if each == self._unit]
        for number, unit in enumerate(units):
            matter.unit = unit
            cells = [show(matter) for show in self._shows]
            fills = {} if self._filling is None else self._filling.values(matter)
            yield Row(cells, item.number, unit or "", item.version, number == 0, fills, matter.sheet)

    def _number(self, rows: Sequence[Row]) -> None:
        """Write the place of each matter in its section into the columns that show it."""
        place = 0
        for row in rows if self._places else ():
            place += row.first
            for column in self._places:
                row.cells[column] = place


_NOTHING = Told()


def _shower(column: Column, book: Book) -> Show:
    """Return what gives the cells of a column, in the words that the layout has for them."""
    show, said = shower(column.source, book), column.said
    if not said:
        return show

    def worded(matter: Matter) -> Cell:
        cell = show(matter)
        if isinstance(cell, Lamp):
            return Lamp(cell.light, said.get(cell.word, cell.word))
        return said.get(text_of(cell), cell)

    return worded


def counted(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key by which 2 comes before 10, and what is empty last."""
    parts = [part for part in _DIGITS.split(text) if part]
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts) or ((2, ""),)


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as offices number sections: 一, 十, 十二, 二十三; larger ones in digits."""
    if not 0 < number < _HUNDREDS:
        return str(number)
    tens, ones = divmod(number, _TENS)
    head = "" if tens == 0 else ("" if tens == 1 else _NUMERALS[tens]) + "十"
    return head + (_NUMERALS[ones] if ones else "")
