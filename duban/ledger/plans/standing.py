"""What a plan that is read again says otherwise than a matter that stands for one of its tasks, and why it stays so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.ledger.opening.differences import (
    BESIDE,
    BESIDE_FIELDS,
    BY_HAND,
    CLOSED,
    OWN,
    TITLE,
    Difference,
    differences,
    shown_value,
)
from duban.ledger.opening.tasks import DEADLINE, LEAD, RESPONSIBLE, new_item
from duban.ledger.plans.opening import plan_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.notice import Notice, NoticeItem
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import Directory, Engine, Instance, NewItem


def asked_of(
    definition: Definition, directory: Directory, notice: Notice, item: NoticeItem, standing: Instance
) -> NewItem:
    """Return what a task asks of the matter that stands for it.

    Where the plan leaves open who is meant (等单位, or a group without members), the units that the matter has beyond
    those that are named are not against it.
    """
    asked = new_item(definition, directory, notice, item)
    units = dict(asked.get("units", {}))
    for role, names in ((LEAD, item.lead_units), (RESPONSIBLE, item.responsible_units)):
        leaves_open = role == RESPONSIBLE and item.open_ended
        if leaves_open or directory.expand(names).open_groups:
            units[role] = (*units[role], *standing.units.get(role, ()))
    return {**asked, "units": units}


def changes_of_task(
    engine: Engine,
    definition: Definition,
    notice: Notice,
    item: NoticeItem,
    standing: Instance,
    *,
    session: Guest | None = None,
) -> tuple[Difference, ...]:
    """Return what a task says otherwise than the matter that stands for it."""
    asked = asked_of(definition, engine.directory, notice, item, standing)
    found = list(differences(definition, engine.directory, asked, standing))
    if not found:
        return ()
    judging = _Judging(asked, item, standing, _told(engine, standing, session=session), engine.directory)
    judged = [_correctable(each, definition) for each in map(judging.of, found) if each is not None]
    corrects = any(not each.left for each in judged if each.what not in (LEAD, RESPONSIBLE, *BESIDE_FIELDS))
    return tuple(
        replace(each, left=BESIDE) if each.what in BESIDE_FIELDS and not each.left and not corrects else each
        for each in judged
    )


def changes_of_plan(
    engine: Engine, notice: Notice, standing: Instance, *, session: Guest | None = None
) -> tuple[Difference, ...]:
    """Return what a notice says of itself otherwise than the plan that stands for it."""
    definition = engine.definition(standing.scenario)
    found = []
    if notice.title and notice.title != standing.title:
        found.append(Difference(TITLE, words.text("title"), standing.title, notice.title))
    for name, value in plan_facts(notice).items():
        declared, there = definition.fields.get(name), standing.data.get(name)
        if value and declared is not None and known_by(there) != known_by(value):
            found.append(Difference(name, declared.title, _shown(there), _shown(value)))
    if not found:
        return ()
    (values, hidden), closed = _told(engine, standing, session=session), standing.closed_at is not None
    left = [
        CLOSED if closed else OWN if each.here in values.get(each.what, ()) else BY_HAND if each.what in hidden else ""
        for each in found
    ]
    return tuple(_correctable(replace(each, left=why), definition) for each, why in zip(found, left, strict=True))


def _correctable(found: Difference, definition: Definition) -> Difference:
    """Return a difference, to be carried out by hand if the scenario does not let this field be corrected."""
    rule = definition.corrects
    kept = rule is not None and rule.fields and found.what in definition.fields and found.what not in rule.fields
    return replace(found, left=BY_HAND) if kept and not found.left else found


class _Told(NamedTuple):
    """Every value that a matter's title, roles and fields have had, the first first."""

    values: dict[str, list[Any]]
    hidden: set[str]
    """The private fields that somebody has written since the opening: the history has hashes of their values."""


def _told(engine: Engine, item: Instance, *, session: Guest | None = None) -> _Told:
    told = _Told({}, set())
    for place, entry in enumerate(engine.history(item.number, session=session)):
        facts: Mapping[str, Any] = entry.payload
        if facts.get("title"):
            told.values.setdefault(TITLE, []).append(facts["title"])
        for name, value in (facts.get("data") or {}).items():
            told.values.setdefault(name, []).append(_shown(value))
        for role, units in (facts.get("units") or {}).items():
            told.values.setdefault(role, []).append(tuple(units))
        if place:
            told.hidden.update(facts.get("private") or ())
    return told


def known_by(value: Any) -> str:  # noqa: ANN401 - any value of a field
    """Return what a value is known by: of a file its content, whatever it is called."""
    return str(value["sha256"]) if isinstance(value, Mapping) and "sha256" in value else shown_value(value)


class _Judging(NamedTuple):
    """Says of each difference of one task why it would stay, by all values that its matter has had."""

    asked: NewItem
    item: NoticeItem
    standing: Instance
    told: _Told
    directory: Directory

    def of(self, found: Difference) -> Difference | None:
        """Return a difference with why it would stay; None where the plan names nobody, as it did before."""
        values, hidden = self.told
        if found.what in (LEAD, RESPONSIBLE):
            here = self.units(self.asked.get("units", {}).get(found.what, ()))
            before = [self.units(units) for units in values.get(found.what, ())]
            if not here and not (before and before[0]):
                return None
            was_said, goes = here in before, not here
        else:
            was_said = found.here in values.get(found.what, [""])
            goes = found.what == DEADLINE and self.item.ongoing != self.standing.ongoing
            goes = goes or not found.here or found.what in hidden
        left = CLOSED if self.standing.closed_at is not None else OWN if was_said else BY_HAND if goes else ""
        return replace(found, left=left)

    def units(self, names: str | Iterable[str]) -> frozenset[str]:
        """Return the units that names mean."""
        return frozenset(self.directory.expand([names] if isinstance(names, str) else list(names)).units)


def _shown(value: Any) -> str:  # noqa: ANN401 - any value of a field
    if isinstance(value, Mapping) and "sha256" in value:
        return f"{value.get('name', '')} ({str(value['sha256'])[:8]})"
    return shown_value(value)
