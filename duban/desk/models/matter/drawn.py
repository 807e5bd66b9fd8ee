"""The diagram of a matter's rules, with the present state marked, and the same as a list for who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.scenarios.diagram import svg
from duban.states import SYSTEM

if TYPE_CHECKING:
    from duban.desk.models.rulebook import Rulebook
    from duban.states import Definition
    from duban.workflow import Instance


@dataclass(frozen=True, slots=True)
class Way:
    """An act that leads out of a state: where to, and who does it."""

    trigger: str
    target: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A state with the acts that lead out of it; `here` says that the matter stands in it."""

    state: str
    here: bool
    final: bool
    ways: tuple[Way, ...]


def picture_of(rulebook: Rulebook, item: Instance) -> str:
    """Return the diagram as an SVG picture."""
    return svg(rulebook.of(item), at=item.state, number=item.number)


def places_of(rulebook: Rulebook, item: Instance) -> tuple[Place, ...]:
    """Return the states of a matter's rules with what leads out of each."""
    definition = rulebook.of(item)
    return tuple(
        Place(name, name == item.state, state.final, _ways(definition, name))
        for name, state in definition.states.items()
    )


def _ways(definition: Definition, state: str) -> tuple[Way, ...]:
    return tuple(
        Way(
            trigger,
            entry.target,
            tuple(definition.roles[role].title for role in entry.by if role != SYSTEM and role in definition.roles),
        )
        for trigger, entries in definition.transitions.items()
        for entry in entries
        if state in entry.sources
    )
