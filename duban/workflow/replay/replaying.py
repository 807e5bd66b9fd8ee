"""Replaying a history: every act is judged on what the entries before it give, and then followed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from duban.states import Blocker, Migrator, Renames, StatesError, migration_blockers
from duban.states.history import (
    Acted,
    Answered,
    ApprovalAsked,
    Assigned,
    ClockRedated,
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
    LinkMade,
    Merged,
    Names,
    Opened,
    OpinionGiven,
    PaperDrafted,
    PaperEdited,
    PaperFiled,
    PaperScanned,
    PaperVoided,
    PartsOpened,
    Planned,
    Recorded,
    Remarked,
    Reported,
    RulesChanged,
    RungFired,
    RungSkipped,
    Signed,
    StayEnded,
    TakenBack,
    TargetTurned,
    TasksCarried,
    TasksIncluded,
    Unanswered,
    Urged,
    left_out_by,
)
from duban.storage import calendars
from duban.workflow.errors import WorkflowError
from duban.workflow.replay.judging_acts import (
    judge_act,
    judge_assignment,
    judge_erasure,
    judge_excuse,
    judge_handing,
    judge_link,
    judge_opening,
)
from duban.workflow.replay.judging_aims import judge_handing_on, judge_turn
from duban.workflow.replay.judging_approvals import judge_asking, judge_decision, judge_opinion, judge_request
from duban.workflow.replay.judging_changes import judge_correction, judge_ending, judge_taking_back
from duban.workflow.replay.judging_papers import (
    OfPapers,
    judge_document,
    judge_draft,
    judge_edit,
    judge_scan,
    judge_signature,
    judge_voided,
    retell_paper,
)
from duban.workflow.replay.judging_parts import judge_division, judge_parts
from duban.workflow.replay.judging_plans import judge_plan
from duban.workflow.replay.judging_reports import judge_report
from duban.workflow.replay.judging_sayings import judge_saying
from duban.workflow.replay.judging_the_engine import judge_new_date, judge_rung, judge_stay
from duban.workflow.replay.retelling import Retelling
from duban.workflow.replay.then import Then
from duban.workflow.replay.verdicts import Doubt, Forbidden, Replayed, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Transition
    from duban.states.history import Entry, UnreadableEntry
    from duban.storage import InstanceRecord
    from duban.workflow.rules import Catalogue, Compiled

JUDGED = (
    Opened,
    Acted,
    Excused,
    Assigned,
    Divided,
    PartsOpened,
    ExtensionAsked,
    ApprovalAsked,
    OpinionGiven,
    Decided,
    TakenBack,
    Corrected,
    Ended,
    Merged,
    LinkMade,
    Planned,
    TasksIncluded,
    TasksCarried,
    Erased,
    HandedOver,
    Remarked,
    Unanswered,
    Urged,
    Answered,
    Instructed,
    Reported,
    Signed,
    PaperDrafted,
    PaperEdited,
    PaperFiled,
    PaperScanned,
    PaperVoided,
    RulesChanged,
    RungFired,
    RungSkipped,
    StayEnded,
    ClockRedated,
    TargetTurned,
    HandedOn,
)
"""The kinds of entries that are judged; the others report what happened elsewhere, and are followed."""

_ASTRAY = (ArithmeticError, AttributeError, LookupError, StatesError, TypeError, ValueError, WorkflowError)
"""What the engine's own steps raise if a history leads where no engine can have been."""

Private = tuple[str, str | None, int, str]
"""A private value, as `read_private` returns it."""


class Replayer:
    """Replays histories, one instance after the other, by the definitions of a catalogue.

    Args:
        rules: the catalogue; what it has not loaded is read from the database.
        connection: the transaction in which everything is read.

    """

    def __init__(self, rules: Catalogue, connection: Connection) -> None:
        self._rules = rules
        self._connection = connection
        rules.refresh(connection, calendars.read_stamp(connection))
        self._imports = calendars.read_imports(connection)
        self._pinned: dict[str, Compiled | None] = {}

    def replay(
        self,
        record: InstanceRecord,
        entries: Sequence[Recorded | UnreadableEntry],
        private: Iterable[Private],
        *,
        whole: int,
    ) -> Replayed:
        """Judge every act of an instance's history.

        The first `whole` entries are as they were written. What comes after these, or after an entry that cannot be
        read or is out of order, is not judged.
        """
        result = Replayed()
        readable = _readable(entries[:whole])
        moves = (entry.facts for entry in readable if isinstance(entry.facts, RulesChanged))
        first = next(moves, None)
        compiled = self._definition(record.definition if first is None else first.left.digest)
        if compiled is None:
            result.unjudged[Doubt.RULES] += _acts(entries)
            return result
        names = Names.of_fields(readable)
        given = [(names.then(name, seq) or name, text, seq, salt) for name, text, seq, salt in private]
        telling = Retelling(record.number, compiled, Then(compiled, self._imports, given))
        told = 0
        for entry in readable:
            try:
                verdict = self._judge(telling, entry)
            except _ASTRAY:
                break
            telling.last, told = entry, told + 1
            if verdict is None:
                continue
            _count(result, entry, verdict)
            if Doubt.RULES in verdict.doubts:
                result.unjudged[Doubt.RULES] += _acts(entries[told:])
                return result
        if told == len(entries) > 0:
            result.subject = telling.subject
        else:
            result.unjudged[Doubt.UNKNOWN] += _acts(entries[told:])
        return result

    def _definition(self, digest: str) -> Compiled | None:
        """Return the rules of a digest; None if they are not there, or are not what their digest says."""
        if digest not in self._pinned:
            found = self._rules.at_hand(digest)
            if found is None:
                with suppress(StatesError, WorkflowError, LookupError, TypeError, ValueError):  # what is stored is none
                    found = self._rules.fetch(self._connection, (digest,)).get(digest)
            self._pinned[digest] = found if found is not None and found.definition.digest == digest else None
        return self._pinned[digest]

    def _judge(self, told: Retelling, entry: Recorded) -> Verdict | None:
        """Judge an entry on what stands, and follow it; None for an entry that is not judged."""
        facts = entry.facts
        match facts:
            case Opened():
                return _open(told, entry, facts)
            case Acted():
                return _act(told, entry, facts)
            case RulesChanged():
                return self._change_rules(told, entry, facts)
            case ClockRedated():
                return judge_new_date(told, entry, facts)
        verdict = _of_another_kind(told, entry)
        if isinstance(facts, OfPapers):
            retell_paper(told, entry, facts)
            return verdict
        found = told.follow(entry)
        if verdict is not None:
            verdict.blockers += found
        return verdict

    def _change_rules(self, told: Retelling, entry: Recorded, facts: RulesChanged) -> Verdict:
        """Judge a migration by what has always been asked of one, and go on by the new rules."""
        old, new = told.compiled, self._definition(facts.to.digest)
        if new is None or facts.left.digest != old.definition.digest:
            left = Blocker("told", {"digest": facts.left.digest}, "rules")
            return Verdict([] if new is None else [left], {Doubt.RULES})
        subject, names = told.subject, Renames(facts.roles, facts.fields, facts.triggers, facts.clock_names)
        rules = (old.definition, old.calendar), (new.definition, new.calendar)
        blockers = [
            blocker
            for blocker in migration_blockers(*rules, subject, now=entry.at, states=facts.states, names=names)
            if blocker.code in {"version", "state"}
        ]
        for role, units in facts.units.items():  # the defaults of roles that are new
            subject.units[role], subject.texts[role] = units, facts.texts.get(role, units)
        told.compiled = new
        told.then.use(new)
        told.then.rename(facts.clock_names, facts.fields)
        stepper = Migrator(
            *rules,
            subject,
            now=entry.at,
            states=facts.states,
            trail=told.trail,
            entered=told.entered,
            edition=facts.edition,
            names=names,
            left_out=told.left_out,
        )
        stepper.migrate()
        subject.version += 1
        told.rename(facts.states)
        told.left_out = left_out_by(facts, told.left_out, entry.round)
        told.settle(entry, facts)
        told.arrive(entry)
        return Verdict(blockers)


def _open(told: Retelling, entry: Recorded, facts: Opened) -> Verdict:
    opening = told.opening(entry, facts)
    told.begin(opening, entry, facts)
    verdict = judge_opening(told, opening, facts)
    verdict.blockers += told.open(opening, entry, facts)
    return verdict


def _act(told: Retelling, entry: Recorded, facts: Acted) -> Verdict:
    act = told.act(entry, facts)
    verdict = judge_act(told, act, entry, facts)
    if facts.because is not None and facts.because.children:
        told.join(entry)
    taken = verdict.taken or _leading(told, entry)
    if taken is None:
        told.settle(entry, facts)
        told.arrive(entry)
        told.subject.version += 1
        return verdict
    found = told.take(taken, act, entry, facts)
    if not verdict.blockers:  # else what follows from a forbidden act would be said as well
        verdict.blockers += found
    return verdict


def _leading(told: Retelling, entry: Recorded) -> Transition | None:
    """Return the entry of a trigger that leads where a forbidden act led."""
    entries = told.compiled.definition.transitions.get(entry.trigger or "", ())
    return next((each for each in entries if each.target == entry.to_state), None)


_JUDGES: dict[type[Entry], Callable[[Retelling, Recorded, Any], Verdict]] = {
    Assigned: judge_assignment,
    ExtensionAsked: judge_request,
    ApprovalAsked: judge_asking,
    OpinionGiven: judge_opinion,
    Decided: judge_decision,
    TakenBack: judge_taking_back,
    Corrected: judge_correction,
    Ended: judge_ending,
    Merged: judge_ending,
    LinkMade: judge_link,
    Planned: judge_plan,
    TasksIncluded: judge_plan,
    TasksCarried: judge_plan,
    Erased: judge_erasure,
    Excused: judge_excuse,
    Divided: judge_division,
    PartsOpened: judge_parts,
    Remarked: judge_saying,
    Urged: judge_saying,
    Unanswered: judge_saying,
    Answered: judge_saying,
    Instructed: judge_saying,
    Reported: judge_report,
    Signed: judge_signature,
    PaperDrafted: judge_draft,
    PaperEdited: judge_edit,
    PaperFiled: judge_document,
    PaperScanned: judge_scan,
    PaperVoided: judge_voided,
    RungFired: judge_rung,
    RungSkipped: judge_rung,
    StayEnded: judge_stay,
    HandedOver: judge_handing,
    TargetTurned: judge_turn,
    HandedOn: judge_handing_on,
}
"""Who judges entries of other kinds, before they are followed; entries of no other kinds are judged."""


def _of_another_kind(told: Retelling, entry: Recorded) -> Verdict | None:
    judge = _JUDGES.get(type(entry.facts))
    return None if judge is None else judge(told, entry, entry.facts)


def _readable(entries: Sequence[Recorded | UnreadableEntry]) -> list[Recorded]:
    """Return the entries up to the first that cannot be read, or does not join the one before it."""
    found: list[Recorded] = []
    state = None
    for place, entry in enumerate(entries, start=1):
        if not isinstance(entry, Recorded) or entry.seq != place or entry.from_state != state:
            break
        if isinstance(entry.facts, Opened) != (place == 1):
            break
        state = entry.to_state
        found.append(entry)
    return found


def _acts(entries: Sequence[Recorded | UnreadableEntry]) -> int:
    return sum(not isinstance(entry, Recorded) or isinstance(entry.facts, JUDGED) for entry in entries)


def _count(result: Replayed, entry: Recorded, verdict: Verdict) -> None:
    if verdict.blockers:
        result.forbidden += (Forbidden(entry.seq, entry.trigger, entry.actor, tuple(verdict.blockers)),)
    if verdict.doubts and not verdict.blockers:
        result.unjudged.update(verdict.doubts)
    else:
        result.judged += 1
