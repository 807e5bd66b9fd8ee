"""Retelling a history: the engine's own steps, entry by entry, held to what the entries say of their effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states import (
    ASSIGNED,
    BOUND,
    CORRECTING,
    MERGED,
    MERGING,
    OPEN,
    REBOUND,
    TAKING_BACK,
    VOID,
    VOIDING,
    Act,
    Actor,
    Blocker,
    Effects,
    Linked,
    Stepper,
    Waiting,
    bound_clock,
    claim,
    extension_of,
    parse_duration,
)
from duban.states.history import (
    Acted,
    Answered,
    Assigned,
    Corrected,
    Decided,
    Ended,
    Erased,
    ExtensionAsked,
    Instructed,
    LinkHeard,
    LinkMade,
    Merged,
    News,
    Opened,
    OtherOpened,
    PartLeft,
    Refused,
    Remarked,
    Reminded,
    RungFired,
    RungSkipped,
    StayEnded,
    Step,
    TakenBack,
    Urged,
)
from duban.workflow.instance import COUNTS, FOLLOWS, REPEAT, Opening, Parent, unopened
from duban.workflow.people import Expansion
from duban.workflow.replay.clocks_told import as_entered, as_reckoned, as_told
from duban.workflow.replay.following_sayings import follow_saying
from duban.workflow.replay.judging_the_told import told_blockers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states import ClockLedger, Subject, Transition
    from duban.states.history import ClockFacts, Entry, LeftOut, Recorded
    from duban.workflow.replay.then import Then
    from duban.workflow.rules import Compiled


class Retelling:
    """One instance as its history gives it, up to the entry that was told last.

    Args:
        number: the instance's number.
        compiled: the rules that it was opened under.
        then: what is known of how things were at the time.

    """

    subject: Subject
    """There from the first entry on, the opening."""

    def __init__(self, number: str, compiled: Compiled, then: Then) -> None:
        self.number = number
        self.compiled = compiled
        self.then = then
        self.last: Recorded | None = None
        self.parent: str | None = None
        self.trail: list[str] = []
        """The states of this round, in the order in which they were entered, `open` first."""
        self.entered: dict[str, datetime] = {}
        """When each of these states was first entered in the round."""
        self.left_out: tuple[LeftOut, ...] = ()
        """The rungs that migrations skipped, and that have not come back."""

    # -- what the entries say ----------------------------------------------------------------------------------------

    def opening(self, entry: Recorded, facts: Opened) -> Opening:
        """Return what was asked for, as the first entry has it."""
        parent = None
        if facts.parent is not None and facts.link is not None:
            parent = Parent(facts.parent, facts.link, reports=facts.reports is True)
        return Opening(
            actor=Actor.parse(entry.actor),
            title=facts.title,
            units={role: Expansion(units, facts.texts.get(role, units), ()) for role, units in facts.units.items()},
            data=self.given(entry, facts),
            note=facts.note,
            source=facts.source,
            external_no=facts.external_no,
            ongoing=facts.ongoing,
            parent=parent,
            period=facts.period,
        )

    def act(self, entry: Recorded, facts: Acted) -> Act:
        """Return what was asked for, as the entry of an act has it; the units are not judged."""
        return Act(entry.trigger or "", Actor.parse(entry.actor), self.given(entry, facts), facts.note)

    def given(self, entry: Recorded, facts: Opened | Acted | Corrected) -> dict[str, Any]:
        """Return the fields given with an entry that the rules know; None for private values that are gone."""
        if not facts.data and not facts.private:
            return {}
        fields = self.compiled.definition.fields
        given = {name: value for name, value in facts.data.items() if name in fields}
        return given | {name: self.then.private(name, entry.seq) for name in facts.private if name in fields}

    # -- following them ----------------------------------------------------------------------------------------------

    def begin(self, opening: Opening, entry: Recorded, facts: Opened) -> None:
        """Have the instance as it is asked for, before anything is done with it."""
        self.subject = unopened(self.compiled, opening, entry.at, edition=facts.edition)
        self.subject.number = self.number
        self.parent = facts.parent

    def open(self, opening: Opening, entry: Recorded, facts: Opened) -> list[Blocker]:
        """Open the instance; return where the entry says otherwise than the rules."""
        stepper = self._stepper(entry.at)
        stepper.merge(opening.data)
        stepper.open()
        for role, units in self.subject.units.items():
            stepper.effects.rebound[role] = units
        self._enter(entry, fresh=True)
        return [*self._same(stepper.effects, entry, facts), *self._arrived(entry)]

    def take(self, transition: Transition, act: Act, entry: Recorded, facts: Acted) -> list[Blocker]:
        """Take a transition; return where the entry says otherwise than the rules."""
        subject, before, role = self.subject, self.subject.round, transition.rebinds
        stepper = self._stepper(entry.at)
        if role is not None and role in facts.units:
            act = replace(act, units=facts.units[role], texts=facts.texts.get(role))
        stepper.take(transition, act)
        if not stepper.effects.missing:
            fresh = subject.round != before
            if fresh or subject.state != entry.from_state:
                self._enter(entry, fresh=fresh)
        found = [*self._same(stepper.effects, entry, facts), *self._arrived(entry)]
        on, after = ("", "") if stepper.effects.missing else (act.trigger, REBOUND)
        return found or [*told_blockers(self.compiled, subject, stepper.effects, facts, on=on, after=after)]

    def follow(self, entry: Recorded) -> list[Blocker]:
        """Do what an entry of any other kind says; return where it says otherwise than the rules."""
        subject, facts = self.subject, entry.facts
        match facts:
            case Assigned():
                return self._assign(entry, facts)
            case Corrected() | Ended() | Merged() | TakenBack():
                return self._change(entry, facts)
            case ExtensionAsked():
                entitled = extension_of(self.compiled.definition, subject, facts.clock)
                roles = facts.approvers if entitled is None else entitled.approve
                self._wait(entry, facts.clock, roles, length=parse_duration(facts.length), note=facts.note)
                subject.version += 1
            case Decided():
                return self._decide(entry, facts)
            case Refused(because=because) if because.children:
                self.join(entry)
            case RungFired() | RungSkipped() | StayEnded() | Reminded():
                self._escalate(entry, facts)
            case Erased():
                subject.private.pop(facts.field, None)
                subject.version += 1
            case Remarked() | Urged() | Answered() | Instructed():
                follow_saying(subject, entry, facts)
            case _:
                self._relate(facts)
        return []

    def _escalate(self, entry: Recorded, facts: RungFired | RungSkipped | StayEnded | Reminded) -> None:
        """Do what a sweep did."""
        subject = self.subject
        if isinstance(facts, RungFired | RungSkipped):
            subject.claimed[facts.clock] = claim(subject.claimed.get(facts.clock, ()), facts.rung)
        match facts:
            case RungFired():
                if facts.light is not None:
                    subject.shed[facts.light] = subject.shed.get(facts.light, 0) + 1
                if facts.confirm is not None:
                    self._wait(entry, facts.clock, (facts.confirm,), rung=facts.rung)
            case StayEnded():
                subject.claimed[bound_clock(facts.state)] = (BOUND,)
            case Reminded() if facts.asked in subject.waiting:
                subject.waiting[facts.asked] = replace(subject.waiting[facts.asked], reminded_on=facts.day)

    def _assign(self, entry: Recorded, facts: Assigned) -> list[Blocker]:
        stepper = self._stepper(entry.at)
        for role, units in facts.units.items():
            stepper.rebind(role, units, facts.texts.get(role, units))
        self.subject.version += 1
        found = self._same(stepper.effects, entry, facts)
        return found or [*told_blockers(self.compiled, self.subject, stepper.effects, facts, after=ASSIGNED)]

    def _change(self, entry: Recorded, facts: Corrected | Ended | Merged | TakenBack) -> list[Blocker]:
        """Do what was done to an instance beside its workflow."""
        if isinstance(facts, Corrected):
            return self._correct(entry, facts)
        if isinstance(facts, Ended | Merged):
            return self._end(entry, facts)
        self.subject.waiting.pop(facts.asked, None)
        self.subject.version += 1
        return [*told_blockers(self.compiled, self.subject, Effects(), facts, after=TAKING_BACK)]

    def _correct(self, entry: Recorded, facts: Corrected) -> list[Blocker]:
        stepper = self._stepper(entry.at)
        stepper.correct(self.given(entry, facts))
        self.subject.title = facts.title or self.subject.title
        self.subject.version += 1
        found = self._same(stepper.effects, entry, facts)
        return found or [*told_blockers(self.compiled, self.subject, stepper.effects, facts, after=CORRECTING)]

    def _end(self, entry: Recorded, facts: Ended | Merged) -> list[Blocker]:
        stepper = self._stepper(entry.at)
        stepper.end(VOID if isinstance(facts, Ended) else MERGED)
        self.subject.merged_into = None if isinstance(facts, Ended) else facts.into
        found, after = self._same(stepper.effects, entry, facts), VOIDING if isinstance(facts, Ended) else MERGING
        return found or [*told_blockers(self.compiled, self.subject, stepper.effects, facts, after=after)]

    def _decide(self, entry: Recorded, facts: Decided) -> list[Blocker]:
        subject = self.subject
        waiting = subject.waiting.pop(facts.asked, None)
        subject.version += 1
        stepper = self._stepper(entry.at)
        granted = waiting is not None and waiting.length is not None and facts.approve
        if granted and waiting is not None and waiting.length is not None and waiting.clock in subject.clocks:
            stepper.extend(waiting.clock, waiting.length)
        return self._same(stepper.effects, entry, facts)

    def _wait(self, entry: Recorded, clock: str, roles: tuple[str, ...], **what: Any) -> None:  # noqa: ANN401
        self.subject.waiting[entry.seq] = Waiting(
            seq=entry.seq,
            clock=clock,
            roles=roles,
            asked_by=Actor.parse(entry.actor),
            asked_at=entry.at,
            reminded_on=self.compiled.calendar.local_date(entry.at),
            **what,
        )

    def join(self, entry: Recorded) -> None:
        """Remember that the join of the present state was handled."""
        self.subject.joined = (*self.subject.joined, str(entry.from_state))

    def _relate(self, facts: Entry) -> None:
        """Do what an entry says of other instances."""
        subject = self.subject
        match facts:
            case LinkMade():
                subject.version += 1
                subject.repeats += facts.link == REPEAT
                if facts.link == COUNTS:
                    subject.reports_to = (*subject.reports_to, facts.other)
            case LinkHeard():
                subject.repeats += facts.link in {REPEAT, FOLLOWS} and not facts.again
            case PartLeft():
                subject.children.get(facts.on, {}).pop(facts.unit, None)
            case OtherOpened() if facts.on is not None and facts.unit is not None:
                subject.children.setdefault(facts.on, {})[facts.unit] = facts.number
        if isinstance(facts, OtherOpened | News | LinkHeard) and facts.state is not None:
            ended = None if isinstance(facts, OtherOpened) else facts.ended
            subject.linked[facts.number] = Linked(facts.state, bool(facts.closed), tuple(facts.parties or ()), ended)

    def _stepper(self, at: datetime) -> Stepper:
        return Stepper(self.compiled.definition, self.compiled.calendar, self.subject, now=at)

    # -- where the entries and the rules differ -----------------------------------------------------------------------

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
