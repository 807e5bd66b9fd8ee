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
    is_among,
    left,
    light_at,
    time_left,
)
from duban.workflow.values import Instance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from duban.states import Definition, Field, Index
    from duban.workflow.rules.compiled import Compiled


_NOBODY = ""
"""A viewer that fills no role, and so sees no private field."""


def instance_of(
    compiled: Compiled, subject: Subject, *, now: datetime, viewer: str | None = None, index: Index | None = None
) -> Instance:
    """Return the instance as `viewer` may see it at `now`; without a viewer, with all its fields.

    `index` is the subject's index, if the caller has it already.
    """
    if index is None:
        index = index_of(compiled.definition, compiled.calendar, subject)
    definition = compiled.definition
    data = visible_data(definition, subject, viewer)
    state = definition.states.get(subject.state)
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
        digest=compiled.definition.digest,
        edition=subject.edition,
        public_state=None if state is None else state.public,
        headline_on=index.due_on if definition.headline is None else _headline_on(subject, definition.headline),
        ended=subject.ended,
    )


def _headline_on(subject: Subject, clock: str) -> date | None:
    ledger = subject.clocks.get(clock)
    return None if ledger is None else ledger.due_on


def item_of(compiled: Compiled, subject: Subject, *, now: datetime, index: Index | None = None) -> Instance:
    """Return the instance without its private fields, as anybody may see it."""
    return instance_of(compiled, subject, now=now, viewer=_NOBODY, index=index)


def visible_data(definition: Definition, subject: Subject, viewer: str | None) -> dict[str, Any]:
    """Return the values of the fields that a unit may see, decoded; of all fields without a viewer."""
    if not subject.data and not subject.private:
        return {}
    values = {**subject.data, **subject.private}
    shown = {}
    for name, declared in definition.fields.items():
        if name not in values:
            continue
        if viewer is None or may_see(declared, subject.units, viewer):
            shown[name] = decode(declared, values[name])
    return shown


def may_see(declared: Field, units: Mapping[str, Sequence[str]], viewer: str) -> bool:
    """Return whether a unit may see a field, by the units that fill the roles; a public one may be seen by anybody."""
    return not declared.private or any(is_among(viewer, units.get(role, ())) for role in declared.private)


def item_view(compiled: Compiled, subject: Subject, *, now: datetime, index: Index | None = None) -> dict[str, Any]:
    """Return `item` as templates and expressions see it: the attributes of `Instance`, without private fields."""
    return asdict(item_of(compiled, subject, now=now, index=index))


def clock_view(compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index | None = None) -> dict[str, Any]:
    """Return a clock as expressions see it: its name, due day, time left in words, and light.

    The words are always Chinese: whether a rule holds must not depend on the language of whoever acts.
    """
    with words.speaking("zh"):
        rest = left(ledger, now, compiled.calendar)
    return {**clock_in_message(compiled, ledger, now=now, index=index), "left": rest}


def clock_in_message(
    compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index | None = None
) -> dict[str, Any]:
    """Return a clock as messages store it: the time left is an amount, put into words when the message is read."""
    lights = None if index is None else index.clocks.get(ledger.name)
    if lights is None:
        lights = clock_lights(compiled.definition.ladders.get(ledger.name, ()), ledger, compiled.calendar)
    return {
        "name": ledger.name,
        "due": ledger.due_on,
        "left": time_left(ledger, now, compiled.calendar),
        "light": light_at(lights, now),
    }
