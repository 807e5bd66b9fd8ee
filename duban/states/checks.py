"""Check a workflow's graph for states that cannot be reached or left and clocks that cannot start or stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.definition import OPEN
from duban.states.time import Anchor, Unit
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duban.states.definition import ClockRule, Rung, State, Transition
    from duban.states.time import Duration


class Flaw(Struct, frozen=True):
    """One error in a graph: the section and name that it concerns, `index` in the name's list, and what is said."""

    section: str
    name: str
    said: Line
    index: int | None = None


def check_graph(
    states: Mapping[str, State],
    transitions: Mapping[str, Sequence[Transition]],
    clocks: Mapping[str, ClockRule],
    ladders: Mapping[str, Sequence[Rung]],
) -> list[Flaw]:
    """Return every flaw of a workflow; the caller has checked that all names exist and one state is initial."""
    graph = _Graph(states, transitions)
    initial = next(state.name for state in states.values() if state.initial)
    flaws = list(_states(states, initial, graph))
    for clock in clocks.values():
        flaws += _clock(clock, initial, graph)
        if clock.budget is not None and clock.by is None and clock.after is None:
            flaws += _rungs(clock.name, clock.budget, ladders.get(clock.name, ()))
    return flaws


class _Graph:
    """Which states can be reached from which; sets of states are integers with one bit for each state.

    All of it is computed once, by Warshall's algorithm: a search per state and clock took minutes on a hostile file.
    """

    def __init__(self, states: Mapping[str, State], transitions: Mapping[str, Sequence[Transition]]) -> None:
        self.bits = {name: 1 << index for index, name in enumerate(states)}
        self.finals = self.set_of(state.name for state in states.values() if state.final)
        self.after = dict.fromkeys(states, 0)
        for entries in transitions.values():
            for entry in entries:
                target = self.bits[entry.target]
                for source in entry.sources:
                    self.after[source] |= target
        for middle, bit in self.bits.items():
            beyond = self.after[middle]
            for name, found in self.after.items():
                if found & bit:
                    self.after[name] = found | beyond

    def set_of(self, names: Iterable[str]) -> int:
        found = 0
        for name in names:
            found |= self.bits[name]
        return found

    def reached(self, name: str) -> int:
        """Return the states that can be reached from this one, itself included."""
        return self.after[name] | self.bits[name]


def _states(states: Mapping[str, State], initial: str, graph: _Graph) -> Iterator[Flaw]:
    for state in states.values():
        if not graph.reached(initial) & graph.bits[state.name]:
            said = Line("cannot be reached from the initial state; a transition has to lead here")
            yield Flaw("states", state.name, said)
        if not state.final and not graph.after[state.name] & graph.finals:
            said = Line("no final state can be reached from here; a transition has to lead out")
            yield Flaw("states", state.name, said)
        if not state.final and state.waits_for is None:
            said = Line("waits for nobody; name the role whose turn it is with `waits_for`")
            yield Flaw("states", state.name, said)


def _clock(clock: ClockRule, initial: str, graph: _Graph) -> Iterator[Flaw]:
    starts = {initial if start == OPEN else start for start in clock.starts}
    both = sorted(starts & set(clock.stops))
    if both:
        said = Line("stops as it starts, on entering {state}; it would never run", state=both[0])
        yield Flaw("clocks", clock.name, said)
        return
    named = sorted(starts)
    running = [start for start in starts if not graph.finals & graph.bits[start]]
    if not running:
        yield Flaw(
            "clocks", clock.name, Line("can never start: {starts} is final, where every clock stops", starts=named)
        )
        return
    reached = [start for start in running if graph.reached(initial) & graph.bits[start]]
    if not reached:
        yield Flaw("clocks", clock.name, Line("can never start: {starts} cannot be reached", starts=named))
        return
    if not any(graph.after[start] & graph.set_of(clock.stops) for start in reached):
        said = Line("can never stop: {stops} cannot be reached once it runs", stops=list(clock.stops))
        yield Flaw("clocks", clock.name, said)


def _rungs(name: str, budget: Duration, rungs: Sequence[Rung]) -> Iterator[Flaw]:
    for index, rung in enumerate(rungs):
        at = rung.at
        if at.anchor is Anchor.DUE and at.sign < 0 and at.offset is not None and _surely_longer(at.offset, budget):
            facts = {"at": str(at), "budget": str(budget)}
            said = Line("{at} is before the clock starts: its budget is {budget:length}", **facts)
            yield Flaw("ladder", name, said, index)


_SHORTEST_DAYS = {Unit.WORKING_DAYS: 1, Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28}
_LONGEST_DAYS = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31}


def _surely_longer(offset: Duration, budget: Duration) -> bool:
    """Return whether an offset exceeds a budget in every calendar; False if that depends on holidays."""
    if offset.unit is budget.unit:
        return offset.amount > budget.amount
    if offset.unit in _SHORTEST_DAYS and budget.unit in _LONGEST_DAYS:
        return offset.amount * _SHORTEST_DAYS[offset.unit] > budget.amount * _LONGEST_DAYS[budget.unit]
    if offset.unit is Unit.HOURS and budget.unit in _LONGEST_DAYS:  # from the first hour of the starting day on
        return offset.amount > 24 * (budget.amount * _LONGEST_DAYS[budget.unit] + 1)
    if offset.unit in _SHORTEST_DAYS and budget.unit is Unit.HOURS:  # counted from the end of the day when it is due
        return 24 * offset.amount * _SHORTEST_DAYS[offset.unit] > budget.amount + 24
    return False
