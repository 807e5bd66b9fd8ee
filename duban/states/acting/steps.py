"""What an act does to an instance: steps that change the subject in memory and collect the effects that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from duban.states.acting.by_each import complete, keep_to_units, lapse, owed_by, sign
from duban.states.acting.dating import DatedClocks
from duban.states.acting.standing import instance_lights, rungs_until
from duban.states.clocks import (
    ClockLedger,
    ClockStatus,
    begin_lap,
    budget_of,
    claim,
    extend,
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
from duban.states.definition import OPEN
from duban.states.subject import Pull

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states.definition import ClockRule, Definition, Rung, Transition
    from duban.states.subject import Act, Subject
    from duban.states.time import Duration, WorkingCalendar


_ACTED = "acted"
_NEW_LAP = "new lap"
TAKEN_OVER = "taken over"
"""The reason for skipping a rung whose moment had passed when a matter under way was taken over quietly."""
_RUNNING = ClockStatus.RUNNING
MIGRATION = "migration"
"""The reason for skipping a rung of a new ladder whose moment was before the migration."""


def is_window(definition: Definition, state: str) -> bool:
    """Return whether a trigger may only be pulled out of this state within a time of first entering it."""
    return any(
        entry.within is not None and not entry.each_entry and state in entry.sources
        for entries in definition.transitions.values()
        for entry in entries
    )


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


class Stepper(DatedClocks):
    """Applies steps to one subject at one instant."""

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

    def open(self, *, since: datetime | None = None, quiet: bool = False) -> None:
        """Start the clocks that start with the instance, and enter the initial state.

        A matter that began earlier, at `since`, has its clocks run from then; it has stood in its state from now on. If
        it is taken over quietly, the rungs whose moments have passed are skipped.
        """
        self._clocks_from = self.now if since is None else since
        self._start_clocks_of(OPEN)
        self._enter(self.subject.state)
        self._clocks_from = self.now
        for name in self.subject.clocks if quiet else ():
            self._skip_all(name, TAKEN_OVER, until=self.now)

    def take(self, transition: Transition, act: Act) -> None:
        """Carry out an act that nothing blocks; if several have to sign, only the last signature changes anything."""
        subject = self.subject
        changed = {} if transition.by_each else self.merge(act.data)
        subject.version += 1
        if not self._signed_by_all(transition, act):
            self._follow(changed)
            return
        earlier, others = subject.pulls.get(act.trigger), subject.signed.pop(act.trigger, {}).values()
        hands = complete(subject, act.trigger) if transition.by_each else tuple(others)
        signed = tuple(each for each in dict.fromkeys(hands) if each != act.actor) if hands else ()
        subject.pulls[act.trigger] = Pull(1 if earlier is None else earlier.times + 1, act.actor, signed)
        if transition.rebinds is not None and act.units is not None:
            self.rebind(transition.rebinds, act.units, act.texts or act.units)
        if transition.new_round:
            self._begin_round({} if transition.by_each else act.data)
        else:
            self._follow(changed, besides=transition.restarts)
        for clock in transition.restarts:
            self._restart(clock, changed)
        if transition.new_round or transition.target != subject.state:
            self._lapse_urges()
            subject.state = transition.target
            subject.entered_at = self.now
            self._enter(transition.target)
        else:
            for clock in transition.restarts:
                self._pause_if_declared(clock)

    def _lapse_urges(self) -> None:
        """Let the urges to act at the state that is left lapse: their messages that have not left would be wrong."""
        for seq, urge in self.subject.urges.items():
            if urge.at >= self.subject.entered_at:
                self.effects.lapsed[seq] = _ACTED

    def _signed_by_all(self, transition: Transition, act: Act) -> bool:
        """Record a signature where several have to sign, and return whether nobody else has to any more."""
        if transition.by_each:
            self.effects.unit = sign(self.subject, transition, act, self.now)
            self.effects.owing = owed_by(self.subject, transition)
            return not self.effects.owing
        return not transition.joint or self._sign(transition, act)

    def _sign(self, transition: Transition, act: Act) -> bool:
        """Record a signature of a joint act for every role that the actor fills; return whether it is the last."""
        signed = self.subject.signed.setdefault(act.trigger, {})
        for role in transition.by:
            if role not in signed and self.subject.fills(act.actor, role):
                signed[role] = act.actor
        self.effects.signed = tuple(role for role in transition.by if role in signed)
        self.effects.missing = tuple(role for role in transition.by if role not in signed)
        return not self.effects.missing

    def merge(self, data: Mapping[str, Any]) -> dict[str, bool]:
        """Add the data of an act to the subject's; values of private fields are kept separately.

        Return the fields that have another value now, or had none in this round, each with whether it had one.
        """
        changed: dict[str, bool] = {}
        for name, value in data.items():
            keeper = self.subject.private if self.definition.fields[name].private else self.subject.data
            had = self.subject.given.get(name) == self.subject.round
            if not had or keeper.get(name) != value:
                changed[name] = had
                self._former[name] = keeper.get(name)
            keeper[name] = value
            self.subject.given[name] = self.subject.round
        return changed

    def rebind(self, role: str, units: tuple[str, ...], texts: tuple[str, ...]) -> None:
        """Bind units to a role; if they differ from those before, every clock under way begins a lap."""
        subject = self.subject
        before = self.effects.replaced[role] = subject.units.get(role, ())
        new = set(units) != set(before)
        subject.units[role] = units
        subject.texts[role] = texts
        self.effects.rebound[role] = units
        if not new:
            return
        keep_to_units(self.definition, subject, role)
        for rule in self._rules:
            ledger = subject.clocks.get(rule.name)
            along = rule.after is not None and rule.name in self._begun
            if ledger is not None and ledger.status is not ClockStatus.STOPPED and not along:
                self._lap(rule.name, begin_lap(ledger, at=self.now, calendar=self.calendar))

    def correct(self, data: Mapping[str, Any]) -> None:
        """Put other values in place of wrong ones.

        A corrected date moves its clock under every edition of the rules, and although the clock says `once`: these say
        what may become of a date by acts, and here the date was wrong.
        """
        self._follow(self.merge(data), corrected=True)

    def extend(self, clock: str, length: Duration) -> None:
        """Extend a clock by `length`, after somebody has granted it; the clock begins a lap."""
        subject = self.subject
        subject.granted[clock] = subject.granted.get(clock, 0) + 1
        self._lap(clock, extend(subject.clocks[clock], length, at=self.now, calendar=self.calendar))

    def end(self, how: str) -> None:
        """Close the instance at the state where it stands, although that is no final one; every clock stops."""
        subject = self.subject
        lights = instance_lights(self.definition, self.calendar, subject)
        for rule in self._rules:
            self._clock_enters(rule, subject.clocks.get(rule.name), subject.state, pauses=False, ends=True)
        subject.signed = {}
        lapse(subject)
        subject.entered_at = subject.closed_at = self.now
        subject.closed_light = light_at(lights, self.now)
        subject.ended = how
        subject.version += 1

    def _begin_round(self, data: Mapping[str, Any]) -> None:
        subject = self.subject
        for name, ledger in subject.clocks.items():
            if ledger.status is not ClockStatus.STOPPED:
                self._leave_behind(name, "new round")
        subject.round += 1
        subject.pulls = {}
        subject.clocks = {}
        subject.claimed = {}
        subject.stays = {}
        subject.first_entered = {}
        subject.granted = {}
        subject.signing, subject.filed = {}, {}
        subject.children = {}
        subject.joined = ()
        subject.closed_at = None
        subject.closed_light = None
        for name in data:
            subject.given[name] = subject.round
        self._start_clocks_of(OPEN)

    def _enter(self, state: str) -> None:
        subject, target = self.subject, self.definition.states[state]
        subject.signed = {}  # signatures so far lapse when the state is left
        lapse(subject)
        subject.claimed = {name: rungs for name, rungs in subject.claimed.items() if name in subject.clocks}
        if target.at_most is not None:
            subject.stays[state] = subject.stays.get(state, 0) + 1
        if state not in subject.first_entered and is_window(self.definition, state):
            subject.first_entered[state] = self.now
        lights = instance_lights(self.definition, self.calendar, subject) if target.final else {}
        for rule in self._rules:
            pauses = pauses_in(target, rule, self.definition.clocks)
            self._clock_enters(rule, subject.clocks.get(rule.name), state, pauses=pauses, ends=target.final)
        subject.ended = subject.merged_into = None
        # A final state may also be left within the round; the instance is then no longer closed.
        subject.closed_at = self.now if target.final else None
        subject.closed_light = light_at(lights, self.now) if target.final else None

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
