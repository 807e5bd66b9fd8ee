"""Makes a ledger from a layout: reads the matters that fit, puts them in order and sections, and fills the cells."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import groupby
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.layouts.cells import Lamp, shower, text_of
from duban.ledger.layouts.errors import LayoutError, NothingToFill
from duban.ledger.layouts.filling import Filling
from duban.ledger.layouts.fitting import misfits
from duban.ledger.layouts.made import Head, Ledger, Row, Section
from duban.ledger.layouts.matters import Book, Matter, Told
from duban.ledger.layouts.reading import filled
from duban.ledger.layouts.showing import BY_WORD
from duban.ledger.layouts.values import Layout, RowsOf, Source
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duban.ledger.layouts.cells import Cell, Show
    from duban.ledger.layouts.values import Column
    from duban.workflow import Engine, ListRow

    Progress = Callable[[int, int | None], None]

_AT_ONCE = 500
_DIGITS = re.compile(r"(\d+)")
_NUMERALS = "〇一二三四五六七八九"
_TENS, _HUNDREDS = 10, 100


def check_layout(engine: Engine, layout: Layout) -> None:
    """Raise LayoutError if a layout names what none of the loaded scenarios has."""
    if problems := misfits(layout, engine.definitions(), Book(engine)):
        raise LayoutError(problems)


def make_ledger(
    engine: Engine,
    layout: Layout,
    query: Query | None = None,
    *,
    viewer: str | None = None,
    fill: bool | str = False,
    told: Progress | None = None,
) -> Ledger:
    """Return a ledger as of now.

    Args:
        engine: whose matters stand in it.
        layout: how it is laid out.
        query: what is asked for beside the layout's own conditions; of the same condition, this one counts.
        viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
        fill: make it to be filled in by all units, or by the unit that is named, by whose rights it is made then.
        told: is called with how many matters are read, and of how many or None.

    Raises:
        LayoutError: if the layout names a role, a field or a value of reports that there is not.
        NothingToFill: if it is to be filled in, and the layout lets nothing be.
        WorkflowError: as `page` does, of names in the query.

    """
    book = Book(engine)
    if problems := misfits(layout, engine.definitions(), book):
        raise LayoutError(problems)
    if fill and not layout.fills:
        raise NothingToFill(layout.name)
    unit = fill if isinstance(fill, str) and fill else None
    viewer = unit if unit is not None else viewer
    asked = _asked(layout, query, fills=bool(fill), unit=unit)
    matters = _matters(engine, layout, book, asked, viewer=viewer, told=told)
    by_unit = bool(fill) or layout.rows == RowsOf.UNIT
    if layout.order.field:
        matters.sort(key=lambda each: _counted(text_of(shower(Source("field", layout.order.field), book)(each))))
    filling = Filling(engine, book, layout, viewer) if fill else None
    sections = _sections(layout, book, matters, by_unit=by_unit, unit=unit, filling=filling)
    at = engine.now().astimezone(book.zone)
    facts = _facts(engine, asked, book, unit, viewer)
    return Ledger(
        layout,
        filled(layout.title, facts),
        filled(layout.subtitle, facts),
        filled(layout.day, facts) or words.text("as of {day}", day=facts["day"]),
        tuple(filled(line, facts) for line in layout.foot),
        tuple(_head(column, place, filling) for place, column in enumerate(layout.columns)),
        sections,
        at,
        len({row.number for section in sections for row in section.rows}),
        viewer,
        unit,
        fills=bool(fill),
    )


def _asked(layout: Layout, query: Query | None, *, fills: bool, unit: str | None) -> Query:
    """Return the query of a layout and a reader: of the same condition, the reader's counts."""
    blank = Query()
    given = {} if query is None else {each.name: getattr(query, each.name) for each in fields(query)}
    given = {name: value for name, value in given.items() if value != getattr(blank, name)}
    asked = Query(**{**layout.where, **given})
    if not asked.scenario:
        asked = replace(asked, matters_only=True)
    if fills:
        asked = replace(asked, open_only=True)
    return asked if unit is None else replace(asked, unit=unit, role=None)


def _matters(
    engine: Engine, layout: Layout, book: Book, query: Query, *, viewer: str | None, told: Progress | None
) -> list[Matter]:
    sources = [column.source for column in layout.columns]
    past = any(BY_WORD[each.word].past or (each.word == "report" and each.period) for each in sources)
    found: list[Matter] = []
    nothing = Told()
    for rows in _pages(engine, layout, query, viewer):
        histories = _histories(engine, rows, viewer) if past else {}
        for row in rows:
            item = row.instance
            definition = book.rules(item)
            units = _units_of(item.units, [book.role(definition, role) for role in layout.unit_of])
            said = histories.get(item.number, nothing)
            found.append(Matter(row, definition, book.zone_of(item.scenario), said, units))
        if told is not None:
            told(len(found), None)
    return found


def _pages(engine: Engine, layout: Layout, query: Query, viewer: str | None) -> Iterator[tuple[ListRow, ...]]:
    cursor = None
    while True:
        page = engine.page(query, order=layout.order.by, cursor=cursor, limit=_AT_ONCE, viewer=viewer)
        yield page.items
        cursor = page.next
        if cursor is None:
            return


def _histories(engine: Engine, rows: Sequence[ListRow], viewer: str | None) -> Mapping[str, Told]:
    files = engine.case_files(numbers=[row.instance.number for row in rows], viewer=viewer)
    return {file.instance.number: Told.by(file.history) for file in files}


def _units_of(units: Mapping[str, Sequence[str]], roles: Sequence[str]) -> tuple[str, ...]:
    """Return the units that make the rows of a matter: those of the first role that has any."""
    return next((tuple(units[role]) for role in roles if units.get(role)), ())


def _sections(
    layout: Layout, book: Book, matters: list[Matter], *, by_unit: bool, unit: str | None, filling: Filling | None
) -> tuple[Section, ...]:
    show = None if layout.section is None else shower(layout.section, book)
    shows = [_shower(column, book) for column in layout.columns]
    if show is None:
        return (Section("", tuple(_rows(matters, shows, by_unit=by_unit, unit=unit, filling=filling))),)
    headed: dict[str, list[Matter]] = {}
    for matter in matters:
        headed.setdefault(text_of(show(matter)), []).append(matter)
    if "" in headed:
        headed[""] = headed.pop("")
    found: list[Section] = []
    for heading, own in headed.items():
        rows = tuple(_rows(own, shows, by_unit=by_unit, unit=unit, filling=filling))
        if rows:
            found.append(Section(f"{numeral(len(found) + 1)}、{heading or words.text('others')}", rows))
    return tuple(found)


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


def _rows(
    matters: Sequence[Matter], shows: Sequence[Show], *, by_unit: bool, unit: str | None, filling: Filling | None
) -> Iterator[Row]:
    place = 0
    for matter in matters:
        units: Sequence[str | None] = (None,) if not by_unit else matter.units or ("",)
        if unit is not None:
            units = [each for each in units if each == unit]
        place += bool(units)
        matter.place = place
        for number, each in enumerate(units):
            matter.unit = each
            item = matter.item
            cells = [show(matter) for show in shows]
            fills = {} if filling is None else filling.values(matter)
            yield Row(cells, item.number, each or "", item.version, number == 0, fills, matter.sheet)


def _head(column: Column, place: int, filling: Filling | None) -> Head:
    shown = BY_WORD[column.source.word]
    heading = column.heading or str(shown.heading)
    key = column.key or (f"{column.group}·{heading}" if column.group else heading)
    fill = None if filling is None else filling.column(place, column, heading)
    of_unit = shown.of_unit or column.fill is not None
    return Head(heading, column.group, key, column.source.word, column.width, shown.width, of_unit, fill)


def _facts(engine: Engine, query: Query, book: Book, unit: str | None, viewer: str | None) -> dict[str, str]:
    today = book.today
    plan = "" if query.plan is None else engine.instance(query.plan, viewer=viewer).title
    return {
        "plan": plan,
        "unit": unit or "",
        "year": str(today.year),
        "month": str(today.month),
        "quarter": _NUMERALS[(today.month + 2) // 3],
        "day": words.written_date(today),
    }


def _counted(text: str) -> tuple[tuple[int, int | str], ...]:
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


def grouped(heads: Sequence[Head]) -> Iterator[tuple[str, int, int]]:
    """Yield the groups of a head with their first and last columns; columns without one are no group."""
    place = 0
    for group, own in groupby(heads, key=lambda head: head.group):
        count = len(list(own))
        if group:
            yield group, place, place + count - 1
        place += count
