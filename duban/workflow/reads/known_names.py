"""Names that a question speaks of: one that nobody knows is refused, for an empty answer would say nothing of it."""

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
    """Check names that a scenario declares; asked where nothing was found, for the stored definitions are read.

    Raises UnknownScenario, UnknownState, or InvalidUnits for a role, unless a loaded or a stored definition has it:
    instances go on under rules whose file is long gone.
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
    """Raise InvalidUnits for a unit that the directory does not know and that no instance has bound.

    `unit` is the proper name, as `Directory.canonical` gives it; asked where nothing was found.
    """
    if directory.knows(unit) or pinned.is_bound(connection, unit):
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
