"""Lists of matters, such as an old ledger: what stands already is held against them, the others are opened."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel.bringing.values import (
    ASSIGN,
    CONFLICT,
    CORRECT,
    NEW,
    OPEN,
    SAME,
    WRONG,
    Brought,
    BroughtCell,
    BroughtRow,
    ListBrought,
)
from duban.ledger.opening.differences import shown_value
from duban.ledger.opening.listing import listing_of
from duban.ledger.opening.lists import try_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from duban.ledger.opening.lists import ImportedRow
    from duban.states import Definition
    from duban.workflow import Engine


def preview_list(
    engine: Engine,
    data: bytes,
    *,
    source: str,
    by: str,
    scenario: str,
    sheet: str | None = None,
    origin: str | None = None,
    since: date | str | None = None,
    quiet: bool = False,
) -> Brought:
    """Return what a list of matters comes to, row by row; nothing is written.

    A row with a number is known again by it and by `origin`, which is by default the name of the file. Of those that
    stand already, what the list says otherwise is in conflict: nobody knows which is the newer. Rows that say the
    number of a matter of ours are known again by that. Raises ListError, as `read_listing` does.
    """
    definition = engine.definition(scenario)
    listing = listing_of(data, definition, source=source, sheet=sheet)
    tried = try_list(engine, listing, by=by, scenario=scenario, source=origin, since=since)
    rows = [_row(engine, definition, row, by) for row in tried.rows]
    doubts = list(tried.doubts)
    if rows and all(row.verdict == SAME for row in rows):
        doubts.append(words.text("the file says nothing that does not stand here already: there is nothing to write"))
    digest = hashlib.sha256(data).hexdigest()
    asked = ListBrought(listing, definition.scenario, tried.source, since, quiet, tried.forecast)
    return Brought(source, digest, by, tuple(rows), tuple(doubts), listed=asked, sheet=listing.sheet)


def _row(engine: Engine, definition: Definition, row: ImportedRow, by: str) -> BroughtRow:
    matter = row.matter
    hints = (*row.matter.doubts, *(each.text for each in row.concerns))
    made = BroughtRow(row.line, matter.number or "", row.instance or "", "", row.title, SAME, "", hints=hints)
    if row.problems:
        return replace(made, verdict=WRONG, problems=row.problems, todo=words.clauses(row.problems))
    if matter.repeats is not None:
        said = words.text("number {number} stands in line {line} already", number=matter.number, line=matter.repeats)
        return replace(made, verdict=WRONG, problems=(said,), todo=said)
    if row.instance is None:
        cells = tuple(_read(definition, row))
        return replace(made, verdict=NEW, verb=OPEN, target="", todo=words.text("will be opened"), cells=cells)
    item = engine.instance(row.instance, viewer=by)
    cells = tuple(_cells(definition, row, item.data))
    if not cells:
        return replace(made, todo=words.text("nothing to do"), target=item.number)
    told = [
        words.text("{label} is “{now}” here now, “{here}” in the file", label=cell.label, now=cell.now, here=cell.here)
        for cell in cells
    ]
    todo = words.text("choose which is meant: {values}", values=words.clauses(told))
    verb = ASSIGN if all(cell.column in definition.roles for cell in cells) else CORRECT
    facts = {"cells": cells, "verb": verb, "target": item.number, "version": item.version}
    return replace(made, verdict=CONFLICT, todo=todo, **facts)  # type: ignore[arg-type]


def _read(definition: Definition, row: ImportedRow) -> Iterator[BroughtCell]:
    """Yield what a new matter is opened with, beside its title."""
    for name, units in row.matter.units.items():
        if units:
            yield BroughtCell(name, definition.roles[name].title, None, "", "、".join(units), NEW)
    for name, value in row.matter.data.items():
        if not definition.fields[name].private:
            yield BroughtCell(name, definition.fields[name].title, None, "", _shown(value), NEW)


def _cells(definition: Definition, row: ImportedRow, standing: Mapping[str, Any]) -> Iterator[BroughtCell]:
    seen = set()
    for each in row.changed:
        if each.here:  # what a list leaves empty it says nothing of
            seen.add(each.what)
            yield BroughtCell(each.what, each.label, None, each.there, each.here, CONFLICT)
    for name, value in row.matter.data.items():
        declared = definition.fields.get(name)
        if declared is None or declared.private or name in seen:
            continue
        there, here = _shown(standing.get(name)), _shown(value)
        if there != here:
            yield BroughtCell(name, declared.title, None, there, here, CONFLICT)


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else shown_value(value)
