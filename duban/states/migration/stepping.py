"""Apply a newer definition to an instance in memory: rename its states and move its clocks to their new rules.

A migration begins no lap: claimed rungs stay claimed, and a rung of the new ladder whose moment is past is skipped. One
that an earlier migration skipped in the same lap comes back if its moment is ahead again.

There are two exceptions. A clock that was overdue and has time again begins a lap, as after an extension, because
otherwise it would become overdue again without any message. So does a clock whose review has another interval, because
the review's rungs are numbered.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from duban.states.acting import (
    MIGRATION,
    SkippedRung,
    Stepper,
    bound_clock,
    rungs_until,
    steps_passed,
    urge_clock,
    with_step,
)
from duban.states.clocks import (
    ClockStatus,
    begin_lap,
    budget_of,
    is_review,
    lies_behind,
    pauses_in,
    rebudget,
    redate,
    reviews,
    rung_moment,
)
from duban.states.definition import OPEN
from duban.states.editions import EDITION
from duban.states.migration.renaming import Renames, named_anew, rename
from duban.states.time import Anchor

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duban.states.clocks import ClockLedger
    from duban.states.definition import ClockRule, Definition, Rung
    from duban.states.subject import Subject
    from duban.states.time import Duration, WorkingCalendar


class Coming(Struct, frozen=True):
    """The next rung of all running clocks."""

    clock: str
    rung: str
    moment: datetime


def next_rung(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Coming | None:
    """Return the next rung of all running clocks, or None if there is none left."""
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
    """Return whether both definitions use the same calendar."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("calendar", "conventions", "table", "timezone", "hours")
    )


def reached_rungs(
    definition: Definition, calendar: WorkingCalendar, subject: Subject, clock: str, now: datetime
) -> dict[str, Rung]:
    """Return the unclaimed rungs of a clock whose moment has come, by their names.

    For a clock that does not run these are the rungs that were reached when it halted, and those that count from its
    start, because pauses do not move them.
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


Lengths = tuple["Duration | None", "Duration | None"]
"""The budget of a clock as declared by the old definition, and by the new one."""


def moved_ledger(
    ledger: ClockLedger,
    lengths: Lengths,
    old: Definition,
    new: Definition,
    *,
    was: WorkingCalendar,
    calendar: WorkingCalendar,
) -> ClockLedger | None:
    """Return a clock under the new definition, before any lap begins; None if it cannot be converted."""
    (before, after), rules = lengths, [rules.clocks[ledger.name] for rules in (old, new)]
    if rules[0].after is not None and rules[1].after is None:
        ledger = replace(ledger, given=None)
    if rules[1].by is not None and ledger.stood is None:
        ledger = replace(ledger, stood=())
    if before != after:
        return rebudget(ledger, before, after, was=was, calendar=calendar)
    return ledger if reckons_alike(old, new) and rules[0].after == rules[1].after else redate(ledger, calendar)


class Migrator(Stepper):
    """Applies a newer definition to a subject for which there are no blockers.

    `states` maps removed states to their new names, `names` does the same for roles, fields, triggers and clocks.
    `trail` holds the states of this round in the order in which they were entered, `open` first. `left_out` has the
    rungs that earlier migrations skipped, by clock, round, lap and name; those that come back are in `returned`
    afterwards.
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
        entered: Mapping[str, datetime],
        names: Renames | None = None,
        left_out: Collection[tuple[str, int, int, str]] = (),
        edition: int = EDITION,
    ) -> None:
        super().__init__(*new, subject, now=now)
        self._names, clocks = names or Renames(), (names or Renames()).clocks
        self._old, self._was = named_anew(old[0], self._names) if names else old[0], old[1]
        self._states = states
        self._trail = [states.get(state, state) for state in trail]
        self._entered = entered
        self._left_out = {(clocks.get(clock, clock), of, lap, rung) for clock, of, lap, rung in left_out}
        self.returned: dict[str, tuple[str, ...]] = {}
        self._edition = edition
        known = {name: clocks.get(name, name) for name in old[0].clocks.keys() & subject.clocks.keys()}
        self._due_before = {
            new: reached_rungs(*old, subject, name, now) for name, new in known.items() if new in self.definition.clocks
        }

    def migrate(self) -> None:
        """Move the subject to the new definition."""
        subject, left = self.subject, self._old.states[self.subject.state]
        rename(subject, self._names)
        self._rename()
        subject.edition = self._edition
        here = subject.state
        for rule in self._rules:
            name, before = rule.name, self._old.clocks.get(rule.name)
            if name in subject.clocks and before is not None:
                self._move(name)
                paused = pauses_in(left, before, self._old.clocks)
                stood = left.name in before.starts, left.name in before.stops, paused
                pauses = pauses_in(self.definition.states[here], rule, self.definition.clocks)
                if stood != (here in rule.starts, here in rule.stops, pauses):
                    self._clock_enters(rule, subject.clocks[name], here, pauses=pauses, ends=False)
            elif name not in subject.clocks and rule != before and self._under_way(rule):
                self._start(rule)
                self._pause_if_declared(name)
        self._pass_steps()

    def _pass_steps(self) -> None:
        """Let no urge go up by a step that only the new rules have, and that would have been due before them."""
        rules = self.definition.urge, self._old.urge
        for asked, urge in self.subject.urges.items():
            for step in steps_passed(*rules, urge, self.calendar, now=self.now):
                self.subject.urges[asked] = with_step(self.subject.urges[asked], step)
                clock, round_ = urge_clock(asked), self.subject.round
                self.effects.skipped.append(SkippedRung(clock, round_, 1, step, MIGRATION))

    def _rename(self) -> None:
        """Move everything that is stored under the name of a state to its new name."""
        subject, names = self.subject, self._states
        subject.state = names.get(subject.state, subject.state)
        bounded = [state for state in self.definition.states.values() if state.at_most is not None]
        stays = {state.name: self._trail.count(state.name) for state in bounded}
        subject.stays = {state: count for state, count in stays.items() if count}
        subject.first_entered = {}
        for state, at in self._entered.items():
            new = names.get(state, state)
            if new in self.definition.windows:
                subject.first_entered.setdefault(new, at)
        subject.children = {names.get(state, state): ours for state, ours in subject.children.items()}
        subject.divided = {names.get(state, state): ours for state, ours in subject.divided.items()}
        subject.joined = tuple(names.get(state, state) for state in subject.joined)
        bounds = {bound_clock(old): bound_clock(new) for old, new in names.items()}
        subject.claimed = {bounds.get(clock, clock): rungs for clock, rungs in subject.claimed.items()}

    def _move(self, name: str) -> None:
        """Continue a clock under its new rule."""
        ledger, rule = self.subject.clocks[name], self.definition.clocks[name]
        lengths = budget_of(self._old.clocks[name], self.subject.data), budget_of(rule, self.subject.data)
        moved = moved_ledger(ledger, lengths, self._old, self.definition, was=self._was, calendar=self.calendar)
        if moved is None:
            message = f"{name} cannot be moved: ask migration_blockers first"
            raise ValueError(message)
        moved = self._hung(rule, moved)
        if self._begins_anew(ledger, moved):
            self._lap(name, begin_lap(moved, at=self.now, calendar=self.calendar))
            return
        if moved != ledger:
            self._keep(name, moved)
        for rung in reached_rungs(self.definition, self.calendar, self.subject, name, self.now).values():
            if rung.id not in self._due_before[name]:
                self._skip(moved, rung, MIGRATION)
        self._let_return(moved)

    def _take_along(self, name: str) -> None:
        """Leave the clocks that hang on this one: each is moved for itself, after it."""

    def _let_return(self, ledger: ClockLedger) -> None:
        """Let the rungs come that an earlier migration skipped in this lap, if their moments are ahead again."""
        name, until = ledger.name, ledger.halted_at or self.now
        claimed = self.subject.claimed.get(name, ())
        back = []
        for rung in self._rungs(name):
            if rung.id not in claimed or (name, ledger.round, ledger.lap, rung.id) not in self._left_out:
                continue
            moment = rung_moment(rung, ledger, self.calendar)
            if moment is not None and moment > (self.now if rung.at.anchor is Anchor.START else until):
                back.append(rung.id)
        if back:
            self.subject.claimed[name] = tuple(rung for rung in claimed if rung not in back)
            self.returned[name] = tuple(back)

    def _begins_anew(self, ledger: ClockLedger, moved: ClockLedger) -> bool:
        until = ledger.halted_at or self.now
        had_run_out = ledger.due_at is not None and ledger.due_at <= until
        if had_run_out and (moved.due_at is None or moved.due_at > until):
            return True
        before, after = self._old.clocks[ledger.name].review, self.definition.clocks[ledger.name].review
        returned = any(is_review(rung) for rung in self.subject.claimed.get(ledger.name, ()))
        return returned and after is not None and (before is None or before.every != after.every)

    def _under_way(self, rule: ClockRule) -> bool:
        """Return whether a newly declared clock would be under way now if it had been declared from the start."""
        running = False
        for event in self._trail:
            if event != OPEN and event in rule.stops:
                running = False
            elif event in rule.starts:
                running = True
        return running
