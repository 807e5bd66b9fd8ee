"""The order of the states from top to bottom, and which arrows run where: pure counting, without pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duban.states import Definition, Transition


class Arrow(NamedTuple):
    """One entry of a trigger from one of its states, by the places of both in the column."""

    source: int
    target: int
    entry: Transition

    @property
    def is_step(self) -> bool:
        """Return whether it leads to the next state below, so that it is drawn between the boxes."""
        return self.target == self.source + 1

    @property
    def is_loop(self) -> bool:
        """Return whether it leaves its state for the same state."""
        return self.target == self.source

    @property
    def is_back(self) -> bool:
        """Return whether it leads upwards, and is drawn on the left."""
        return self.target < self.source


def column(definition: Definition) -> list[str]:
    """Return the states from top to bottom: the work as it should go first, then the others as declared."""
    way = _main_way(definition)
    return [*way, *(name for name in definition.states if name not in way)]


def arrows(definition: Definition, places: dict[str, int]) -> list[Arrow]:
    """Return every arrow, in the order in which the triggers are declared."""
    return [
        Arrow(places[source], places[entry.target], entry)
        for entries in definition.transitions.values()
        for entry in entries
        for source in entry.sources
    ]


def _main_way(definition: Definition) -> list[str]:
    """Return the states of the longest way from the initial to a final state that never goes back in declared order.

    Authors declare states in the order of the work, so that is the work as it should go. If there is none, it is only
    the initial state.
    """
    declared = {name: place for place, name in enumerate(definition.states)}
    ways: dict[str, list[str]] = {definition.initial: [definition.initial]}
    for state in definition.states:
        way = ways.get(state)
        if way is None:
            continue
        for target in _next_states(definition, state):
            if declared[target] > declared[state] and len(way) + 1 > len(ways.get(target, ())):
                ways[target] = [*way, target]
    done = [ways[name] for name, state in definition.states.items() if state.final and name in ways]
    return max(done, key=len, default=[definition.initial])


def _next_states(definition: Definition, state: str) -> list[str]:
    return [entry.target for entries in definition.transitions.values() for entry in entries if state in entry.sources]


def lanes(spans: list[tuple[int, int]]) -> list[int]:
    """Return for each span of places the lane that it runs in: the innermost that no other span has there.

    Short ones are laid first, so that long ones run outside of them.
    """
    taken: list[list[tuple[int, int]]] = []
    found = dict[int, int]()
    for index in sorted(range(len(spans)), key=lambda each: (spans[each][1] - spans[each][0], spans[each])):
        first, last = spans[index]
        free = (number for number, lane in enumerate(taken) if all(last < start or first > end for start, end in lane))
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((first, last))
        found[index] = number
    return [found[index] for index in range(len(spans))]
