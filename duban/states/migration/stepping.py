"""Moving an instance to a newer definition: what stands against it, and what becomes of its clocks. Pure.

A migration begins no lap: what was claimed stays claimed, and a rung that the new ladder would have had before now is
skipped. One exception: a clock that had run out and is given time again begins a lap, as by an extension, for else it
would run out a second time in silence; so does one whose review returns in another rhythm, for its returns are counted.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.clocks import ClockStatus, begin_lap, is_review, lies_behind, rebudget, redate, reviews, rung_moment
from duban.states.definition import OPEN
from duban.states.standing import bound_clock, rungs_until
from duban.states.steps import Stepper
from duban.states.time import Anchor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.states.clocks import ClockLedger
    from duban.states.definition import ClockRule, Definition, Rung
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar

MIGRATION = "migration"
"""Why a rung is skipped that the new ladder would have had before the migration."""


class Coming(Struct, frozen=True):
    """The rung that comes next, of all running clocks."""

    clock: str
    rung: str
    moment: datetime


def next_rung(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Coming | None:
    """Return which rung comes next; none where no running clock has one left."""
    found = []
    for name, ledger in subject.clocks.items():
        if ledger.status is not ClockStatus.RUNNING:
            continue
        claimed, review = subject.claimed.get(name, ()), definition.clocks[name].review
        rungs = [rung for rung in definition.ladders.get(name, ()) if rung.id not in claimed]
        if review is not None:
            rungs += islice(reviews(review, ledger, calendar, claimed), 1)
        for rung in rungs:
            moment = rung_moment(rung, ledger, calendar)
            if moment is not None and not lies_behind(rung, moment, ledger):
                found.append(Coming(name, rung.id, moment))
    return min(found, key=lambda coming: coming.moment, default=None)


def reckons_alike(one: Definition, other: Definition) -> bool:
    """Return whether both definitions reckon with the same calendar."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("calendar", "conventions", "table", "timezone", "hours")
    )


def reached_rungs(
    definition: Definition, calendar: WorkingCalendar, subject: Subject, clock: str, now: datetime
) -> dict[str, Rung]:
    """Return the rungs of a clock, by their identity, whose moment has come and that nothing has claimed.

    Of a clock that stands still they are those that it had reached when it halted, and those counted from its start,
    which no pause moves.
    """
    ledger, claimed = subject.clocks[clock], subject.claimed.get(clock, ())
    until = now if ledger.halted_at is None else ledger.halted_at
    found = {}
    for rung in rungs_until(definition, calendar, subject, clock, now):
        moment = rung_moment(rung, ledger, calendar)
        if rung.id in claimed or moment is None:
            continue
        if moment <= until or (rung.at.anchor is Anchor.START and moment <= now):
            found[rung.id] = rung
    return found


def moved_ledger(
    ledger: ClockLedger, old: Definition, new: Definition, *, was: WorkingCalendar, calendar: WorkingCalendar
) -> ClockLedger | None:
    """Return a clock as the new definition has it, before anything begins or ends; None where that cannot be said."""
    before, after = old.clocks[ledger.name].budget, new.clocks[ledger.name].budget
    if before != after:
        return rebudget(ledger, before, after, was=was, calendar=calendar)
    return ledger if reckons_alike(old, new) else redate(ledger, calendar)


class Migrator(Stepper):
    """Applies a newer definition to a subject that nothing stands against; `states` renames states that are gone.

    `trail` holds the states of this round in the order in which they were entered, `open` first.
    """

    def __init__(
        self,
        old: tuple[Definition, WorkingCalendar],
        new: tuple[Definition, WorkingCalendar],
        subject: Subject,
        *,
        now: datetime,
        states: Mapping[str, str],
        trail: Sequence[str],
    ) -> None:
        super().__init__(*new, subject, now=now)
        self._old, self._was = old
        self._states = states
        self._trail = [states.get(state, state) for state in trail]
        known = old[0].clocks.keys() & self.definition.clocks.keys() & subject.clocks.keys()
        self._due_before = {name: reached_rungs(*old, subject, name, now) for name in known}

    def migrate(self) -> None:
        """Bring the subject under the new definition."""
        subject, left = self.subject, self._old.states[self.subject.state]
        self._rename()
        here = subject.state
        for name, rule in self.definition.clocks.items():
            before = self._old.clocks.get(name)
            if name in subject.clocks and before is not None:
                self._move(name)
                stood = left.name in before.starts, left.name in before.stops, name in left.pauses
                pauses = name in self.definition.states[here].pauses
                if stood != (here in rule.starts, here in rule.stops, pauses):
                    self._clock_enters(rule, subject.clocks[name], here, pauses=pauses, ends=False)
            elif name not in subject.clocks and rule != before and self._under_way(rule):
                self._start(rule)
                self._pause_if_declared(name)

    def _rename(self) -> None:
        """Carry what is kept by the name of a state over to its new name."""
        subject, names = self.subject, self._states
        subject.state = names.get(subject.state, subject.state)
        bounded = [state for state in self.definition.states.values() if state.at_most is not None]
        stays = {state.name: self._trail.count(state.name) for state in bounded}
        subject.stays = {state: count for state, count in stays.items() if count}
        subject.children = {names.get(state, state): ours for state, ours in subject.children.items()}
        subject.joined = tuple(names.get(state, state) for state in subject.joined)
        bounds = {bound_clock(old): bound_clock(new) for old, new in names.items()}
        subject.claimed = {bounds.get(clock, clock): rungs for clock, rungs in subject.claimed.items()}

    def _move(self, name: str) -> None:
        """Let a clock go on under its new rule."""
        ledger = self.subject.clocks[name]
        moved = moved_ledger(ledger, self._old, self.definition, was=self._was, calendar=self.calendar)
        if moved is None:
            message = f"{name} cannot be moved: ask migration_blockers first"
            raise ValueError(message)
        if self._begins_anew(ledger, moved):
            self._lap(name, begin_lap(moved, at=self.now, calendar=self.calendar))
            return
        if moved != ledger:
            self._keep(name, moved)
        for rung in reached_rungs(self.definition, self.calendar, self.subject, name, self.now).values():
            if rung.id not in self._due_before[name]:
                self._skip(moved, rung, MIGRATION)

    def _begins_anew(self, ledger: ClockLedger, moved: ClockLedger) -> bool:
        until = ledger.halted_at or self.now
        had_run_out = ledger.due_at is not None and ledger.due_at <= until
        if had_run_out and (moved.due_at is None or moved.due_at > until):
            return True
        before, after = self._old.clocks[ledger.name].review, self.definition.clocks[ledger.name].review
        returned = any(is_review(rung) for rung in self.subject.claimed.get(ledger.name, ()))
        return returned and after is not None and (before is None or before.every != after.every)

    def _under_way(self, rule: ClockRule) -> bool:
        """Return whether a clock that was not there would be under way by now, had it been."""
        running = False
        for event in self._trail:
            if event != OPEN and event in rule.stops:
                running = False
            elif event in rule.starts:
                running = True
        return running
