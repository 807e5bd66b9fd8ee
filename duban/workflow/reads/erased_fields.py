"""Which private fields of an instance are erased: by whom, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.states.history import Acted, Corrected, Erased, Names, Opened, Signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duban.states.history import Recorded


@dataclass(frozen=True, slots=True)
class ErasedField(Jsonable):
    """A private field that holds nothing any more, since somebody erased it."""

    field: str
    by: str
    at: datetime
    note: str


def erased_fields(history: Sequence[Recorded]) -> tuple[ErasedField, ...]:
    """Return the fields that were erased and not given again, by their present names."""
    names = Names.of_fields(history)
    found: dict[str, ErasedField] = {}
    for entry in history:
        facts = entry.facts
        if isinstance(facts, Erased):
            name = names.now(facts.field, entry.seq)
            found[name] = ErasedField(name, entry.actor, entry.at, facts.note)
        elif isinstance(facts, Opened | Acted | Corrected | Signed):
            for name in facts.private:
                found.pop(names.now(name, entry.seq), None)
    return tuple(found.values())
