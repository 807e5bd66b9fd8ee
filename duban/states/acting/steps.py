"""What an act does to an instance: steps that change the subject in memory and collect the effects that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states.acting.by_each import complete, keep_to_units, lapse, owed_by, sign
from duban.states.acting.clock_steps import TAKEN_OVER, ClockSteps
from duban.states.acting.standing import instance_lights
from duban.states.clocks import (
    ClockStatus,
    begin_lap,
    extend,
    light_at,
    pauses_in,
)
from duban.states.definition import OPEN
from duban.states.subject import Pull

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states.definition import Transition
    from duban.states.subject import Act
    from duban.states.time import Duration


_ACTED = "acted"


class Stepper(ClockSteps):
    """Applies steps to one subject at one instant."""

    __slots__ = ()

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
            self._lapse_proposals(ends=self.definition.states[transition.target].final)
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

    def _lapse_proposals(self, *, ends: bool) -> None:
        """Let the acts lapse that wait for approval and were asked for at the state that is left; at the end, all."""
        waiting = self.subject.waiting
        for seq in [seq for seq, each in waiting.items() if each.act is not None and (ends or each.act.trigger)]:
            del waiting[seq]
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
        self._lapse_proposals(ends=True)
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
        subject.children, subject.divided = {}, {}
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
        if state not in subject.first_entered and state in self.definition.windows:
            subject.first_entered[state] = self.now
        lights = instance_lights(self.definition, self.calendar, subject) if target.final else {}
        for rule in self._rules:
            pauses = bool(target.pauses) and pauses_in(target, rule, self.definition.clocks)
            self._clock_enters(rule, subject.clocks.get(rule.name), state, pauses=pauses, ends=target.final)
        subject.ended = subject.merged_into = None
        # A final state may also be left within the round; the instance is then no longer closed.
        subject.closed_at = self.now if target.final else None
        subject.closed_light = light_at(lights, self.now) if target.final else None
