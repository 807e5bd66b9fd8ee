"""What an entry of a plan, or of one of its tasks, leaves in a memory; a story and a subject call it the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from duban.states.history.plans import Planned, TasksCarried, TasksIncluded
from duban.states.subject import Linked

if TYPE_CHECKING:
    from duban.states.history.entries import Entry


class Remembering(Protocol):
    """What remembers plans: a subject, or the story that is folded from a history."""

    plan: str | None
    tasks: dict[str, str]
    reports_to: tuple[str, ...]
    linked: dict[str, Linked]


def follow_plan(memory: Remembering, facts: Entry) -> None:
    """Apply what an entry says of plans; any other entry says nothing of them."""
    match facts:
        case Planned():
            others = [number for number in memory.reports_to if number != facts.before]
            memory.plan, memory.reports_to = facts.plan, (*others, facts.plan)
        case TasksIncluded():
            for task in facts.tasks:
                memory.tasks[task.number] = ""
                memory.linked[task.number] = Linked(task.state, task.closed, task.parties, task.ended)
        case TasksCarried():
            for number in facts.tasks:
                memory.tasks[number] = facts.to
                memory.linked.pop(number, None)
