"""An act that each unit of a role does for itself: who has signed, who still owes it, and what a signature changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.names import is_among, same_name
from duban.states.subject import Actor, Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states.definition import Definition, Transition
    from duban.states.subject import Act, Subject


def each_entries(definition: Definition, state: str) -> tuple[Transition, ...]:
    """Return, of each trigger that each unit of a role pulls for itself in a state, the first such entry."""
    found: dict[str, Transition] = {}
    for trigger, entries in definition.transitions.items():
        for entry in entries:
            if entry.by_each and state in entry.sources:
                found.setdefault(trigger, entry)
    return tuple(found.values())


def asked_now(definition: Definition, subject: Subject) -> tuple[Transition, ...]:
    """Return what each unit of a role has to do now; nothing if the instance is closed, in whatever way."""
    return () if subject.closed_at is not None else each_entries(definition, subject.state)


def owed_by(subject: Subject, entry: Transition) -> tuple[str, ...]:
    """Return the units that still owe an act that each unit does, in the order in which they fill the role."""
    signed = subject.signing.get(entry.trigger, {})
    units = subject.units.get(entry.by[0], ())
    return tuple([unit for unit in units if unit not in signed]) if signed else units


def owing_of_role(definition: Definition, subject: Subject, role: str) -> tuple[str, ...] | None:
    """Return the units of a role that owe what each of them has to do in the present state; None if it is nothing."""
    for entry in asked_now(definition, subject):
        if entry.by[0] == role:
            return owed_by(subject, entry)
    return None


def turn_of(definition: Definition, subject: Subject) -> str | None:
    """Return the role whose turn it is; None if it is nobody's, and of what is closed."""
    state = definition.states.get(subject.state)
    return None if state is None or subject.closed_at is not None else state.waits_for


def done_by(definition: Definition, subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return by role the units that have done what each of them has to do in the present state, or were excused."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in asked_now(definition, subject):
        signed, units = subject.signing.get(entry.trigger, {}), subject.units.get(entry.by[0], ())
        found.setdefault(entry.by[0], tuple([unit for unit in units if unit in signed]))
    return {role: units for role, units in found.items() if units}


def at_turn(definition: Definition, subject: Subject, role: str | None) -> tuple[str, ...]:
    """Return the units of a role whose turn it is: if each of them has to do something, those that still owe it."""
    owing = None if role is None else owing_of_role(definition, subject, role)
    return subject.units.get(role or "", ()) if owing is None else owing


def owed_by_none(definition: Definition, subject: Subject, role: str) -> str | None:
    """Return the trigger that each unit of a role has to pull in the present state, if none of them owes it any more.

    As long as the role has no unit at all, there is nobody who could have done it.
    """
    if not subject.signing:
        return None
    for entry in asked_now(definition, subject):
        if entry.by[0] == role and subject.units.get(role) and not owed_by(subject, entry):
            return entry.trigger
    return None


def excused_in(definition: Definition, subject: Subject, role: str) -> tuple[str, ...]:
    """Return the units of a role that are excused, in this round, from what each of them has to do."""
    return tuple(
        unit
        for trigger, signed in subject.signing.items()
        if any(entry.by_each and entry.by[0] == role for entry in definition.transitions.get(trigger, ()))
        for unit, each in signed.items()
        if each.excused
    )


def unit_of(subject: Subject, role: str, actor: Actor) -> str | None:
    """Return the actor's unit as it fills the role; None if it does not."""
    units = subject.units.get(role, ())
    if actor.unit in units:
        return actor.unit
    return next((unit for unit in units if same_name(unit, actor.unit)), None)


def sign(subject: Subject, entry: Transition, act: Act, now: datetime) -> str | None:
    """Keep what the actor's unit has done, and return the unit; None for the engine, which signs for nobody."""
    unit = unit_of(subject, entry.by[0], act.actor)
    if unit is not None:
        signature = Signature(now, str(act.actor), dict(act.data), act.note or None)
        subject.signing.setdefault(act.trigger, {})[unit] = signature
    return unit


def complete(subject: Subject, trigger: str) -> tuple[Actor, ...]:
    """File an act that all have done, and return who has signed; who is excused stays so for the round."""
    filed = subject.filed[trigger] = subject.signing.pop(trigger, {})
    lasting = _excused(filed)
    if lasting:
        subject.signing[trigger] = lasting
    return tuple(Actor.parse(each.by) for each in filed.values() if not each.excused)


def lapse(subject: Subject) -> None:
    """Let what was signed in this stay lapse; who is excused stays so."""
    if subject.signing:
        kept = ((trigger, _excused(signed)) for trigger, signed in subject.signing.items())
        subject.signing = {trigger: signed for trigger, signed in kept if signed}


def keep_to_units(definition: Definition, subject: Subject, role: str) -> None:
    """Forget what units have signed that do not fill a role any more: one that comes back owes anew."""
    units = subject.units.get(role, ())
    for trigger, signed in list(subject.signing.items()):
        if any(entry.by_each and entry.by[0] == role for entry in definition.transitions.get(trigger, ())):
            subject.signing[trigger] = {unit: each for unit, each in signed.items() if is_among(unit, units)}


def signatures_of(definition: Definition, subject: Subject) -> Iterator[tuple[str, Mapping[str, Signature]]]:
    """Yield each trigger that each unit pulls for itself, with the signatures that count: of now, else the last."""
    here = {entry.trigger for entry in asked_now(definition, subject)}
    for trigger, entries in definition.transitions.items():
        if any(entry.by_each for entry in entries):
            last = {} if trigger in here else subject.filed.get(trigger, {})
            yield trigger, last or subject.signing.get(trigger, {})


def _excused(signed: Mapping[str, Signature]) -> dict[str, Signature]:
    return {unit: each for unit, each in signed.items() if each.excused}
