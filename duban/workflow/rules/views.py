"""What templates and expressions see of an instance, and what callers get back."""

from __future__ import annotations

from datetime import datetime
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
    owed_by,
    signatures_of,
    time_left,
)
from duban.workflow.rules.reported import filled_sheet, last_reports
from duban.workflow.values import Instance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from duban.states import Definition, Field, Index
    from duban.workflow.rules.compiled import Compiled


_NOBODY = ""
"""A viewer that fills no role, and so sees no private field."""


def instance_of(
    compiled: Compiled,
    subject: Subject,
    *,
    now: datetime,
    viewer: str | None = None,
    index: Index | None = None,
    bare: bool = False,
) -> Instance:
    """Return the instance as `viewer` may see it at `now`; without a viewer, with all its fields.

    `index` is the subject's index, if the caller has it already. What is `bare` has no reports and no lines.
    """
    if index is None:
        index = index_of(compiled.definition, compiled.calendar, subject)
    definition = compiled.definition
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
        data=visible_data(definition, subject, viewer) if subject.data or subject.private else {},
        opened_at=subject.opened_at,
        closed_at=subject.closed_at,
        ongoing=subject.ongoing,
        digest=compiled.definition.digest,
        edition=subject.edition,
        public_state=None if state is None else state.public,
        headline_on=index.due_on if definition.headline is None else _headline_on(subject, definition.headline),
        ended=subject.ended,
        owing=owing_in(compiled, subject) if compiled.each else {},
        reports={} if bare or not subject.reports else last_reports(subject),
        sheet=None if bare or subject.sheet is None else filled_sheet(definition, subject, viewer),
    )


def _headline_on(subject: Subject, clock: str) -> date | None:
    ledger = subject.clocks.get(clock)
    return None if ledger is None else ledger.due_on


def owing_in(compiled: Compiled, subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return by role the units that still owe what each of them has to do in the present state."""
    here = compiled.each.get(subject.state, ()) if subject.closed_at is None else ()
    return {entry.by[0]: owed_by(subject, entry) for entry in here}


class Signed(dict[str, Any]):
    """What units have done of an act that each unit does; `others` has who was excused, the rest have done nothing."""

    def __init__(self, units: Mapping[str, Any], others: Mapping[str, Any], nothing: Mapping[str, Any]) -> None:
        super().__init__(units)
        self.others = others
        self._nothing = nothing

    def __missing__(self, unit: str) -> Mapping[str, Any]:
        """Return what is seen of a unit that has not signed."""
        seen: Mapping[str, Any] = self.others.get(unit, self._nothing)
        return seen


def each_kept(compiled: Compiled, subject: Subject) -> dict[str, Any]:
    """Return what each unit has done of what it had to do for itself, as JSON: by trigger, then by unit."""
    return {
        trigger: {
            unit: {
                "at": one.at.isoformat(),
                "by": one.by,
                "data": dict(one.data),
                "note": one.note,
                "excused": one.excused,
            }
            for unit, one in signed.items()
        }
        for trigger, signed in signatures_of(compiled.definition, subject)
    }


def each_view(compiled: Compiled, kept: Mapping[str, Any]) -> dict[str, Signed]:
    """Return `each` as templates and expressions see it, made from what `each_kept` returns."""
    fields = {name: field for name, field in compiled.definition.fields.items() if not field.private}
    absent: dict[str, Any] = dict.fromkeys(fields)
    nothing = {"at": None, "by": "", "data": absent, "note": None, "excused": False}

    def seen(signed: Mapping[str, Any], *, excused: bool) -> dict[str, Any]:
        return {unit: one_seen(one) for unit, one in signed.items() if one["excused"] is excused}

    def one_seen(one: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: decode(fields[name], value) for name, value in one["data"].items() if name in fields}
        return {**one, "at": datetime.fromisoformat(one["at"]), "data": absent | given}

    return {
        trigger: Signed(seen(signed, excused=False), seen(signed, excused=True), nothing)
        for trigger, signed in kept.items()
    }


def item_of(compiled: Compiled, subject: Subject, *, now: datetime, index: Index | None = None) -> Instance:
    """Return the instance without its private fields, as anybody may see it, and without reports."""
    return instance_of(compiled, subject, now=now, viewer=_NOBODY, index=index, bare=True)


def visible_data(definition: Definition, subject: Subject, viewer: str | None) -> dict[str, Any]:
    """Return the values of the fields that a unit may see, decoded; of all fields without a viewer."""
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
    view = asdict(item_of(compiled, subject, now=now, index=index))
    for name in ("reports", "sheet"):
        del view[name]
    return {**view, "owing": owing_view(compiled, view["owing"])}


def owing_view(compiled: Compiled, owing: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return `item.owing` as templates and expressions see it: a role that owes nothing has no units in it."""
    return {role: list(owing.get(role, ())) for role in compiled.definition.roles}


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
