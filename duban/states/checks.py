"""Checks of a workflow's graph: what cannot be reached, left, waited for, started or stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states.definition import OPEN
from duban.states.durations import Unit
from duban.states.moments import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duban.states.definition import ClockRule, Rung, State, Transition
    from duban.states.durations import Duration


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a graph: the section and name (and place in a list) that it is about, and what it is."""

    section: str
    name: str
    message: str
    index: int | None = None


def check_graph(
    states: Mapping[str, State],
    transitions: Mapping[str, Sequence[Transition]],
    clocks: Mapping[str, ClockRule],
    ladders: Mapping[str, Sequence[Rung]],
) -> list[Flaw]:
    """Return every flaw of a workflow whose names are known to exist and which has one initial state."""
    steps: dict[str, set[str]] = {name: set() for name in states}
    for entries in transitions.values():
        for entry in entries:
            for source in entry.sources:
                steps[source].add(entry.target)
    initial = next(state.name for state in states.values() if state.initial)
    finals = {state.name for state in states.values() if state.final}
    reached = _reached([initial], steps)
    flaws = list(_states(states, reached, steps, finals))
    for clock in clocks.values():
        flaws += _clock(clock, initial, reached, steps)
        if clock.budget is not None:
            flaws += _rungs(clock.name, clock.budget, ladders.get(clock.name, ()))
    return flaws


def _reached(starts: Iterable[str], steps: Mapping[str, set[str]]) -> set[str]:
    """Return the states that can be entered from these, themselves included."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += steps[state]
    return found


def _states(
    states: Mapping[str, State], reached: set[str], steps: Mapping[str, set[str]], finals: set[str]
) -> Iterator[Flaw]:
    for state in states.values():
        if state.name not in reached:
            yield Flaw("states", state.name, "cannot be reached from the initial state; a transition has to lead here")
        if not state.final and not _reached([state.name], steps) & finals:
            yield Flaw("states", state.name, "no final state can be reached from here; a transition has to lead out")
        if not state.final and state.waits_for is None:
            yield Flaw("states", state.name, "waits for nobody; name the role whose turn it is with `waits_for`")


def _clock(clock: ClockRule, initial: str, reached: set[str], steps: Mapping[str, set[str]]) -> Iterator[Flaw]:
    starts = {initial if start == OPEN else start for start in clock.starts}
    both = sorted(starts & set(clock.stops))
    if both:
        yield Flaw("clocks", clock.name, f"stops as it starts, on entering {both[0]}; it would never run")
        return
    if not starts & reached:
        yield Flaw("clocks", clock.name, f"can never start: {', '.join(sorted(starts))} cannot be reached")
        return
    after = _reached({target for start in starts & reached for target in steps[start]}, steps)
    if not after & set(clock.stops):
        stops = ", ".join(clock.stops)
        yield Flaw("clocks", clock.name, f"can never stop: {stops} cannot be reached once it runs")


def _rungs(name: str, budget: Duration, rungs: Sequence[Rung]) -> Iterator[Flaw]:
    for index, rung in enumerate(rungs):
        at = rung.at
        if at.anchor is Anchor.DUE and at.sign < 0 and at.offset is not None and _surely_longer(at.offset, budget):
            message = f"{at} is before the clock starts: its budget is {budget}"
            yield Flaw("ladder", name, message, index)


_SHORTEST_DAYS = {Unit.WORKING_DAYS: 1, Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28}
_LONGEST_DAYS = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31}


def _surely_longer(offset: Duration, budget: Duration) -> bool:
    """Tell whether an offset exceeds a budget whatever the calendar; what depends on holidays is left to them."""
    if offset.unit is budget.unit:
        return offset.amount > budget.amount
    if offset.unit in _SHORTEST_DAYS and budget.unit in _LONGEST_DAYS:
        return offset.amount * _SHORTEST_DAYS[offset.unit] > budget.amount * _LONGEST_DAYS[budget.unit]
    return False
