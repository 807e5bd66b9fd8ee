"""Names of clocks: what an entry tells by the name of its time, under the name that the clock has now."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from duban.states.history.entries import RulesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.states.history.entries import Entry
    from duban.states.history.reading import Recorded

Held = TypeVar("Held")


class ClockNames:
    """The names that migrations have given to clocks. An entry that gives one tells of the clock by it already."""

    def __init__(self, history: Iterable[Recorded]) -> None:
        self._given = [
            (entry.seq, entry.facts.clock_names)
            for entry in history
            if isinstance(entry.facts, RulesChanged) and entry.facts.clock_names
        ]

    def now(self, clock: str, seq: int) -> str:
        """Return the present name of the clock that the entry `seq` calls `clock`."""
        for given, names in self._given:
            if given > seq:
                clock = names.get(clock, clock)
        return clock

    def then(self, clock: str, seq: int) -> str | None:
        """Return what the entry `seq` calls the clock whose present name is `clock`; None if that was another one."""
        for given, names in reversed(self._given):
            if given > seq:
                before = [old for old, new in names.items() if new == clock]
                if not before and clock in names:
                    return None
                clock = before[0] if before else clock
        return clock


def by_new_names(held: Mapping[str, Held], facts: Entry) -> dict[str, Held]:
    """Return what is held by names of clocks, by the names that it has after an entry."""
    names = facts.clock_names if isinstance(facts, RulesChanged) else {}
    return {names.get(clock, clock): each for clock, each in held.items()}
