"""What each unit of a role does for itself, as it stands: who has done it, who is excused, and who still owes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable, asked_now, owed_by, signatures_of
from duban.workflow.rules import each_kept, each_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Subject
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class UnitSigned(Jsonable):
    """What one unit has done; if it is `excused`, `at`, `by` and `note` say who excused it, and why."""

    unit: str
    at: datetime
    by: str
    data: Mapping[str, Any]
    note: str | None
    excused: bool


@dataclass(frozen=True, slots=True)
class EachAct(Jsonable):
    """An act that each unit of a role does for itself; `open` says that it is asked for in the present state.

    `signed` are those that have done it or are excused, in the order of time; `owing` those that still owe it.
    """

    trigger: str
    role: str
    open: bool
    signed: tuple[UnitSigned, ...]
    owing: tuple[str, ...]

    @property
    def done(self) -> int:
        """Return how many units have done it; the excused are not counted."""
        return sum(not each.excused for each in self.signed)

    @property
    def asked(self) -> int:
        """Return how many units were asked; the excused are not counted."""
        return self.done + len(self.owing)


def each_acts(compiled: Compiled, subject: Subject) -> tuple[EachAct, ...]:
    """Return everything that each unit of a role does in this state, or has done in an earlier one of this round."""
    definition = compiled.definition
    if not compiled.each:
        return ()
    here = {entry.trigger: entry for entry in asked_now(definition, subject)}
    view = each_view(compiled, each_kept(compiled, subject))
    found = []
    for trigger, signed in signatures_of(definition, subject):
        role = next(entry.by[0] for entry in definition.transitions[trigger] if entry.by_each)
        if not signed and trigger not in here:
            continue
        units = [
            UnitSigned(unit, **{**one, "data": _given(one["data"])})
            for unit, one in (*view[trigger].items(), *view[trigger].others.items())
        ]
        owing = owed_by(subject, here[trigger]) if trigger in here else ()
        found.append(EachAct(trigger, role, trigger in here, tuple(sorted(units, key=lambda one: one.at)), owing))
    return tuple(found)


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
