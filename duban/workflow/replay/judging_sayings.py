"""Judging what people said about an instance, as an entry tells it, by the rules that judged it then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from duban.states import (
    Actor,
    Blocker,
    answer_blockers,
    answer_length,
    instruct_blockers,
    interval,
    last_urge,
    remark_blockers,
    silent_units,
    step_moment,
    urge_asks,
    urge_blockers,
)
from duban.states.history import Answered, Instructed, Unanswered, Urged
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states.history import Recorded, Remarked
    from duban.workflow.replay.retelling import Retelling


def judge_saying(
    told: Retelling, entry: Recorded, facts: Remarked | Urged | Unanswered | Answered | Instructed
) -> Verdict:
    """Judge a remark, an urge, the answer to one, or that it went up because there was none."""
    actor = Actor.parse(entry.actor)
    if isinstance(facts, Urged):
        return _judge_urge(told, entry, facts)
    if isinstance(facts, Unanswered):
        return _judge_step(told, entry, facts)
    if isinstance(facts, Answered):
        return Verdict(answer_blockers(told.subject, facts.asked, facts.text, actor))
    if isinstance(facts, Instructed):
        definition, today = told.compiled.definition, told.compiled.calendar.local_date(entry.at)
        whose, on = facts.leader, facts.on
        found = instruct_blockers(definition, told.subject, facts.text, actor, leader=whose, on=on, today=today)
        return Verdict(found)
    return Verdict(remark_blockers(told.compiled.definition, told.subject, facts.text, actor))


def _judge_urge(told: Retelling, entry: Recorded, facts: Urged) -> Verdict:
    """Judge an urge, and whether it asks those whom the rules ask."""
    compiled, subject = told.compiled, told.subject
    definition, actor = compiled.definition, Actor.parse(entry.actor)
    blockers = urge_blockers(definition, subject, actor, now=entry.at, calendar=compiled.calendar)
    doubts = set[Doubt]()
    last = last_urge(subject)
    if last is not None and not told.then.counts_alike(interval(definition), last.at):
        blockers, doubts = [each for each in blockers if "again" not in each.facts], {Doubt.CALENDAR}
    if (asked := urge_asks(definition, subject)) != facts.units:
        blockers.append(Blocker("told", {"units": list(facts.units), "by_rules": list(asked)}, "urge"))
    return Verdict(blockers, doubts)


def _judge_step(told: Retelling, entry: Recorded, facts: Unanswered) -> Verdict:
    """Judge that an urge went up: by a step of the rules, once, in time, and for the units that had not answered."""
    compiled, subject, named = told.compiled, told.subject, {"asked": facts.asked, "step": facts.step}
    rule, urge = compiled.definition.urge, subject.urges.get(facts.asked)
    step = next((each for each in ([] if rule is None else rule.unanswered) if each.id == facts.step), None)
    if rule is None or step is None or urge is None:
        return Verdict([Blocker("step", named, "unknown")])
    blockers = []
    if facts.step in urge.taken:
        blockers.append(Blocker("step", named, "done"))
    if (silent := silent_units(compiled.definition, subject, urge)) != facts.units or not silent:
        blockers.append(Blocker("told", {"units": list(facts.units), "by_rules": list(silent)}, "urge"))
    offset, length = step.at.offset, answer_length(rule)
    sure = all(each is None or told.then.counts_alike(each, urge.at) for each in (offset, length))
    moment, said = step_moment(rule, step, urge, compiled.calendar), datetime.fromisoformat(facts.moment)
    if said > entry.at or (sure and said != moment):
        blockers.append(Blocker("step", named | {"moment": facts.moment}, "early"))
    return Verdict(blockers, set() if sure else {Doubt.CALENDAR})
