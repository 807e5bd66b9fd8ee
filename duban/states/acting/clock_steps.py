"""What becomes of the clocks of an instance as it moves, and the effects of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from duban.states.acting.dating import DatedClocks
from duban.states.acting.standing import rungs_until
from duban.states.clocks import (
    ClockLedger,
    ClockStatus,
    begin_lap,
    budget_of,
    claim,
    give_date,
    lies_behind,
    light_at,
    light_instants,
    others_first,
    pause_clock,
    pauses_in,
    resume_clock,
    rung_moment,
    start_clock,
    stop_clock,
    unit_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states.definition import ClockRule, Definition, Rung
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar


_NEW_LAP = "new lap"
TAKEN_OVER = "taken over"
"""The reason for skipping a rung whose moment had passed when a matter under way was taken over quietly."""
_RUNNING = ClockStatus.RUNNING
MIGRATION = "migration"
"""The reason for skipping a rung of a new ladder whose moment was before the migration."""


class SkippedRung(Struct, frozen=True):
    """A rung that does not fire in its lap, and why."""

    clock: str
    round: int
    lap: int
    rung: str
    why: str


class Effects(Struct):
    """The effects of a step: messages withdrawn by clock, rungs skipped, roles bound again, clocks changed."""

    withdrawn: dict[str, str] = field(default_factory=dict)
    skipped: list[SkippedRung] = field(default_factory=list)
    rebound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The units that filled a role before it was bound again."""
    clocks: dict[str, ClockLedger] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Roles that have signed a joint act, and roles that still must; the state changes when none is missing."""
    unit: str | None = None
    owing: tuple[str, ...] = ()
    """The unit that has signed an act that each unit of a role does, and those that still owe it."""
    lapsed: dict[int, str] = field(default_factory=dict)
    """Decisions that are no longer needed, by the history entry that asked for them, and why."""

    @property
    def waits(self) -> bool:
        """Return whether others have to sign as well before the act changes anything."""
        return bool(self.missing or self.owing)


class ClockSteps(DatedClocks):
    """Starts, pauses, stops and laps the clocks of one subject at one instant."""

    __slots__ = ("_begun", "_clocks_from", "_former", "_rules", "calendar", "definition", "effects", "now", "subject")

    def __init__(self, definition: Definition, calendar: WorkingCalendar, subject: Subject, *, now: datetime) -> None:
        self.definition = definition
        self.calendar = calendar
        self.subject = subject
        self.now = now
        self.effects = Effects()
        self._clocks_from = now
        self._rules = others_first(definition.clocks)
        self._begun: set[str] = set()
        self._former: dict[str, Any] = {}

    def _clock_enters(
        self, rule: ClockRule, ledger: ClockLedger | None, state: str, *, pauses: bool, ends: bool
    ) -> None:
        if ends or state in rule.stops:
            if ledger is not None and ledger.status is not ClockStatus.STOPPED:
                self._leave_behind(rule.name, "stopped")
                self._keep(rule.name, stop_clock(ledger, at=self.now, calendar=self.calendar))
            return
        if ledger is None and state in rule.starts:
            ledger = self._start(rule)
        elif ledger is not None and ledger.status is ClockStatus.STOPPED and state in rule.starts:
            ledger = self._keep(rule.name, resume_clock(ledger, at=self.now, calendar=self.calendar))
        if ledger is None or ledger.status is ClockStatus.STOPPED:
            return
        if pauses:
            self._pause_if_declared(rule.name)
        elif ledger.status is ClockStatus.PAUSED:
            self._keep(rule.name, resume_clock(ledger, at=self.now, calendar=self.calendar))

    def _pause_if_declared(self, name: str) -> None:
        ledger, rules = self.subject.clocks[name], self.definition.clocks
        paused = pauses_in(self.definition.states[self.subject.state], rules[name], rules)
        if paused and ledger.status is ClockStatus.RUNNING:
            light = light_at(light_instants(self._rungs(name), ledger, self.calendar), self.now)
            self._keep(name, pause_clock(ledger, at=self.now, calendar=self.calendar, light=light))

    def _start_clocks_of(self, event: str) -> None:
        for rule in self._rules:
            if event in rule.starts and rule.name not in self.subject.clocks:
                self._start(rule)

    def _start(self, rule: ClockRule) -> ClockLedger:
        subject = self.subject
        given = None
        if rule.unless is not None and subject.given.get(rule.unless) == subject.round:
            given = self._given(rule.unless)
        subject.claimed[rule.name] = ()
        written = rule if rule.by is None else replace(rule, budget=budget_of(rule, subject.data))
        ledger = start_clock(
            written,
            at=self._clocks_from,
            calendar=self.calendar,
            round=subject.round,
            given=given,
            ongoing=subject.ongoing,
        )
        if rule.by is not None:
            ledger = replace(ledger, stood=())
        ledger = replace(ledger, unit=unit_of(rule, subject.clocks) or ledger.unit) if rule.after else ledger
        self._begun.add(rule.name)
        ledger = self._keep(rule.name, ledger)
        self._skip_behind(ledger)
        return ledger

    def _restart(self, name: str, changed: Mapping[str, bool]) -> None:
        ledger, rule = self.subject.clocks.get(name), self.definition.clocks[name]
        if ledger is None:
            self._start(rule)
            return
        budget = budget_of(rule, self.subject.data)
        lap = begin_lap(ledger, at=self.now, calendar=self.calendar, restart=True, budget=budget)
        given = self._new_date(rule, changed)
        self._lap(name, lap if given is None else give_date(lap, given, at=self.now, calendar=self.calendar))

    def _lap(self, name: str, ledger: ClockLedger) -> None:
        self._leave_behind(name, _NEW_LAP)
        self.subject.claimed[name] = ()
        self._begun.add(name)
        self._skip_behind(self._keep(name, ledger))

    def _skip_behind(self, ledger: ClockLedger) -> None:
        if ledger.status is not ClockStatus.RUNNING:
            return  # its moments are not known until it resumes
        for rung in self._rungs(ledger.name):
            moment = rung_moment(rung, ledger, self.calendar)
            if moment is not None and lies_behind(rung, moment, ledger):
                self._skip(ledger, rung, "at or before the start of the lap")

    def _leave_behind(self, name: str, why: str) -> None:
        """Withdraw the messages of the lap that ends, and record its rungs that were due but not fired as skipped."""
        ledger = self.subject.clocks[name]
        if self.subject.claimed.get(name):
            self.effects.withdrawn[name] = why
        self._withdraw_decisions(name, why)
        if ledger.status is not ClockStatus.STOPPED:  # else this was done when the clock stopped
            self._skip_all(name, why, until=ledger.halted_at or self.now)

    def _skip_all(self, name: str, why: str, *, until: datetime) -> None:
        """Skip the rungs of a clock whose moments have come and that have not taken effect."""
        ledger, claimed = self.subject.clocks[name], self.subject.claimed.get(name, ())
        for rung in rungs_until(self.definition, self.calendar, self.subject, name, until):
            moment = rung_moment(rung, ledger, self.calendar)
            if rung.id not in claimed and moment is not None and moment <= until:
                self._skip(ledger, rung, why)

    def _withdraw_decisions(self, clock: str, why: str) -> None:
        """Let a clock's pending decisions lapse; if it only begins a new lap, requests for more time stay."""
        waiting = self.subject.waiting
        for seq in [seq for seq, each in waiting.items() if each.clock == clock]:
            if waiting[seq].length is None or why != _NEW_LAP:
                del waiting[seq]
                self.effects.lapsed[seq] = why

    def _skip(self, ledger: ClockLedger, rung: Rung, why: str) -> None:
        self.effects.skipped.append(SkippedRung(ledger.name, ledger.round, ledger.lap, rung.id, why))
        self.subject.claimed[ledger.name] = claim(self.subject.claimed.get(ledger.name, ()), rung.id)

    def _keep(self, name: str, ledger: ClockLedger) -> ClockLedger:
        rule, before = self.definition.clocks[name], self.subject.clocks.get(name)
        if rule.after is not None:
            ledger = self._hung(rule, ledger)
        self.subject.clocks[name] = ledger
        self.effects.clocks[name] = ledger
        halts = before is not None and before.status is _RUNNING and ledger.status is not _RUNNING
        if not halts:  # which moves no date
            self._take_along(name)
        return ledger

    def _rungs(self, clock: str) -> tuple[Rung, ...]:
        return self.definition.ladders.get(clock, ())
