"""Judging what people did, as an entry tells it, by the very rules that judged it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from duban.states import (
    SYSTEM,
    Actor,
    Blocker,
    owed_by,
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
from duban.workflow.replay.judging_approvals import approved_blockers
from duban.workflow.replay.judging_moves import judged
from duban.workflow.replay.judging_the_engine import cause_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states import Act
    from duban.states.history import (
        Acted,
        Assigned,
        Corrected,
        Erased,
        Excused,
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
    verdict = judged(told, entry, act)
    if facts.approved is not UNSET:  # it was asked for in time, and is not late by who decided late
        verdict.blockers = [each for each in verdict.blockers if each.code != "within"]
    verdict.blockers += approved_blockers(told, entry, facts, verdict.taken)
    verdict.blockers = [*cause_blockers(told, entry, facts), *unknown_fields(told, facts), *verdict.blockers]
    rebinds = None if verdict.taken is None else verdict.taken.rebinds
    if facts.units and not facts.units.keys() <= {rebinds}:
        verdict.blockers.append(Blocker("told", {"roles": list(facts.units)}, "units"))
    return verdict


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
