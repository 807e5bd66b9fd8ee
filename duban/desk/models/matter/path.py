"""The path of a matter: the way of the usual acts from its first state to a final one, and the states aside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.states import Definition, Transition

_MOST = 4000
"""So many ways are compared; what a scenario has beyond that nobody would draw either."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One state on the path; `by` is the trigger that leads to it, `mark` is past, now or to come."""

    state: str
    by: str
    mark: str


def path_of(definition: Definition, state: str, been: Iterable[str]) -> tuple[tuple[Stage, ...], tuple[str, ...]]:
    """Return the stages from first to last, and the states beside them."""
    way = _way(definition, state)
    names = [name for name, _ in way]
    there = names.index(state) if state in names else len(names)
    passed = set(been)
    stages = []
    for place, (name, trigger) in enumerate(way):
        past = place < there and (name in passed or state in names)
        stages.append(Stage(name, trigger, "now" if name == state else "past" if past else "next"))
    aside = tuple(name for name in definition.states if name not in names)
    return tuple(stages), aside


def _way(definition: Definition, state: str) -> list[tuple[str, str]]:
    """Return the way that goes through the present state, if there is one; of several, by the usual acts."""
    best: list[tuple[str, str]] = [(definition.initial, "")]
    rank = (-1, -1, 0)
    for count, way in enumerate(_ways(definition, [(definition.initial, "")])):
        if count >= _MOST:
            break
        usual = sum(_is_usual(definition, trigger, name) for name, trigger in way[1:])
        here = (int(any(name == state for name, _ in way)), usual, -len(way))
        if here > rank:
            best, rank = way, here
    return best


def _ways(definition: Definition, way: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    here = way[-1][0]
    if definition.states[here].final:
        yield list(way)
        return
    seen = {name for name, _ in way}
    for trigger, entries in definition.transitions.items():
        for entry in entries:
            if here in entry.sources and entry.target not in seen:
                yield from _ways(definition, [*way, (entry.target, trigger)])


def _is_usual(definition: Definition, trigger: str, target: str) -> bool:
    return any(_usual(entry) for entry in definition.transitions[trigger] if entry.target == target)


def _usual(entry: Transition) -> bool:
    return entry.primary and SYSTEM not in entry.by
