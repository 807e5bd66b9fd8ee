"""One instance as its history gives it, and where what its entries say differs from what the rules do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import (
    OPEN,
    Actor,
    Blocker,
    Effects,
    Stepper,
    Waiting,
    claim,
)
from duban.workflow.replay.clocks_told import as_entered, as_reckoned, as_told
from duban.workflow.replay.shares import share_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states import ClockLedger, Subject
    from duban.states.history import Acted, ClockFacts, Corrected, LeftOut, Opened, Recorded, Signed, Step
    from duban.workflow.replay.then import Then
    from duban.workflow.rules import Compiled


class Retold:
    """One instance as its history gives it, up to the entry that was told last."""

    subject: Subject
    """There from the first entry on, the opening."""

    def __init__(self, number: str, compiled: Compiled, then: Then) -> None:
        self.number = number
        self.compiled = compiled
        self.then = then
        self.last: Recorded | None = None
        self.decided: Waiting | None = None
        """What the last decision was about."""
        self.parent: str | None = None
        self.trail: list[str] = []
        """The states of this round, in the order in which they were entered, `open` first."""
        self.entered: dict[str, datetime] = {}
        """When each of these states was first entered in the round."""
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        """The parts that were asked for by hand and are not opened yet: the state that counts them, and their units."""
        self.left_out: tuple[LeftOut, ...] = ()
        """The rungs that migrations skipped, and that have not come back."""
        self.documented: set[int] = set()
        """The signed papers whose documents were made, and not erased since."""

    def given(self, entry: Recorded, facts: Opened | Acted | Corrected | Signed) -> dict[str, Any]:
        """Return the fields given with an entry that the rules know; None for private values that are gone."""
        if not facts.data and not facts.private:
            return {}
        fields = self.compiled.definition.fields
        given = {name: value for name, value in facts.data.items() if name in fields}
        return given | {name: self.then.private(name, entry.seq) for name in facts.private if name in fields}

    def wait(self, entry: Recorded, clock: str, roles: tuple[str, ...], **what: Any) -> None:  # noqa: ANN401
        """Keep what an entry asks for, until it is decided."""
        self.subject.waiting[entry.seq] = Waiting(
            seq=entry.seq,
            clock=clock,
            roles=roles,
            asked_by=Actor.parse(entry.actor),
            asked_at=entry.at,
            reminded_on=self.compiled.calendar.local_date(entry.at),
            **what,
        )

    def _stepper(self, at: datetime) -> Stepper:
        return Stepper(self.compiled.definition, self.compiled.calendar, self.subject, now=at)

    def _arrived(self, entry: Recorded) -> Iterator[Blocker]:
        """Yield a blocker if the rules lead elsewhere than the entry, and go on from where that leads."""
        subject = self.subject
        if (subject.state, subject.round) != (entry.to_state, entry.round):
            facts = {"state": entry.to_state, "round": entry.round}
            yield Blocker("told", facts | {"by_rules": subject.state, "round_by_rules": subject.round}, "state")
            self.arrive(entry)

    def arrive(self, entry: Recorded) -> None:
        """Stand where the entry says, whatever the rules say."""
        subject = self.subject
        if subject.state != entry.to_state:
            subject.state, subject.entered_at = str(entry.to_state), entry.at
            self._enter(entry, fresh=subject.round != entry.round)
        subject.round = entry.round
        state = self.compiled.definition.states.get(subject.state)
        if state is not None and subject.ended is None and state.final != (subject.closed_at is not None):
            subject.closed_at = entry.at if state.final else None

    def _enter(self, entry: Recorded, *, fresh: bool) -> None:
        if fresh:
            self.trail, self.entered = [OPEN], {}
        self.trail.append(self.subject.state)
        self.entered.setdefault(self.subject.state, entry.at)

    def rename(self, states: Mapping[str, str]) -> None:
        """Let the states that were entered have the names that a migration has given them."""
        entered, self.entered = self.entered, {}
        self.trail = [states.get(state, state) for state in self.trail]
        for state, at in entered.items():
            self.entered.setdefault(states.get(state, state), at)

    def settle(self, entry: Recorded, facts: Step) -> None:
        """Take over what the entry says of units and clocks, whatever the rules say."""
        for role, units in facts.units.items():
            self.subject.units[role] = units
            self.subject.texts[role] = facts.texts.get(role, units)
        for name, told in facts.clocks.items():
            ledger = self.subject.clocks.get(name)
            if ledger is not None:
                if ledger.lap != told.lap:
                    self.subject.claimed[name] = ()
                self.subject.clocks[name] = as_told(ledger, told, entry.at)
        for skip in facts.skipped:
            ledger = self.subject.clocks.get(skip.clock)
            claimed = self.subject.claimed.get(skip.clock, ())
            if ledger is not None and ledger.lap == skip.lap and skip.rung not in claimed:
                self.subject.claimed[skip.clock] = claim(claimed, skip.rung)
        for seq in facts.lapsed:
            self.subject.waiting.pop(int(seq), None)

    def _same(self, effects: Effects, entry: Recorded, facts: Step) -> list[Blocker]:
        """Return where an entry's effects are not those of the rules, and go on by the entry."""
        found: list[Blocker] = []
        skips = mine = _NONE
        if facts.skipped or effects.skipped:
            skips = {(skip.clock, skip.lap, skip.rung) for skip in facts.skipped}
            mine = {(skip.clock, skip.lap, skip.rung) for skip in effects.skipped}
        if effects.missing != facts.missing:
            signed = {"missing": list(facts.missing), "by_rules": list(effects.missing)}
            found.append(Blocker("told", signed, "signed"))
        found += share_told(effects, facts)
        if effects.rebound != facts.units:
            units = {role: list(names) for role, names in facts.units.items()}
            found.append(Blocker("told", {"units": units, "roles": list(facts.units)}, "units"))
        sure = skips == mine or (self.then.calendar_at(entry.at, facts.clocks) and not self.then.dates_gone)
        if facts.clocks or effects.clocks:
            laps = {name: ledger.lap for name, ledger in self.subject.clocks.items()}
            found += self.clocks_told(facts.clocks, effects.clocks, entry.at)
            for name, ledger in self.subject.clocks.items():
                if laps[name] != ledger.lap:
                    self.subject.claimed[name] = ()
        if sure and not found and skips != mine:
            found.append(Blocker("told", {"rungs": sorted({rung for _, _, rung in skips ^ mine})}, "skipped"))
        if found or skips != mine:
            self.settle(entry, facts)
        return found

    def clocks_told(
        self, told: Mapping[str, ClockFacts], changed: Mapping[str, ClockLedger], at: datetime
    ) -> Iterator[Blocker]:
        """Yield a blocker for each clock that the entry sets otherwise than the rules, and go on by the entry."""
        clocks = self.subject.clocks
        rules = self.compiled.definition.clocks
        for name in changed if changed.keys() == told.keys() else {**changed, **told}:
            facts, ledger = told.get(name), clocks.get(name)
            if facts is None or ledger is None or name not in changed:
                if not self.then.date_gone(rules.get(name)):
                    yield Blocker("told", {"clock": name}, "clock")
                if facts is None or ledger is None:
                    continue
            alike = as_reckoned(ledger) == as_entered(facts)
            if not alike and self.then.reckons(ledger, facts, rules.get(name)):
                due = {"due_at": facts.due_at and facts.due_at.isoformat(), "status": facts.status, "lap": facts.lap}
                mine = {"due_by_rules": ledger.due_at and ledger.due_at.isoformat()}
                yield Blocker("told", {"clock": name, **due, **mine}, "clock")
            if not alike or ledger.revision != facts.revision:
                clocks[name] = as_told(ledger, facts, at)
            self.then.heard(clocks[name])


_NONE: set[tuple[str, int, str]] = set()
