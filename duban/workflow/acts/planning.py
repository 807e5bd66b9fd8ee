"""The verbs of plans: instances become tasks of one, and what is open goes on under the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker, fold_name, open_tasks
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import (
    Asked,
    Command,
    carry_over,
    carrying_blockers,
    include,
    including_blockers,
    subject_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Planning(HasCore):
    """Keeps plans, which are instances that others are the tasks of."""

    def include(
        self,
        plan: str,
        tasks: Iterable[str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Let instances be the tasks of a plan (列入方案), which is an instance itself; return the plan.

        Nothing else about them changes, and nobody is told. The plan hears from then on how each task stands, and
        cannot come to a final state while one is open. Of any number of plans, an instance is a task of one at most.

        Raises:
            TransitionRefused: if the actor may not open the plan or one of the tasks (`role`), if the plan is closed
                (`state`), or if an instance is a task of a plan already, or is one itself (`conflict`).
            UnknownInstance: if one of them does not exist.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, plan=plan, note=note, key=key)
        numbers = listed("tasks", tasks)
        actor = self._core.actor(by, subject=plan, trigger="include")
        arguments = {"plan": plan, "tasks": list(numbers), "by": actor, "note": note}

        def act(works: Sequence[UnitOfWork]) -> None:
            own, *others = works
            blockers = including_blockers(own, others, actor)
            if not others:
                blockers.append(Blocker("nothing"))
            if blockers:
                raise TransitionRefused(own.subject.number, "include", blockers)
            include(own, others, actor=actor, note=note)

        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            _apart(plan, "include", [plan, *numbers])
            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            return command.run([plan, *numbers], act, asked=Asked(key, "include", arguments))[0]

    def carry_over(
        self,
        plan: str,
        to: str,
        tasks: Iterable[str] | None = None,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Let open tasks of a plan go on under another one (结转), and return the latter.

        They are the same matters as before, with their numbers, clocks and dates as they are, and nobody is told. The
        first plan counts them as carried over. Without `tasks`, all that are open go.

        Raises:
            TransitionRefused: if the actor may not open both plans (`role`), if one of them is closed (`state`), if an
                instance is no open task of the first, or both plans are one (`conflict`), or if none is open
                (`nothing`).
            UnknownInstance: if one of them does not exist.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, plan=plan, to=to, note=note, key=key)
        named = None if tasks is None else listed("tasks", tasks)
        actor = self._core.actor(by, subject=plan, trigger="carry_over")
        given = None if named is None else list(named)
        asked = Asked(key, "carry_over", {"plan": plan, "to": to, "tasks": given, "by": actor, "note": note})

        def act(works: Sequence[UnitOfWork]) -> None:
            new, old, *others = works
            if named is None:  # one that was closed meanwhile, which the plan has heard only now, stays
                still = open_tasks(old.subject)
                others = [task for task in others if task.subject.number in still]
            blockers = carrying_blockers(old, new, others, actor, named=bool(named))
            if blockers:
                raise TransitionRefused(old.subject.number, "carry_over", blockers)
            carry_over(old, new, others, actor=actor, note=note)

        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            _apart(plan, "carry_over", [plan, to, *(named or ())])
            if named is None:
                locked = command.lock([plan, to])
                going = [*open_tasks(subject_of(locked[0]))]
                _apart(plan, "carry_over", [plan, to, *going])
            else:
                going = [*named]
            return command.run([to, plan, *going], act, asked=asked)[0]


def _apart(plan: str, verb: str, numbers: Sequence[str]) -> None:
    """Raise TransitionRefused if one instance is named twice, such as a plan as its own task."""
    names = [fold_name(number) for number in numbers]
    twice = next((number for number, name in zip(numbers, names, strict=True) if names.count(name) > 1), None)
    if twice is not None:
        raise TransitionRefused(plan, verb, [Blocker("conflict", {"number": twice}, "twice")])
