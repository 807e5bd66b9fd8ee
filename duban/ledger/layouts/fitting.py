"""Whether a layout speaks of what there is: roles, fields, values of reports, scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.layouts.matters import called
from duban.ledger.layouts.showing import BY_WORD, Takes
from duban.ledger.layouts.values import FillAs
from duban.scenarios import Problem
from duban.scenarios.checkers import hint
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.ledger.layouts.matters import Book
    from duban.ledger.layouts.values import Fill, Layout
    from duban.states import Definition, Field


def misfits(layout: Layout, definitions: Sequence[Definition], book: Book) -> tuple[Problem, ...]:
    """Return what a layout names that none of the scenarios has, of which its matters may be."""
    own = _own(layout, definitions)
    if not own:
        return ()
    names: dict[Takes, dict[str, object]] = {Takes.ROLE: {}, Takes.FIELD: {}, Takes.LINE: {}}
    for each in own:
        names[Takes.ROLE] |= each.roles
        names[Takes.FIELD] |= each.fields
        names[Takes.LINE] |= book.lines(each)
    found = []
    for takes, name, at, path in _named(layout):
        if not called(name, names[takes]):
            facts = {"what": Line(_NOUN_TEXTS[takes]), "name": name, "hint": _near(name, names[takes])}
            found.append(Problem(layout.file, *at, path, Line('no {what} "{name}"{hint}', **facts)))
    return tuple(found)


_NOUN_TEXTS = {Takes.ROLE: "role", Takes.FIELD: "field", Takes.LINE: "value of reports"}


def _near(name: str, declared: Mapping[str, object]) -> Line:
    titles = [str(getattr(each, "title", "")) for each in declared.values()]
    return hint(name, dict.fromkeys([*declared, *titles]))


def _named(layout: Layout) -> Iterator[tuple[Takes, str, tuple[int, int], str]]:
    """Yield each name that a layout speaks of, with what it names and where it stands."""
    sources = [(column.source, column.at, f"columns[{place}].show") for place, column in enumerate(layout.columns)]
    if layout.section is not None:
        sources.append((layout.section, (0, 0), "section"))
    for source, at, path in sources:
        takes = BY_WORD[source.word].takes
        if takes and source.name:
            yield takes, source.name, at, path
    for place, column in enumerate(layout.columns):
        if column.fill is not None and column.fill.name and column.fill.name != column.source.name:
            what = Takes.FIELD if column.fill.what == FillAs.FIELD else Takes.LINE
            yield what, column.fill.name, column.at, f"columns[{place}].fill"
    if layout.order.field:
        yield Takes.FIELD, layout.order.field, (0, 0), "order"


def declared_for(layout: Layout, fill: Fill, definitions: Sequence[Definition], book: Book) -> Field | None:
    """Return the field, or the value of reports, that is filled in, as the first scenario has it that does."""
    for each in _own(layout, definitions):
        declared = each.fields if fill.what == FillAs.FIELD else book.lines(each)
        found = called(fill.name, declared)
        if found:
            return declared[found]
    return None


def _own(layout: Layout, definitions: Sequence[Definition]) -> list[Definition]:
    """Return the scenarios of which the matters of a layout may be."""
    asked = layout.where.get("scenario")
    return [each for each in definitions if each.sheet is None and (not asked or each.scenario in asked)]
