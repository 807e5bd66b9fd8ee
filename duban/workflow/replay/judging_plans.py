"""Judging what an entry tells of a plan or one of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Blocker, open_tasks
from duban.states.history import Planned, TasksCarried
from duban.workflow.instance import opening_blockers, plan_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states.history import Recorded, TasksIncluded
    from duban.workflow.replay.retelling import Retelling


def judge_plan(told: Retelling, entry: Recorded, facts: Planned | TasksIncluded | TasksCarried) -> Verdict:
    """Judge that an instance became a task, that a plan was given tasks, or that tasks were carried over."""
    definition, subject, actor = told.compiled.definition, told.subject, Actor.parse(entry.actor)
    if isinstance(facts, Planned):
        blockers = [] if facts.before is not None else opening_blockers(definition, subject, actor)
        if subject.plan != facts.before:
            known = {"number": subject.number, "plan": subject.plan or facts.before}
            blockers.append(Blocker("conflict", known, "planned"))
        return Verdict(blockers)
    blockers = plan_blockers(definition, subject, actor)
    if isinstance(facts, TasksCarried):
        still = open_tasks(subject)
        strange = [number for number in facts.tasks if number not in still]
        blockers += [Blocker("conflict", {"number": number, "plan": subject.number}, "no-task") for number in strange]
    return Verdict(blockers)
