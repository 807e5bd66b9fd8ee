"""Makes a ledger from a layout: reads the matters that fit, puts them in order and sections, and fills the cells."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import groupby
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.layouts.errors import LayoutError, NothingToFill
from duban.ledger.layouts.filling import Filling
from duban.ledger.layouts.fitting import misfits
from duban.ledger.layouts.gathering import Gathering, numeral
from duban.ledger.layouts.made import Head, Ledger
from duban.ledger.layouts.matters import Book
from duban.ledger.layouts.reading import filled
from duban.ledger.layouts.showing import BY_WORD
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.ledger.layouts.gathering import Progress
    from duban.ledger.layouts.values import Column, Layout
    from duban.workflow import Engine


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
    with layout.speaking():
        return _made(engine, layout, query, viewer=viewer, fill=fill, told=told)


def _made(
    engine: Engine,
    layout: Layout,
    query: Query | None,
    *,
    viewer: str | None,
    fill: bool | str,
    told: Progress | None,
) -> Ledger:
    book = Book(engine)
    if problems := misfits(layout, engine.definitions(), book):
        raise LayoutError(problems)
    if fill and not layout.fills:
        raise NothingToFill(layout.name)
    unit = engine.directory.canonical(fill) if isinstance(fill, str) and fill else None
    viewer = unit if unit is not None else viewer
    asked = _asked(layout, query, fills=bool(fill), unit=unit)
    filling = Filling(engine, book, layout, viewer) if fill else None
    gathering = Gathering(engine, layout, book, viewer=viewer, unit=unit, filling=filling)
    sections = gathering.sections(asked, told)
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
        sum(row.first for section in sections for row in section.rows),
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
        "quarter": numeral((today.month + 2) // 3),
        "day": words.written_date(today),
    }


def grouped(heads: Sequence[Head]) -> Iterator[tuple[str, int, int]]:
    """Yield the groups of a head with their first and last columns; columns without one are no group."""
    place = 0
    for group, own in groupby(heads, key=lambda head: head.group):
        count = len(list(own))
        if group:
            yield group, place, place + count - 1
        place += count
