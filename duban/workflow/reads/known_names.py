"""Checks of the names in a search: an unknown one is refused, because an empty answer would hide the mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban import words
from duban.states import shown
from duban.storage import pinned
from duban.workflow.errors import InvalidUnits, UnknownName, UnknownScenario, UnknownState, WorkflowError, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection

    from duban.workflow.people import Directory
    from duban.workflow.rules import Catalogue


_FIELD = "field"


def check_declared(
    catalogue: Catalogue,
    connection: Connection,
    *,
    scenario: str | None = None,
    state: str | None = None,
    role: str | None = None,
) -> None:
    """Check names that a scenario declares; only called if nothing was found.

    Raises UnknownScenario, UnknownState, or InvalidUnits for a role, as `check_names` does.
    """
    wanted = {"scenarios": scenario, "states": state, "roles": role}
    check_names(catalogue, connection, {kind: () if name is None else (name,) for kind, name in wanted.items()})


def check_names(catalogue: Catalogue, connection: Connection, wanted: Mapping[str, Iterable[str]]) -> None:
    """Check `scenarios`, `states`, `roles` and `fields` that are searched for; fields must not be private.

    Stored definitions are read only if the loaded ones lack a name: instances keep those whose files are long gone.

    Raises:
        UnknownScenario, UnknownState: if neither a loaded nor a stored definition has the name.
        InvalidUnits: if none has the role.
        UnknownName: if none has the field, or it is private in one of them.

    """
    known, private = catalogue.declared(), catalogue.private_fields()
    if any(_unknown(wanted, known)):
        for document in pinned.documents(connection):
            read = json.loads(document)
            known["scenarios"].setdefault(read["scenario"])
            known["states"].update(dict.fromkeys(read["states"]))
            known["roles"].update(dict.fromkeys(read["roles"]))
            known["fields"].update(dict.fromkeys(read.get("fields", {})))
            private |= {name for name, said in read.get("fields", {}).items() if dict(said or {}).get("private")}
    for kind, name in _unknown(wanted, known):
        raise _refusal(kind, name, known[kind])
    for name in wanted.get("fields", ()):
        if name in private:
            why = words.Line("it is private, and nobody finds anything by it")
            raise UnknownName(_FIELD, name, why)


def _unknown(wanted: Mapping[str, Iterable[str]], known: Mapping[str, Mapping[str, None]]) -> Iterator[tuple[str, str]]:
    return ((kind, name) for kind, names in wanted.items() for name in names if name not in known[kind])


def _refusal(kind: str, name: str, known: Mapping[str, None]) -> WorkflowError:
    if kind == "scenarios":
        return UnknownScenario(name, known)
    hint = near(name, known)
    if kind == "states":
        return UnknownState(name, words.Line("no scenario has it; {near}", near=hint))
    if kind == "fields":
        return UnknownName(_FIELD, name, words.Line("no scenario has such a field; {near}", near=hint))
    return InvalidUnits(words.Line("no scenario has a role {role}; {near}", role=shown(name), near=hint))


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
    hint = near(unit, known, otherwise=words.Line("{way_units} shows those in the directory"))
    message = words.Line(
        "no unit {unit}, neither in the directory nor in an instance; {near}", unit=shown(unit), near=hint
    )
    raise InvalidUnits(message)
