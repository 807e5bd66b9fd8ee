"""What a history tells of plans, in the words of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.history import Planned, TasksCarried, TasksIncluded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.states.history import Entry

_MOST_NUMBERS = 6


def _planned(facts: Planned) -> str:
    if facts.before is not None:
        return words.text("carried over from {before} into {plan}", before=facts.before, plan=facts.plan)
    return words.text("became a task of {plan}", plan=facts.plan)


def _included(facts: TasksIncluded) -> str:
    said = {"count": len(facts.tasks), "numbers": _some([task.number for task in facts.tasks])}
    if facts.before is not None:
        return words.text("took over {count} tasks from {before}: {numbers}", before=facts.before, **said)
    return words.text("was given {count} tasks: {numbers}", **said)


def _carried(facts: TasksCarried) -> str:
    said = {"count": len(facts.tasks), "numbers": _some(facts.tasks)}
    return words.text("carried over {count} tasks into {to}: {numbers}", to=facts.to, **said)


def _some(numbers: list[str] | tuple[str, ...]) -> str:
    """Return numbers in a row; of many, the first and the last."""
    if len(numbers) <= _MOST_NUMBERS:
        return words.listed(numbers)
    return words.text("{first} to {last}", first=numbers[0], last=numbers[-1])


PLAN_WORDS: Mapping[type[Entry], Callable[[Any], str]] = {
    Planned: _planned,
    TasksIncluded: _included,
    TasksCarried: _carried,
}
"""The kinds of entries that plans write, and what is said of each."""
