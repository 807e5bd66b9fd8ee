"""What a migration means to people: the units that gain or lose a matter, and the rungs that will never come."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.acting import MIGRATION, at_turn
from duban.states.clocks import ClockStatus, is_review, lies_behind, reviews, rung_moment
from duban.states.jsonable import Jsonable
from duban.states.migration.renaming import all_renamed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states.definition import Definition
    from duban.states.migration.renaming import Renames
    from duban.states.migration.stepping import Migrator
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar

GONE, PAST, STOPPED, DONE = "gone", "past", "stopped", "done"
"""Why a rung will never come: the new ladder has none such, its moment is past, its clock stops, or it came before."""


class Part(Struct, frozen=True):
    """The part of one unit in an instance: its roles, the acts that these may do now, and whether it has the turn."""

    roles: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    turn: bool = False

    def same(self, other: Part) -> bool:
        """Return whether it is the same part, whatever comes first."""
        return (set(self.roles), set(self.acts), self.turn) == (set(other.roles), set(other.acts), other.turn)


class MigratedUnit(Struct, Jsonable, frozen=True):
    """A unit whose part in an instance becomes another: its roles by title, the acts that they may do, and its turn."""

    _json = (..., "gains", "loses")

    unit: str
    roles_before: tuple[str, ...]
    roles: tuple[str, ...]
    acts_before: tuple[str, ...]
    acts: tuple[str, ...]
    turn_before: bool
    turn: bool

    @property
    def gains(self) -> bool:
        """Return whether the unit has a part in the instance only now, or it is its turn only now."""
        return bool(self.roles) and (not self.roles_before or (self.turn and not self.turn_before))

    @property
    def loses(self) -> bool:
        """Return whether the unit has no part in the instance any more, or it is its turn no more."""
        return bool(self.roles_before) and (not self.roles or (self.turn_before and not self.turn))


class LostRung(Struct, Jsonable, frozen=True):
    """A rung that will never come, and why: `gone`, `past`, `stopped` or `done`.

    `moment` is when it would have come under the old rules; for one that only the new rules have, under these. It is
    None if that is not known, as while its clock is paused.
    """

    clock: str
    rung: str
    moment: datetime | None
    why: str


def parts(definition: Definition, subject: Subject) -> dict[str, Part]:
    """Return the part of each unit that fills a role of the definition."""
    state = definition.states[subject.state]
    found: dict[str, Part] = {}
    filled: dict[str, list[str]] = {}
    for role in definition.roles:
        for unit in subject.units.get(role, ()):
            filled.setdefault(unit, []).append(role)
    for unit, roles in filled.items():
        acts = tuple(
            trigger
            for trigger, entries in definition.transitions.items()
            if any(state.name in entry.sources and set(entry.by) & set(roles) for entry in entries)
        )
        turn = state.waits_for in roles and unit in at_turn(definition, subject, state.waits_for)
        found[unit] = Part(tuple(roles), acts, turn=turn)
    return found


def changed_parts(
    old: Definition, new: Definition, before: Mapping[str, Part], after: Mapping[str, Part], names: Renames
) -> tuple[MigratedUnit, ...]:
    """Return the units whose part becomes another, not only by name, with their roles by title."""
    none = Part()
    found = []
    for unit in {**before, **after}:
        was, now = before.get(unit, none), after.get(unit, none)
        alike = Part(all_renamed(was.roles, names.roles), all_renamed(was.acts, names.triggers), was.turn)
        if not alike.same(now):
            titles = [tuple(each.roles[role].title for role in part.roles) for each, part in ((old, was), (new, now))]
            found.append(MigratedUnit(unit, titles[0], titles[1], was.acts, now.acts, was.turn, now.turn))
    return tuple(found)


Rungs = dict[tuple[str, str], datetime | None]
"""Rungs by clock and name, with their moments."""


def to_come(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Rungs:
    """Return the rungs of all clocks that may still come; the moment is None as long as it is not known."""
    found: Rungs = {}
    for name, ledger in subject.clocks.items():
        rule = definition.clocks.get(name)
        if rule is None or ledger.status is ClockStatus.STOPPED:
            continue
        claimed = subject.claimed.get(name, ())
        rungs = [rung for rung in definition.ladders.get(name, ()) if rung.id not in claimed]
        if rule.review is not None:
            rungs += islice(reviews(rule.review, ledger, calendar, claimed), 1)
        for rung in rungs:
            moment = rung_moment(rung, ledger, calendar)
            stands = ledger.status is not ClockStatus.RUNNING
            if stands or (moment is not None and not lies_behind(rung, moment, ledger)):
                found[name, rung.id] = moment
    return found


def lost_rungs(migrator: Migrator, before: Rungs) -> tuple[LostRung, ...]:
    """Return every rung that will never come after a migration: those to come `before`, and those of the new rules."""
    definition, calendar, subject = migrator.definition, migrator.calendar, migrator.subject
    after = to_come(definition, calendar, subject)
    reviewed = {clock for clock, rung in after if is_review(rung)}
    found: dict[tuple[str, str], LostRung] = {}
    for (clock, rung), moment in before.items():
        if (clock, rung) not in after and not (is_review(rung) and clock in reviewed):
            found[clock, rung] = LostRung(clock, rung, moment, _why(migrator, clock, rung))
    passed = {(skip.clock, skip.rung) for skip in migrator.effects.skipped if skip.why == MIGRATION}
    for name, ledger in subject.clocks.items():
        claimed = subject.claimed.get(name, ()) if ledger.status is ClockStatus.RUNNING else ()
        for each in definition.ladders.get(name, ()):
            moment = rung_moment(each, ledger, calendar)
            if (name, each.id) in passed:
                found.setdefault((name, each.id), LostRung(name, each.id, moment, PAST))
            elif each.id in claimed and moment is not None and moment > migrator.now:
                found.setdefault((name, each.id), LostRung(name, each.id, moment, DONE))
    return tuple(found.values())


def _why(migrator: Migrator, clock: str, rung: str) -> str:
    """Return why a rung that was to come will not."""
    ledger = migrator.subject.clocks.get(clock)
    if ledger is None or ledger.status is ClockStatus.STOPPED:
        return STOPPED
    kept = any(one.id == rung for one in migrator.definition.ladders.get(clock, ()))
    return PAST if kept else GONE
