"""Checks of the names in a search: an unknown one is refused, because an empty answer would hide the mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban import words
from duban.states import shown
from duban.storage import pinned
from duban.workflow.errors import InvalidUnits, UnknownScenario, UnknownState, near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from duban.workflow.people import Directory
    from duban.workflow.rules import Catalogue


def check_declared(
    catalogue: Catalogue,
    connection: Connection,
    *,
    scenario: str | None = None,
    state: str | None = None,
    role: str | None = None,
) -> None:
    """Check names that a scenario declares; only called if nothing was found, because it reads every stored definition.

    Raises UnknownScenario, UnknownState, or InvalidUnits for a role, if neither a loaded nor a stored definition has
    the name: instances keep definitions whose files are long gone.
    """
    wanted = {"scenarios": scenario, "states": state, "roles": role}
    known = catalogue.declared()
    if _first_unknown(wanted, known) is None:
        return
    for document in pinned.documents(connection):
        read = json.loads(document)
        known["scenarios"].setdefault(read["scenario"])
        known["states"].update(dict.fromkeys(read["states"]))
        known["roles"].update(dict.fromkeys(read["roles"]))
    unknown = _first_unknown(wanted, known)
    if unknown == "scenarios":
        raise UnknownScenario(scenario or "", known[unknown])
    if unknown == "states":
        raise UnknownState(
            state or "", words.Line("no scenario has it; {near}", near=near(state or "", known[unknown]))
        )
    if unknown == "roles":
        hint = near(role or "", known[unknown])
        message = words.Line("no scenario has a role {role}; {near}", role=shown(role), near=hint)
        raise InvalidUnits(message)


def check_unit(directory: Directory, connection: Connection, unit: str) -> None:
    """Raise InvalidUnits for a unit that is not in the directory and that no instance has bound.

    `unit` is the name as `Directory.canonical` returns it. Only called if nothing was found.
    """
    if directory.knows(unit) or pinned.bound_as(connection, unit):
        return
    if directory.is_group(unit):
        message = words.Line(
            "{unit} is a group of units: ask for one of them, such as {member:shown}",
            unit=shown(unit),
            member=directory.members(unit)[0],
        )
        raise InvalidUnits(message)
    known = dict.fromkeys([*(each.name for each in directory.units), *pinned.bound_units(connection)])
    hint = near(unit, known, otherwise=words.Line("`duban units` shows those in the directory"))
    message = words.Line(
        "no unit {unit}, neither in the directory nor in an instance; {near}", unit=shown(unit), near=hint
    )
    raise InvalidUnits(message)


def _first_unknown(wanted: Mapping[str, str | None], known: Mapping[str, Mapping[str, None]]) -> str | None:
    return next((kind for kind, name in wanted.items() if name is not None and name not in known[kind]), None)
