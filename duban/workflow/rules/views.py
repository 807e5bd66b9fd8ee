"""What templates and expressions see of an instance, and what callers get back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from duban import words
from duban.states import (
    ClockLedger,
    Subject,
    clock_lights,
    decode,
    index_of,
    left,
    light_at,
    time_left,
)
from duban.workflow.values import Instance

if TYPE_CHECKING:
    from datetime import datetime

    from duban.states import Definition, Index
    from duban.workflow.rules.compiled import Compiled


_NOBODY = ""
"""A viewer that fills no role, and so sees nothing that is private."""


def instance_of(
    compiled: Compiled, subject: Subject, *, now: datetime, viewer: str | None = None, index: Index | None = None
) -> Instance:
    """Return the instance as `viewer` may see it at `now`; without a viewer, all of it.

    `index` is the subject's own, where it is at hand.
    """
    if index is None:
        index = index_of(compiled.definition, compiled.calendar, subject)
    data = visible_data(compiled.definition, subject, viewer)
    return Instance(
        number=subject.number,
        title=subject.title,
        scenario=subject.scenario,
        scenario_version=compiled.definition.version,
        state=subject.state,
        round=subject.round,
        version=subject.version,
        light=light_at(index.lights, now),
        due_on=index.due_on,
        due_at=index.due_at,
        provisional=index.provisional,
        units=dict(subject.units),
        data=data,
        opened_at=subject.opened_at,
        closed_at=subject.closed_at,
        ongoing=subject.ongoing,
    )


def item_of(compiled: Compiled, subject: Subject, *, now: datetime, index: Index | None = None) -> Instance:
    """Return the instance as anybody may see it: less private fields."""
    return instance_of(compiled, subject, now=now, viewer=_NOBODY, index=index)


def visible_data(definition: Definition, subject: Subject, viewer: str | None) -> dict[str, Any]:
    """Return the fields that a unit may see, decoded; all of them without a viewer."""
    if not subject.data and not subject.private:
        return {}
    values = {**subject.data, **subject.private}
    shown = {}
    for name, declared in definition.fields.items():
        if name not in values:
            continue
        allowed = viewer is None or not declared.private
        if allowed or any(viewer in subject.units.get(role, ()) for role in declared.private):
            shown[name] = decode(declared, values[name])
    return shown


def item_view(compiled: Compiled, subject: Subject, *, now: datetime, index: Index | None = None) -> dict[str, Any]:
    """Return `item` as templates and expressions see it: the attributes of `Instance`, less private fields."""
    return asdict(item_of(compiled, subject, now=now, index=index))


def clock_view(compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index | None = None) -> dict[str, Any]:
    """Return a clock as expressions see it: name, due day, what is left in words, light.

    The words are Chinese whoever acts: a rule holds or does not, in any language.
    """
    with words.speaking("zh"):
        rest = left(ledger, now, compiled.calendar)
    return {**clock_in_message(compiled, ledger, now=now, index=index), "left": rest}


def clock_in_message(
    compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index | None = None
) -> dict[str, Any]:
    """Return a clock as messages keep it: what is left stays an amount, for the words of whoever reads."""
    lights = None if index is None else index.clocks.get(ledger.name)
    if lights is None:
        lights = clock_lights(compiled.definition.ladders.get(ledger.name, ()), ledger, compiled.calendar)
    return {
        "name": ledger.name,
        "due": ledger.due_on,
        "left": time_left(ledger, now, compiled.calendar),
        "light": light_at(lights, now),
    }
