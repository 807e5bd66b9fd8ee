"""Plans: which of a plan's tasks are still to be done, and that it does not end before they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.acting.guards import Blocker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states.definition import Definition, Transition
    from duban.states.subject import Subject


def open_tasks(subject: Subject) -> tuple[str, ...]:
    """Return the numbers of a plan's tasks that are open, and were not carried over into another plan."""
    linked = subject.linked
    return tuple(
        number for number, to in subject.tasks.items() if not to and not (number in linked and linked[number].closed)
    )


def task_blockers(definition: Definition, subject: Subject, transition: Transition) -> Iterator[Blocker]:
    """Yield why a plan cannot end yet: tasks that are neither closed nor carried over."""
    if not subject.tasks or not definition.states[transition.target].final:
        return
    if still := open_tasks(subject):
        yield Blocker("tasks", {"trigger": transition.trigger, "open": list(still), "count": len(still)})
