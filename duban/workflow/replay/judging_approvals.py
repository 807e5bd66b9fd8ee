"""Judging requests and what is decided on them, and whether what took approval was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import (
    Act,
    Actor,
    Behalf,
    Blocker,
    Proposal,
    approval_blockers,
    decision_blockers,
    extension_blockers,
    extension_of,
    grant_blockers,
    is_request,
    opinion_blockers,
    parse_duration,
    refusal_blockers,
)
from duban.states.history import Acted, Corrected, Decided, Ended, Merged
from duban.workflow.instance import correction_blockers, ending_blockers
from duban.workflow.replay.judging_moves import judged
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states import Approvable, Waiting
    from duban.states.history import ApprovalAsked, ExtensionAsked, OpinionGiven, Recorded
    from duban.workflow.replay.retelling import Retelling


def judge_asking(told: Retelling, entry: Recorded, facts: ApprovalAsked) -> Verdict:
    """Judge a request for an act that somebody has to approve: it is judged as the act itself."""
    definition, subject = told.compiled.definition, told.subject
    asked, actor, note = facts.act, Actor.parse(entry.actor), facts.note
    rule: Approvable | None
    if asked.trigger is not None:
        if asked.trigger not in definition.transitions:
            return Verdict([Blocker("trigger", {"trigger": asked.trigger})])
        verdict = judged(told, entry, Act(asked.trigger, actor, asked.data, note, asked.units, asked.texts))
        rule = verdict.taken
    elif asked.verb == "correct":
        rule = definition.corrects
        verdict = Verdict(correction_blockers(definition, subject, asked.data, actor, note=note))
        verdict.blockers += approval_blockers(definition, subject, rule, asked, asked.data)
    else:
        rule = definition.voids
        verdict = Verdict(ending_blockers(definition, subject, actor, note=note))
        verdict.blockers += approval_blockers(definition, subject, rule, asked, ())
    if not verdict.blockers and not _as_by(rule, facts):
        verdict.blockers.append(Blocker("told", {"roles": list(facts.approvers)}, "request"))
    return verdict


def _as_by(rule: Approvable | None, facts: ApprovalAsked | ExtensionAsked) -> bool:
    """Return whether a request is put to those whom the rules name."""
    if rule is None or not rule.approve:
        return False
    opinion, within = ((), None) if rule.opinion is None else (rule.opinion.of, rule.opinion.within)
    asked = (facts.approvers, facts.opinion, facts.within, facts.recorded_by)
    return asked == (rule.approve, opinion, None if within is None else str(within), rule.recorded_by)


def judge_request(told: Retelling, entry: Recorded, facts: ExtensionAsked) -> Verdict:
    """Judge a request for more time."""
    compiled, subject = told.compiled, told.subject
    length, actor = parse_duration(facts.length), Actor.parse(entry.actor)
    blockers = extension_blockers(
        compiled.definition,
        subject,
        facts.clock,
        length,
        actor,
        now=entry.at,
        calendar=compiled.calendar,
        note=facts.note,
        data=facts.data,
    )
    entitled, doubts = extension_of(compiled.definition, subject, facts.clock), set[Doubt]()
    until = None if entitled is None or entitled.ask_until is None else entitled.ask_until.offset
    if not told.then.counts_alike(until, entry.at):
        blockers, doubts = [each for each in blockers if not each.reason.startswith("too-late")], {Doubt.CALENDAR}
    if entitled is not None and not _as_by(entitled, facts):
        blockers.append(Blocker("told", {"roles": list(facts.approvers)}, "request"))
    return Verdict(blockers, doubts)


def judge_opinion(told: Retelling, entry: Recorded, facts: OpinionGiven) -> Verdict:
    """Judge an opinion on a request."""
    actor = Actor.parse(entry.actor)
    return Verdict(opinion_blockers(told.compiled.definition, told.subject, facts.asked, facts.text, actor))


def judge_decision(told: Retelling, entry: Recorded, facts: Decided) -> Verdict:
    """Judge the decision of a request, or of a rung that somebody must release."""
    compiled, subject = told.compiled, told.subject
    waiting, doubts = subject.waiting.get(facts.asked), set[Doubt]()
    behalf = None if facts.on_behalf is None else Behalf(Actor.parse(facts.on_behalf), facts.on)
    blockers = decision_blockers(
        compiled.definition,
        subject,
        facts.asked,
        Actor.parse(entry.actor),
        now=entry.at,
        calendar=compiled.calendar,
        behalf=behalf,
    )
    blockers += refusal_blockers(subject, facts.asked, approve=facts.approve, note=facts.note)
    if waiting is not None:
        if not told.then.counts_alike(waiting.within, waiting.asked_at):
            blockers, doubts = [each for each in blockers if each.code != "opinion"], {Doubt.CALENDAR}
        told_length = None if facts.length is None else parse_duration(facts.length)
        of_extension = (waiting.length is None) == (told_length is None)
        if (waiting.clock, waiting.rung) != (facts.clock, facts.rung) or not of_extension:
            blockers.append(Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request"))
        elif told_length != waiting.length:
            blockers += grant_blockers(subject, facts.asked, approve=facts.approve, length=told_length)
        if facts.blockers and (waiting.act is None or not facts.approve):
            blockers.append(Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request"))
    return Verdict(blockers, doubts)


def approved_blockers(
    told: Retelling, entry: Recorded, facts: Acted | Corrected | Ended | Merged, rule: Approvable | None
) -> list[Blocker]:
    """Return a blocker if an act that somebody has to approve was not approved as it was done.

    The decision stands directly before the act, which is that of who asked, with what was asked for.
    """
    asked = granted(told, facts.approved or None)
    if facts.approved is UNSET:
        held = rule is not None and bool(rule.approve)
        return [Blocker("approval", {"act": entry.trigger or entry.kind}, "missing")] if held else []
    done = asked is not None and asked.act is not None and _is_done(asked.act, entry, facts)
    if asked is None or not done or entry.actor != str(asked.asked_by):
        return [Blocker("approval", {"act": entry.trigger or entry.kind}, "otherwise")]
    if rule is not None and rule.approve and rule.approve != asked.roles:
        return [Blocker("approval", {"act": entry.trigger or entry.kind}, "missing")]
    return []


def granted(told: Retelling, seq: int | None) -> Waiting | None:
    """Return the request of the entry `seq` if the entry that was told last has approved it."""
    last = None if told.last is None else told.last.facts
    if not isinstance(last, Decided) or not last.approve or last.blockers or last.asked != seq:
        return None
    return told.decided if told.decided is not None and is_request(told.decided) else None


def _is_done(asked: Proposal, entry: Recorded, facts: Acted | Corrected | Ended | Merged) -> bool:
    """Return whether it was done as it was asked for; of a correction, what had not become so meanwhile."""
    match facts:
        case Acted():
            done = Proposal("fire", entry.trigger, facts.data, next(iter(facts.units.values()), None))
            return replace(asked, texts=None) == done
        case Corrected():
            alike = all(name in asked.data and asked.data[name] == value for name, value in facts.data.items())
            return asked.verb == "correct" and alike and facts.title in {None, asked.title}
        case Merged():
            return (asked.verb, asked.into) == ("merge", facts.into)
        case Ended():
            return asked.verb == "void"
