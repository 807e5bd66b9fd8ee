"""What templates and expressions see of an instance, and what callers get back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import (
    ClockLedger,
    Subject,
    clock_lights,
    decode,
    index_of,
    left,
    light_at,
    recall,
)
from duban.workflow.values import Instance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Definition, Index, Light
    from duban.storage import InstanceRecord
    from duban.workflow.catalogue import Compiled


_NOBODY = ""
"""A viewer that fills no role, and so sees nothing that is private."""


def subject_of(record: InstanceRecord) -> Subject:
    """Return the subject that a record holds; private values are filled in by who reads them."""
    subject = Subject(
        number=record.number,
        scenario=record.scenario,
        title=record.title,
        state=record.state,
        opened_at=record.opened_at,
        entered_at=record.opened_at,
        round=record.round,
        version=record.version,
        ongoing=record.ongoing,
        closed_at=record.closed_at,
    )
    recall(subject, record.memory)
    return subject


def instance_of(
    compiled: Compiled, subject: Subject, *, now: datetime, viewer: str | None = None, index: Index | None = None
) -> Instance:
    """Return the instance as `viewer` may see it at `now`; without a viewer, all of it.

    `index` is the subject's own, where it is at hand.
    """
    return Instance(**_seen(compiled, subject, now, viewer, index))


def _seen(
    compiled: Compiled, subject: Subject, now: datetime, viewer: str | None, index: Index | None
) -> dict[str, Any]:
    """Return the attributes of `Instance`, by name."""
    if index is None:
        index = index_of(compiled.definition, compiled.calendar, subject)
    return {
        "number": subject.number,
        "title": subject.title,
        "scenario": subject.scenario,
        "scenario_version": compiled.definition.version,
        "state": subject.state,
        "round": subject.round,
        "version": subject.version,
        "light": light_at(index.lights, now),
        "due_on": index.due_on,
        "due_at": index.due_at,
        "provisional": index.provisional,
        "units": dict(subject.units),
        "data": visible_data(compiled.definition, subject, viewer),
        "opened_at": subject.opened_at,
        "closed_at": subject.closed_at,
        "ongoing": subject.ongoing,
    }


def visible_data(definition: Definition, subject: Subject, viewer: str | None) -> dict[str, Any]:
    """Return the fields that a unit may see, decoded; all of them without a viewer."""
    values = {**subject.data, **subject.private}
    if not values:
        return {}
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
    return _seen(compiled, subject, now, _NOBODY, index)


def clock_view(compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index | None = None) -> dict[str, Any]:
    """Return a clock as templates and expressions see it: name, due day, what is left in words, light."""
    if index is None:
        lights: Mapping[Light, datetime] = clock_lights(
            compiled.definition.ladders.get(ledger.name, ()), ledger, compiled.calendar
        )
    else:
        lights = index.clocks[ledger.name]
    return {
        "name": ledger.name,
        "due": ledger.due_on,
        "left": left(ledger, now, compiled.calendar),
        "light": light_at(lights, now),
    }
