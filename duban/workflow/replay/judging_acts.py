"""Judging what people did, as an entry tells it, by the very rules that judged it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import (
    SYSTEM,
    Actor,
    Blocker,
    decision_blockers,
    extension_blockers,
    extension_of,
    leaves,
    owed_by,
    parse_duration,
    refusal_blockers,
    succeed,
)
from duban.workflow.instance import (
    CHILD,
    FOLLOWS,
    OPENED,
    assignment_blockers,
    entry_named,
    erasure_blockers,
    excuse_blockers,
    missing,
    opening_blockers,
)
from duban.workflow.replay.judging_the_engine import cause_blockers
from duban.workflow.replay.verdicts import Doubt, Verdict
from duban.workflow.rules import entry_blockers, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Act, Transition
    from duban.states.history import (
        Acted,
        Assigned,
        Corrected,
        Decided,
        Erased,
        Excused,
        ExtensionAsked,
        HandedOver,
        LinkMade,
        Opened,
        Recorded,
        Signed,
    )
    from duban.workflow.instance import Opening
    from duban.workflow.replay.retelling import Retelling


def judge_opening(told: Retelling, opening: Opening, facts: Opened) -> Verdict:
    """Judge the opening; nothing was done yet."""
    compiled, subject = told.compiled, told.subject
    definition = compiled.definition
    blockers = [*opening_blockers(definition, subject, opening.actor), *missing(compiled, opening)]
    blockers += unknown_fields(told, facts)
    if opening.actor.unit == SYSTEM and facts.parent is None and facts.period is None:
        blockers.append(Blocker("role", {"by": SYSTEM}, "engine"))
    if not facts.units.keys() <= definition.roles.keys():
        blockers.append(Blocker("told", {"roles": list(facts.units)}, "units"))
    lacking = [role.title for role in definition.roles.values() if role.required and role.name not in facts.units]
    blockers += [Blocker("unassigned", {"title": title}) for title in lacking]
    return Verdict(blockers)


def judge_act(told: Retelling, act: Act, entry: Recorded, facts: Acted) -> Verdict:
    """Judge the pull of a trigger, by a person or by the engine."""
    definition, trigger = told.compiled.definition, entry.trigger or ""
    if trigger not in definition.transitions:
        return Verdict([Blocker("trigger", {"trigger": trigger})])
    verdict = _judged(told, entry, act)
    verdict.blockers = [*cause_blockers(told, entry, facts), *unknown_fields(told, facts), *verdict.blockers]
    rebinds = None if verdict.taken is None else verdict.taken.rebinds
    if facts.units and not facts.units.keys() <= {rebinds}:
        verdict.blockers.append(Blocker("told", {"roles": list(facts.units)}, "units"))
    return verdict


def _judged(told: Retelling, entry: Recorded, act: Act) -> Verdict:
    """Judge by all conditions; if one of them cannot be judged any more, by whatever else the entries ask."""
    compiled, subject = told.compiled, told.subject
    doubts = set[Doubt]()
    for each in compiled.definition.transitions[act.trigger]:
        condition = None if each.when is None else compiled.conditions.get((each.trigger, each.index))
        if condition is not None and leaves(compiled.definition, subject, each):
            doubt = told.then.doubt(condition, entry.at)
            doubts |= set() if doubt is None else {doubt}
    if not doubts:
        judgement = judge(compiled, subject, act, now=entry.at)
        return _sure(told, entry, Verdict(list(judgement.blockers), taken=judgement.chosen))
    verdicts = [
        _sure(told, entry, Verdict(entry_blockers(compiled, subject, each, act, now=entry.at), doubts, each))
        for each in _leading(told, entry, act)
    ]
    lawful = next((verdict for verdict in verdicts if not verdict.blockers), None)
    if lawful is not None or verdicts:
        return lawful or verdicts[0]
    here = {"by_rules": subject.state, "round_by_rules": subject.round}
    return Verdict([Blocker("told", {"state": entry.to_state, "round": entry.round, **here}, "state")], doubts)


def _leading(told: Retelling, entry: Recorded, act: Act) -> Iterator[Transition]:
    """Yield the entries of a trigger that can lead from the present state to where the act led."""
    for each in told.compiled.definition.transitions[act.trigger]:
        if not leaves(told.compiled.definition, told.subject, each):
            continue
        if each.joint or each.by_each or each.target == entry.to_state:
            yield each


def _sure(told: Retelling, entry: Recorded, verdict: Verdict) -> Verdict:
    """Leave out of a verdict that a time was over whose end is computed otherwise today."""
    if verdict.taken is None or told.then.counts_alike(verdict.taken.within, entry.at):
        return verdict
    sure = [blocker for blocker in verdict.blockers if blocker.code != "within"]
    return Verdict(sure, verdict.doubts | {Doubt.CALENDAR}, verdict.taken)


def unknown_fields(told: Retelling, facts: Opened | Acted | Corrected | Signed) -> list[Blocker]:
    """Return a blocker for each field that an entry gives and the rules do not have."""
    if not facts.data and not facts.private:
        return []
    unknown = {*facts.data, *facts.private} - told.compiled.definition.fields.keys()
    return [Blocker("data", {"field": name}, "unknown") for name in sorted(unknown)]


def judge_assignment(told: Retelling, entry: Recorded, facts: Assigned) -> Verdict:
    """Judge the binding of units to a role."""
    definition = told.compiled.definition
    blockers = assignment_blockers(definition, told.subject, Actor.parse(entry.actor))
    if len(facts.units) != 1 or not facts.units.keys() <= definition.roles.keys():
        blockers.append(Blocker("told", {"roles": list(facts.units)}, "units"))
    return Verdict(blockers)


def judge_request(told: Retelling, entry: Recorded, facts: ExtensionAsked) -> Verdict:
    """Judge a request for more time."""
    definition, subject = told.compiled.definition, told.subject
    length, actor = parse_duration(facts.length), Actor.parse(entry.actor)
    blockers = extension_blockers(definition, subject, facts.clock, length, actor, now=entry.at)
    entitled = extension_of(definition, subject, facts.clock)
    if entitled is not None and entitled.approve != facts.approvers:
        blockers.append(Blocker("told", {"roles": list(facts.approvers)}, "request"))
    return Verdict(blockers)


def judge_decision(told: Retelling, entry: Recorded, facts: Decided) -> Verdict:
    """Judge the decision of a request for more time, or of a rung that somebody must release."""
    subject = told.subject
    blockers = decision_blockers(told.compiled.definition, subject, facts.asked, Actor.parse(entry.actor))
    blockers += refusal_blockers(subject, facts.asked, approve=facts.approve, note=facts.note)
    waiting = subject.waiting.get(facts.asked)
    if waiting is not None:
        length = None if waiting.length is None else str(waiting.length)
        if (waiting.clock, length, waiting.rung) != (facts.clock, facts.length, facts.rung):
            blockers.append(Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request"))
    return Verdict(blockers)


def judge_link(told: Retelling, entry: Recorded, facts: LinkMade) -> Verdict:
    """Judge a link with another instance."""
    blockers = opening_blockers(told.compiled.definition, told.subject, Actor.parse(entry.actor))
    if facts.link in {CHILD, OPENED, FOLLOWS}:
        blockers.append(Blocker("conflict", {"kind": facts.link}, "reserved"))
    return Verdict(blockers)


def judge_erasure(told: Retelling, entry: Recorded, facts: Erased) -> Verdict:
    """Judge the erasing of a private value."""
    return Verdict(erasure_blockers(told.compiled.definition, told.subject, facts.field, Actor.parse(entry.actor)))


def judge_excuse(told: Retelling, entry: Recorded, facts: Excused) -> Verdict:
    """Judge the excusing of a unit from what each unit of a role has to do."""
    definition, subject, share = told.compiled.definition, told.subject, facts.share
    asked = entry_named(definition, subject, facts.act)
    if asked is None or asked.trigger != facts.act:
        return Verdict([Blocker("excuse", {"trigger": facts.act, "state": subject.state}, "none")])
    actor = Actor.parse(entry.actor)
    blockers = excuse_blockers(definition, subject, asked, share.unit, actor=actor, note=facts.note)
    owing = [unit for unit in owed_by(subject, asked) if unit != share.unit]
    if (asked.by[0], len(owing)) != (share.role, share.owing):
        blockers.append(Blocker("told", {"missing": share.owing, "by_rules": len(owing)}, "share"))
    return Verdict(blockers)


def judge_handing(told: Retelling, entry: Recorded, facts: HandedOver) -> Verdict:
    """Let the successors of units stand for them, which no role decides, and compare whom the entry names."""
    changed = succeed(told.subject, facts.names)
    if changed == facts.units:
        return Verdict()
    told.settle(entry, facts)
    units = {role: list(names) for role, names in facts.units.items()}
    return Verdict([Blocker("told", {"units": units, "roles": list(facts.units)}, "units")])
