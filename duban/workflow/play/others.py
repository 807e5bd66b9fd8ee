"""What a step of an example has to do with other items: it links them with its own, and expects targets of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.workflow.play.differing import as_list, expected, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.workflow.engine import Engine

_COUNTS = "counts_for"


class Others:
    """Links what an example plays with other items, and holds its targets to what is expected."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def link(self, number: str, other: Mapping[str, Any], *, by: str) -> None:
        """Open other items and link them with one: they count for it, or it comes after them."""
        kind, units = other.get("as", _COUNTS), other.get("units", {})
        named = [unit for given in units.values() for unit in as_list(given)]
        for _ in range(other.get("times", 1)):
            made = self._engine.open(
                other["scenario"],
                by=other.get("by", by),
                title=other.get("title"),
                units=units,
                data=other.get("with", {}),
                new_units=named,
            )
            own, there = (made.number, number) if kind == _COUNTS else (number, made.number)
            self._engine.link(own, there, kind, by=by)

    def targets_differ(self, wanted: Mapping[str, Mapping[str, Any]], number: str) -> list[str]:
        """Return a line for each thing in which targets are not as far as is expected."""
        if not wanted:
            return []
        known, lines = {each.name: each for each in self._engine.targets(number)}, []
        for name, what in wanted.items():
            target = known[name]
            found: dict[str, Any] = {
                "done": target.done,
                "missing": target.missing,
                "met": target.met,
                "light": str(target.light),
                "lagging": [each.unit for each in target.lagging],
            }
            for key, value in what.items():
                ours, theirs = value, found[key]
                if key == "lagging":
                    ours, theirs = listed(sorted(as_list(value))), listed(sorted(theirs))
                if ours != theirs:
                    lines.append(words.headed("target", words.headed(name, expected(key, ours, theirs))))
        return lines
