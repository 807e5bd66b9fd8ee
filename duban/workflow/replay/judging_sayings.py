"""Judging what people said about an instance, as an entry tells it, by the rules that judged it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import (
    Actor,
    Blocker,
    answer_blockers,
    instruct_blockers,
    interval,
    last_urge,
    remark_blockers,
    urge_asks,
    urge_blockers,
)
from duban.states.history import Answered, Instructed, Urged
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states.history import Recorded, Remarked
    from duban.workflow.replay.retelling import Retelling


def judge_saying(told: Retelling, entry: Recorded, facts: Remarked | Urged | Answered | Instructed) -> Verdict:
    """Judge a remark, an urge, or the answer to one."""
    actor = Actor.parse(entry.actor)
    if isinstance(facts, Urged):
        return _judge_urge(told, entry, facts)
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
