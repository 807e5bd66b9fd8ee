"""A plan as it stands: its tasks, how many of them are done, and which were carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.workflow.instance import IN_PLAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states import Subject
    from duban.workflow.values import Link


@dataclass(frozen=True, slots=True)
class PlanTask(Jsonable):
    """A task of a plan as it stands now; `carried_to` is the plan under which it goes on, if it was carried over."""

    number: str
    title: str
    state: str
    closed: bool
    ended: str | None
    carried_to: str | None


@dataclass(frozen=True, slots=True)
class PlanView(Jsonable):
    """The tasks of a plan, in the order in which they became its tasks; what was carried over counts as neither."""

    _json = (..., "total", "done", "void", "carried", "open")

    tasks: tuple[PlanTask, ...]

    @property
    def total(self) -> int:
        """Return how many tasks there are, carried over or not."""
        return len(self.tasks)

    @property
    def done(self) -> int:
        """Return how many were closed because they were done."""
        return sum(task.closed and task.ended is None for task in self._own)

    @property
    def void(self) -> int:
        """Return how many were closed without being done."""
        return sum(task.ended is not None for task in self._own)

    @property
    def carried(self) -> int:
        """Return how many go on under another plan."""
        return len(self.tasks) - len(self._own)

    @property
    def open(self) -> int:
        """Return how many are still to be done under this plan."""
        return sum(not task.closed for task in self._own)

    @property
    def _own(self) -> tuple[PlanTask, ...]:
        return tuple(task for task in self.tasks if task.carried_to is None)


def plan_view(subject: Subject, links: Iterable[Link]) -> PlanView | None:
    """Return the tasks of an instance that is a plan; None if it is none."""
    if not subject.tasks:
        return None
    linked = {link.number: link for link in links if link.kind == IN_PLAN and not link.outgoing}
    return PlanView(
        tuple(
            PlanTask(number, link.title, link.state, link.closed, link.ended, to or None)
            for number, to in subject.tasks.items()
            if (link := linked.get(number)) is not None
        )
    )
