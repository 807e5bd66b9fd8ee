"""Plans and their tasks, all of them locked: who may include tasks or carry them over, and what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker, open_tasks
from duban.states.history import Planned, PlannedTask, TasksCarried, TasksIncluded, follow_plan
from duban.workflow.instance.opening import opening_blockers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duban.states import Actor, Definition, Subject
    from duban.workflow.instance.work import UnitOfWork

IN_PLAN, CARRIED = "in_plan", "carried_into"
"""The links from a task to its plan, and from a plan to the one that its open tasks were carried over into."""


def plan_blockers(definition: Definition, plan: Subject, actor: Actor) -> list[Blocker]:
    """Return why the actor may not add tasks to a plan, or carry any over: who opens it may, while it is open."""
    found = opening_blockers(definition, plan, actor)
    if plan.closed_at is not None:
        found.append(Blocker("state", {"number": plan.number, "state": plan.state}, "plan"))
    return found


def including_blockers(plan: UnitOfWork, tasks: Sequence[UnitOfWork], actor: Actor) -> list[Blocker]:
    """Return why these instances cannot become tasks of a plan."""
    found = plan_blockers(plan.compiled.definition, plan.subject, actor)
    for task in tasks:
        subject = task.subject
        found += opening_blockers(task.compiled.definition, subject, actor)
        if subject.plan is not None:
            found.append(Blocker("conflict", {"number": subject.number, "plan": subject.plan}, "planned"))
        if subject.tasks:
            found.append(Blocker("conflict", {"number": subject.number}, "plan"))
    if plan.subject.plan is not None:
        found.append(Blocker("conflict", {"number": plan.subject.number, "plan": plan.subject.plan}, "planned"))
    return _each_once(found)


def carrying_blockers(
    old: UnitOfWork, new: UnitOfWork, tasks: Sequence[UnitOfWork], actor: Actor, *, named: bool
) -> list[Blocker]:
    """Return why these tasks of a plan cannot go on under another; `named` says that they were asked for by number."""
    plan, to = old.subject, new.subject
    found = [
        *plan_blockers(old.compiled.definition, plan, actor),
        *plan_blockers(new.compiled.definition, to, actor),
    ]
    still = open_tasks(plan)
    strange = [task.subject.number for task in tasks if task.subject.number not in still]
    found += [Blocker("conflict", {"number": number, "plan": plan.number}, "no-task") for number in strange]
    if not tasks and not named:
        found.append(Blocker("nothing", {"plan": plan.number}, "tasks"))
    return _each_once(found)


def _each_once(blockers: Iterable[Blocker]) -> list[Blocker]:
    found: list[Blocker] = []
    for each in blockers:
        if each not in found:
            found.append(each)
    return found


def include(plan: UnitOfWork, tasks: Sequence[UnitOfWork], *, actor: Actor, note: str | None) -> None:
    """Let instances become tasks of a plan; nothing else about them changes, and nobody is told."""
    for task in tasks:
        _join(task, plan, before=None, actor=actor, note=note)
    _take(plan, tasks, before=None, actor=actor, note=note)


def carry_over(
    old: UnitOfWork, new: UnitOfWork, tasks: Sequence[UnitOfWork], *, actor: Actor, note: str | None
) -> None:
    """Let open tasks of a plan go on under another: the same matters, with their clocks and dates as they are."""
    before, to = old.subject.number, new.subject.number
    for task in tasks:
        _join(task, new, before=before, actor=actor, note=note)
    carried = TasksCarried(to=to, tasks=tuple(task.subject.number for task in tasks), note=note or None)
    follow_plan(old.subject, carried)
    old.subject.version += 1
    old.links += ((new, CARRIED),)
    old.note(carried, actor)
    _take(new, tasks, before=before, actor=actor, note=note)


def _join(task: UnitOfWork, plan: UnitOfWork, *, before: str | None, actor: Actor, note: str | None) -> None:
    entry = Planned(plan=plan.subject.number, before=before, note=note or None)
    follow_plan(task.subject, entry)
    task.links += ((plan, IN_PLAN),)
    task.note(entry, actor)


def _take(plan: UnitOfWork, tasks: Sequence[UnitOfWork], *, before: str | None, actor: Actor, note: str | None) -> None:
    known = tuple(_known(tasks))
    entry = TasksIncluded(tasks=known, before=before, note=note or None)
    follow_plan(plan.subject, entry)
    plan.subject.version += 1
    plan.note(entry, actor)


def _known(tasks: Iterable[UnitOfWork]) -> Iterator[PlannedTask]:
    for subject in (task.subject for task in tasks):
        parties = tuple(dict.fromkeys(unit for names in subject.units.values() for unit in names))
        yield PlannedTask(subject.number, subject.state, subject.closed_at is not None, parties, subject.ended)
