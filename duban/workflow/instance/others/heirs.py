"""The heirs of a unit: those that are bound in its place when it is renamed, merged or split."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from duban import words
from duban.states import THE_SYSTEM, same_name, succeed
from duban.states.history import HandedOver
from duban.workflow.errors import InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Actor, Subject
    from duban.workflow.core import Core
    from duban.workflow.instance.work import UnitOfWork

FORMER = "former"
"""Why a closed matter is handed over when somebody acts on it again: its units have other names since."""


def hand_over(
    work: UnitOfWork,
    names: Mapping[str, tuple[str, ...]],
    *,
    actor: Actor = THE_SYSTEM,
    why: str,
    note: str | None = None,
) -> dict[str, tuple[str, ...]]:
    """Let the heirs of units stand for them, with an entry in the history; return the roles that changed.

    No clock begins a lap, nothing is sent, and the version stays. Raises InvalidUnits if a role that takes one unit
    would get several.
    """
    subject, definition = work.subject, work.compiled.definition
    changed = succeed(subject, names)
    for role, units in changed.items():
        declared = definition.roles.get(role)
        if declared is not None and not declared.many and len(units) > 1:
            message = words.Line(
                "{number}: role {role:shown} ({title}) takes one unit, not {units}",
                number=subject.number,
                role=role,
                title=declared.title,
                units=units,
            )
            raise InvalidUnits(message)
    work.rebound.update(changed)
    texts = {role: subject.texts[role] for role in changed}
    work.note(HandedOver(names=dict(names), why=why, note=note or None, units=changed, texts=texts), actor)
    work.move_on(changed)  # what one of two has signed is signed for both when they become one
    return changed


def heirs_of_closed(core: Core, subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return the heirs of the units that a closed matter has by names that they had before; empty for an open one.

    An open one was handed over when its units changed. A closed one keeps the names by which it was done.
    """
    if subject.closed_at is None:
        return {}
    bound = dict.fromkeys(unit for units in subject.units.values() for unit in units)
    now = {unit: core.directory.canonical(unit) for unit in bound}
    return {unit: (name,) for unit, name in now.items() if not same_name(unit, name)}


def as_today(core: Core, subject: Subject) -> Subject:
    """Return an instance as somebody who acts on it finds it: a closed one with its units by the names of today."""
    names = heirs_of_closed(core, subject)
    if not names:
        return subject
    twin = copy(subject)
    succeed(twin, names)
    return twin


def renew(work: UnitOfWork) -> None:
    """Let the units of a closed matter stand in it by the names of today, so that they can act on it again."""
    if names := heirs_of_closed(work.core, work.subject):
        hand_over(work, names, why=FORMER)
