"""What happened to a matter, in the words of its history, with what came with each act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.models.values import value_words
from duban.ledger import tell
from duban.states import SYSTEM, Light
from duban.states.history import Acted, Opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from duban.desk.who import Viewer
    from duban.ledger import Happening
    from duban.states import Definition
    from duban.workflow import Engine, HistoryEntry


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the history; `ours` says that a person did it, not the engine, and `values` what came with it."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    told: tuple[str, ...]
    light: Light | None
    ours: bool
    values: tuple[tuple[str, str], ...] = ()


def events_of(definition: Definition, history: Sequence[HistoryEntry], zone: tzinfo) -> tuple[Event, ...]:
    """Return entries of a history as pages show them, in the same order."""
    return tuple(
        _event(definition, entry, said) for entry, said in zip(history, tell(definition, history, zone), strict=True)
    )


def happened_since(engine: Engine, viewer: Viewer, number: str, seq: int) -> tuple[Event, ...]:
    """Return what people and the engine did to a matter after an entry of its history."""
    standing = engine.situation(number, viewer=viewer.name)
    later = [entry for entry in engine.history(number, viewer=viewer.name) if entry.seq > seq]
    return events_of(standing.definition, later, standing.timezone)


def _event(definition: Definition, entry: HistoryEntry, said: Happening) -> Event:
    brought = entry.facts.data if isinstance(entry.facts, Acted | Opened) else {}
    values = tuple(
        (definition.fields[name].title if name in definition.fields else name, value_words(value))
        for name, value in brought.items()
        if value is not None and str(value) not in said.why
    )
    ours = entry.actor != SYSTEM
    return Event(said.seq, said.at, said.who, said.what, said.why, said.told, said.light, ours, values)
