"""Binding units to roles: names become units of the directory, checked against the roles that the scenario declares."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from duban.states import SYSTEM, is_keepable, shown
from duban.workflow.errors import InvalidUnits
from duban.workflow.inputs import LONGEST_NAME

if TYPE_CHECKING:
    from duban.states import Definition, Role, Transition
    from duban.workflow.people.directory import Directory, Expansion

Names = str | Sequence[str]

_SEVERAL = 10


def bind_roles(
    definition: Definition, directory: Directory, units: Mapping[str, Names], *, only: bool = False
) -> dict[str, Expansion]:
    """Return the units of each role, with groups expanded; roles left out get their defaults, unless `only` is set.

    Raises InvalidUnits if a role is not declared, a required role is left out (unless `only`), a name cannot be a
    unit's, or a role that takes one unit is given several.
    """
    if not isinstance(units, Mapping):
        message = f"{shown(units)} does not map roles to their units"
        raise InvalidUnits(message)
    for name in units:
        if name not in definition.roles:
            close = difflib.get_close_matches(str(name)[:LONGEST_NAME], definition.roles, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(definition.roles)}"
            message = f"{definition.scenario} has no role {shown(name)}{hint}"
            raise InvalidUnits(message)
    bound = {}
    for role in definition.roles.values():
        if role.name in units:
            bound[role.name] = _expand(role, directory, _listed(units[role.name]))
        elif only:
            continue
        elif role.default:
            bound[role.name] = _expand(role, directory, role.default)
        elif role.required:
            message = (
                f"role {role.name!r} ({role.title}) is required: name its units, or give [] and let it wait for assign"
            )
            raise InvalidUnits(message)
    return bound


def bind_units(
    definition: Definition, directory: Directory, taken: Transition, state: str, units: Names | Mapping[str, Names]
) -> Expansion:
    """Return the new units of the role that a transition rebinds.

    Raises InvalidUnits if this entry of the trigger rebinds no role, or another one.
    """
    role = taken.rebinds
    if role is None:
        message = f"{taken.trigger!r} rebinds no role in state {state!r}: leave units out, or use assign"
        raise InvalidUnits(message)
    if isinstance(units, Mapping):
        if set(units) != {role}:
            message = f"{taken.trigger!r} rebinds {role!r} and no other role, not {shown(', '.join(map(str, units)))}"
            raise InvalidUnits(message)
        units = units[role]
    return _expand(definition.roles[role], directory, _listed(units))


def _listed(names: Names) -> list[str]:
    if not isinstance(names, Iterable):
        message = f"{shown(names)} is no list of units: give names, or [] to leave the role to assign"
        raise InvalidUnits(message)
    listed = [names] if isinstance(names, str) else list(names)
    for name in listed:
        if not isinstance(name, str):
            message = f"{shown(name)} is no unit's name: give text"
            raise InvalidUnits(message)
    return listed


def _expand(role: Role, directory: Directory, names: Sequence[str]) -> Expansion:
    for name in names:
        if not name.strip():
            message = f"role {role.name!r}: {shown(name)} is no unit's name"
            raise InvalidUnits(message)
        if name.strip() == SYSTEM or "/" in name or not is_keepable(name) or len(name) > LONGEST_NAME:
            message = f"role {role.name!r}: {shown(name)} cannot be a unit's name"
            raise InvalidUnits(message)
    expanded = directory.expand(names)
    if not role.many and (len(expanded.units) > 1 or any(directory.is_group(name) for name in names)):
        message = f"role {role.name!r} ({role.title}) takes one unit, not {'、'.join(names[:_SEVERAL])}"
        raise InvalidUnits(message)
    return expanded
