"""Retelling a history: the engine's own steps, entry by entry, held to what the entries say of their effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states import (
    ASSIGNED,
    BOUND,
    CORRECTING,
    MERGED,
    MERGING,
    REBOUND,
    TAKING_BACK,
    VOID,
    VOIDING,
    Act,
    Actor,
    Blocker,
    Effects,
    bound_clock,
    claim,
    parse_duration,
)
from duban.states.history import (
    Acted,
    Answered,
    ApprovalAsked,
    Assigned,
    Corrected,
    Decided,
    Divided,
    Ended,
    Erased,
    Excused,
    ExtensionAsked,
    HandedOn,
    HandedOver,
    Instructed,
    LinkHeard,
    LinkMade,
    Merged,
    Opened,
    OpinionGiven,
    OtherOpened,
    PartLeft,
    PartsOpened,
    Refused,
    Remarked,
    Reminded,
    RungFired,
    RungSkipped,
    StayEnded,
    TakenBack,
    TasksCarried,
    TasksIncluded,
    Unanswered,
    Urged,
    follow_others,
    follow_plan,
    part_left,
    parts_opened,
)
from duban.workflow.instance import COUNTS, FOLLOWS, REPEAT, Opening, Parent, unopened
from duban.workflow.people import Expansion
from duban.workflow.replay.following_reports import follow_report
from duban.workflow.replay.following_requests import follow_request
from duban.workflow.replay.following_sayings import follow_saying
from duban.workflow.replay.judging_the_told import told_blockers
from duban.workflow.replay.retold import Retold
from duban.workflow.replay.shares import retell_excuse

if TYPE_CHECKING:
    from duban.states import Transition
    from duban.states.history import Entry, Recorded


class Retelling(Retold):
    """One instance as its history gives it, up to the entry that was told last.

    Args:
        number: the instance's number.
        compiled: the rules that it was opened under.
        then: what is known of how things were at the time.

    """

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
            since=facts.since,
            quiet=facts.quiet,
            lines=facts.lines,
            place=facts.place,
        )

    def act(self, entry: Recorded, facts: Acted) -> Act:
        """Return what was asked for, as the entry of an act has it; the units are not judged."""
        return Act(entry.trigger or "", Actor.parse(entry.actor), self.given(entry, facts), facts.note)

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
        stepper.open(since=opening.since, quiet=opening.quiet)
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
        if not stepper.effects.waits:
            fresh = subject.round != before
            if fresh or subject.state != entry.from_state:
                self._enter(entry, fresh=fresh)
        found = [*self._same(stepper.effects, entry, facts), *self._arrived(entry)]
        on, after = ("", "") if stepper.effects.waits else (act.trigger, REBOUND)
        return found or [*told_blockers(self.compiled, subject, stepper.effects, facts, on=on, after=after)]

    def follow(self, entry: Recorded) -> list[Blocker]:
        """Do what an entry of any other kind says; return where it says otherwise than the rules."""
        subject, facts = self.subject, entry.facts
        match facts:
            case Assigned():
                return self._assign(entry, facts)
            case Corrected() | Ended() | Merged() | TakenBack():
                return self._change(entry, facts)
            case ExtensionAsked() | ApprovalAsked() | OpinionGiven():
                follow_request(self, entry, facts)
            case Decided():
                return self._decide(entry, facts)
            case Refused(because=because) if because.children:
                self.join(entry)
            case RungFired() | RungSkipped() | StayEnded() | Reminded():
                self._escalate(entry, facts)
            case Excused():
                retell_excuse(self.compiled.definition, subject, entry, facts)
            case Erased():
                subject.private.pop(facts.field, None)
                subject.version += 1
                self.documented.difference_update(map(int, facts.papers or {}))
            case Remarked() | Urged() | Unanswered() | Answered() | Instructed():
                follow_saying(subject, entry, facts)
            case _:
                follow_report(subject, entry)
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
                    self.wait(entry, facts.clock, (facts.confirm,), rung=facts.rung, paper=facts.paper)
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
        waiting = self.decided = subject.waiting.pop(facts.asked, None)
        subject.version += 1
        stepper = self._stepper(entry.at)
        granted = facts.approve and facts.length is not None
        if granted and waiting is not None and waiting.length is not None and waiting.clock in subject.clocks:
            stepper.extend(waiting.clock, parse_duration(facts.length or ""))
        return self._same(stepper.effects, entry, facts)

    def join(self, entry: Recorded) -> None:
        """Remember that the join of the present state was handled."""
        self.subject.joined = (*self.subject.joined, str(entry.from_state))

    def _relate(self, facts: Entry) -> None:
        """Do what an entry says of other instances."""
        subject = self.subject
        subject.version += isinstance(facts, TasksIncluded | TasksCarried)
        follow_plan(subject, facts)
        match facts:
            case LinkMade():
                subject.version += 1
                subject.repeats += facts.link == REPEAT
                if facts.link == COUNTS:
                    subject.reports_to = (*subject.reports_to, facts.other)
            case HandedOn():
                subject.version += 1
            case LinkHeard():
                subject.repeats += facts.link in {REPEAT, FOLLOWS} and not facts.again
            case PartLeft():
                part_left(subject, facts.on, facts.unit, facts.number)
            case PartsOpened():
                parts_opened(subject, facts)
            case Divided():
                subject.version += 1
            case OtherOpened() if facts.on is not None and facts.unit is not None:
                subject.children.setdefault(facts.on, {})[facts.unit] = facts.number
        if not isinstance(facts, HandedOver):  # whose successors stand already
            follow_others(subject, facts)
