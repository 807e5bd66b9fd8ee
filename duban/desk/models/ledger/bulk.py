"""Many matters at once: which acts they share, and of each whether it can be done to it now, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger.hidden import check_plan, query_for
from duban.desk.models.ledger.querying import MATTERS_AT_ONCE, reach_of
from duban.desk.models.ledger.rows import line_of
from duban.desk.models.rulebook import can_be_done, entry_of, is_for_people
from duban.states import is_among
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.ledger.rows import LedgerLine
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.states import Definition, Transition
    from duban.workflow import Allowed, Engine, Instance, ListRow

URGE, ASSIGN = "@urge", "@assign"
"""What is no trigger of a scenario; the name of one has no sign before it."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A matter that was chosen: its line, and why the act cannot be done to it; nothing if it can."""

    line: LedgerLine
    item: Instance
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """An act that all of them share: its trigger, and to how many it can be done now."""

    act: str
    able: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was chosen, in the order of due days; `left_out` is how many were asked for that are not there."""

    rows: tuple[ListRow, ...]
    left_out: int = 0
    more: bool = False
    allowed: Mapping[str, Sequence[Allowed]] = field(default_factory=dict)


def bulk_of(engine: Engine, viewer: Viewer, numbers: Sequence[str]) -> Bulk:
    """Return the matters with these numbers that the viewer reaches, with what may be done to each."""
    asked = tuple(dict.fromkeys(numbers))[:MATTERS_AT_ONCE]
    if not asked:
        return Bulk(())
    query = Query(number=asked, **reach_of(viewer))
    rows = engine.page(query, limit=MATTERS_AT_ONCE, viewer=viewer.name).items
    return _with_allowed(engine, viewer, Bulk(rows, len(asked) - len(rows)))


def whole_bulk(engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked) -> Bulk:
    """Return the first matters that fit, up to 500; raises as `page` does."""
    query = query_for(engine, viewer, rulebook, asked)
    page = engine.page(query, order=asked.order, limit=MATTERS_AT_ONCE, viewer=viewer.name)
    if not page.items:
        check_plan(engine, viewer, rulebook, asked.plan)
    return _with_allowed(engine, viewer, Bulk(page.items, more=page.next is not None))


def _with_allowed(engine: Engine, viewer: Viewer, bulk: Bulk) -> Bulk:
    numbers = [row.instance.number for row in bulk.rows]
    allowed = engine.allowed_many(numbers, by=viewer.by, viewer=viewer.name) if numbers else {}
    return Bulk(bulk.rows, bulk.left_out, bulk.more, allowed)


def shared_acts(bulk: Bulk, rulebook: Rulebook) -> tuple[Shared, ...]:
    """Return the triggers that the scenarios of all matters have and people pull, those that can be done most first."""
    found: dict[str, int] = {}
    for place, row in enumerate(bulk.rows):
        definition = rulebook.of(row.instance)
        here = (each for each in bulk.allowed[row.instance.number] if is_for_people(definition, each.trigger))
        able = {each.trigger: can_be_done(each) for each in here}
        shared = able if place == 0 else {name: found[name] for name in found if name in able}
        found = {name: (0 if place == 0 else found[name]) + able[name] for name in shared}
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return tuple(Shared(name, many) for name, many in ordered)


def entry_for(bulk: Bulk, rulebook: Rulebook, trigger: str) -> tuple[Instance, Definition, Transition] | None:
    """Return the first matter to which a trigger can be done, with its rules: their form is that for all."""
    for row in bulk.rows:
        item = row.instance
        able = any(each.trigger == trigger and can_be_done(each) for each in bulk.allowed[item.number])
        entry = entry_of(rulebook.of(item), trigger, item.state) if able else None
        if entry is not None:
            return item, rulebook.of(item), entry
    return None


def picked_for_trigger(bulk: Bulk, rulebook: Rulebook, trigger: str) -> tuple[Picked, ...]:
    """Return each matter with why a trigger cannot be pulled there; what its form asks for is no reason."""
    first = entry_for(bulk, rulebook, trigger)
    form = None if first is None else _form(first[1], first[2])
    found = []
    for row in bulk.rows:
        item, definition = row.instance, rulebook.of(row.instance)
        said = next((each for each in bulk.allowed[item.number] if each.trigger == trigger), None)
        entry = entry_of(definition, trigger, item.state)
        reasons = () if said is None else tuple(str(each) for each in said.blockers if each.code != "requires")
        if said is None or (entry is None and not reasons):
            reasons = (words.text("this scenario has no such act"),)
        elif not reasons and entry is not None and _form(definition, entry) != form:
            reasons = (words.text("it asks for something else here; do it at the matter itself"),)
        found.append(Picked(line_of(rulebook, row), item, reasons))
    return tuple(found)


def _form(definition: Definition, entry: Transition) -> tuple[object, ...]:
    """Return what a form asks for, so that those of two matters can be compared."""
    fields = [definition.fields.get(name) for name in entry.requires]
    asked = [(each.name, each.title, each.type, each.choices) for each in fields if each is not None]
    return (*asked, entry.rebinds, tuple(entry.requires))


def picked_for_urge(bulk: Bulk, rulebook: Rulebook, refused: Mapping[str, Sequence[str]]) -> tuple[Picked, ...]:
    """Return each matter with the reasons for which it cannot be urged, as the engine has said them."""
    return tuple(
        Picked(line_of(rulebook, row), row.instance, tuple(refused.get(row.instance.number, ()))) for row in bulk.rows
    )


def picked_for_assign(bulk: Bulk, rulebook: Rulebook, viewer: Viewer) -> tuple[Picked, ...]:
    """Return each matter with why the viewer's unit cannot name units there, as far as that can be told beforehand."""
    found = []
    for row in bulk.rows:
        item, definition = row.instance, rulebook.of(row.instance)
        opens, reasons = definition.opens_by, []
        if item.closed_at is not None:
            said = words.text("it was closed at “{state}”; units can no longer be named", state=item.state)
            reasons.append(said)
        if opens is not None and not is_among(viewer.unit, item.units.get(opens, ())):
            reasons.append(words.text("units are named by {title}", title=definition.roles[opens].title))
        found.append(Picked(line_of(rulebook, row), item, tuple(reasons)))
    return tuple(found)


def shared_roles(bulk: Bulk, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Return the roles that the scenarios of all matters have, with their titles in the first."""
    definitions = [rulebook.of(row.instance) for row in bulk.rows]
    first = definitions[0].roles if definitions else {}
    return tuple((name, role.title) for name, role in first.items() if all(name in each.roles for each in definitions))
