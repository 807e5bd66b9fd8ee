"""Which private fields of an instance are erased: by whom, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.states.history import Acted, Corrected, Erased, Opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duban.states.history import Recorded


@dataclass(frozen=True, slots=True)
class ErasedField(Jsonable):
    """A private field that holds nothing any more, since somebody erased it."""

    field: str
    by: str
    at: datetime
    note: str


def erased_fields(history: Iterable[Recorded]) -> tuple[ErasedField, ...]:
    """Return the fields that were erased and not given again."""
    found: dict[str, ErasedField] = {}
    for entry in history:
        facts = entry.facts
        if isinstance(facts, Erased):
            found[facts.field] = ErasedField(facts.field, entry.actor, entry.at, facts.note)
        elif isinstance(facts, Opened | Acted | Corrected):
            for name in facts.private:
                found.pop(name, None)
    return tuple(found.values())
