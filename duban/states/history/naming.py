"""New names that migrations gave: what an entry tells by the name of its time, under the present name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from duban.states.history.entries import RulesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.states.history.entries import Entry
    from duban.states.history.reading import Recorded

Held = TypeVar("Held")


class Names:
    """The names that migrations have given to the things of one kind. The entry that gives one uses it already."""

    def __init__(self, history: Iterable[Recorded], kind: str) -> None:
        found = ((entry.seq, entry.facts) for entry in history if isinstance(entry.facts, RulesChanged))
        told = ((seq, getattr(facts, kind)) for seq, facts in found)
        self._given: list[tuple[int, dict[str, str]]] = [(seq, names) for seq, names in told if names]

    @classmethod
    def of_clocks(cls, history: Iterable[Recorded]) -> Names:
        """Return those of clocks."""
        return cls(history, "clock_names")

    @classmethod
    def of_fields(cls, history: Iterable[Recorded]) -> Names:
        """Return those of fields."""
        return cls(history, "fields")

    @classmethod
    def of_roles(cls, history: Iterable[Recorded]) -> Names:
        """Return those of roles."""
        return cls(history, "roles")

    def now(self, name: str, seq: int) -> str:
        """Return the present name of what the entry `seq` calls `name`."""
        for given, names in self._given:
            if given > seq:
                name = names.get(name, name)
        return name

    def then(self, name: str, seq: int) -> str | None:
        """Return what the entry `seq` calls that whose present name is `name`; None if it meant another by it."""
        for given, names in reversed(self._given):
            if given > seq:
                before = [old for old, new in names.items() if new == name]
                if not before and name in names:
                    return None
                name = before[0] if before else name
        return name


def since_rules(history: Sequence[Recorded], digest: str) -> int:
    """Return the seq of the entry since which an instance went by the rules of a digest; 0 for those of before."""
    moves = (entry for entry in history if isinstance(entry.facts, RulesChanged) and entry.facts.to.digest == digest)
    return max((entry.seq for entry in moves), default=0)


def by_new_names(held: Mapping[str, Held], facts: Entry) -> dict[str, Held]:
    """Return what is held by names of clocks, by the names that it has after an entry."""
    names = facts.clock_names if isinstance(facts, RulesChanged) else {}
    return {names.get(clock, clock): each for clock, each in held.items()}
