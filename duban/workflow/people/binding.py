"""Binding units to roles: names become units of the directory, checked against the roles that the scenario declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM, by_ids, fold_name, is_keepable, shown, tidy_name
from duban.workflow.errors import InvalidUnits, near
from duban.workflow.inputs import LONGEST_NAME
from duban.workflow.people.near_names import near_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.states import Definition, Role, Transition
    from duban.workflow.people.directory import Directory, Expansion

Names = str | Sequence[str]

_SEVERAL = 10


def bind_roles(
    definition: Definition,
    directory: Directory,
    units: Mapping[str, Names],
    *,
    only: bool = False,
    new: Iterable[str] | None = None,
) -> dict[str, Expansion]:
    """Return the units of each role, with groups expanded; roles left out get their defaults, unless `only` is set.

    With `new`, a directory that has units must know every unit that is named, but for those in `new`. The engine's own
    openings do without: they must not fail for a name.

    Raises InvalidUnits if a role is not declared, a required role is left out (unless `only`), a name cannot be a
    unit's, a role that takes one unit is given several, or units are not known.
    """
    if not isinstance(units, Mapping):
        message = words.Line("{units} does not map roles to their units", units=shown(units))
        raise InvalidUnits(message)
    units = _by_roles(definition, units)
    for name in units:
        if name not in definition.roles:
            raise InvalidUnits(_no_role(definition, name))
    bound = {}
    for role in definition.roles.values():
        if role.name in units:
            bound[role.name] = _expand(role, directory, _listed(units[role.name]))
        elif only:
            continue
        elif role.default:
            bound[role.name] = _expand(role, directory, role.default)
        elif role.required:
            message = words.Line(
                "role {role:shown} ({title}) is required: name its units ({way_bind}), "
                "or give [] and let it wait for assign",
                role=role.name,
                title=role.title,
            )
            raise InvalidUnits(message)
    if new is not None:
        _require_known(definition, directory, units, new)
    return bound


def binding_once(
    definition: Definition, directory: Directory, *, new: Iterable[str]
) -> Callable[[Mapping[str, Names]], Mapping[str, Expansion]]:
    """Return `bind_roles` for one batch, in which most items have units that another item has too: it is asked once."""
    known: dict[tuple[tuple[str, Names], ...], Mapping[str, Expansion]] = {}

    def bind(units: Mapping[str, Names]) -> Mapping[str, Expansion]:
        key = _key_of(units)
        found = None if key is None else known.get(key)
        if found is None:
            found = bind_roles(definition, directory, units, new=new)
            if key is not None:
                known[key] = found
        return found

    return bind


def _key_of(units: object) -> tuple[tuple[str, Names], ...] | None:
    """Return what units are known by; None for what may be no units, or can be read only once."""
    if not isinstance(units, Mapping):
        return None
    found: list[tuple[str, Names]] = []
    for role, names in units.items():
        if isinstance(names, str):
            found.append((role, names))
        elif isinstance(names, list | tuple) and all(isinstance(name, str) for name in names):
            found.append((role, tuple(names)))
        else:
            return None
    return tuple(found)


def bind_units(
    definition: Definition,
    directory: Directory,
    taken: Transition,
    state: str,
    units: Names | Mapping[str, Names],
    *,
    new: Iterable[str] = (),
) -> Expansion:
    """Return the new units of the role that a transition rebinds.

    Raises InvalidUnits if this entry of the trigger rebinds no role, or another one, or if the directory does not know
    a unit that is not in `new`.
    """
    role = taken.rebinds
    if role is None:
        message = words.Line(
            "{trigger:shown} rebinds no role in state {state:shown}: leave units out, or use assign",
            trigger=taken.trigger,
            state=state,
        )
        raise InvalidUnits(message)
    if isinstance(units, Mapping):
        units = _by_roles(definition, units)
        if set(units) != {role}:
            message = words.Line(
                "{trigger:shown} rebinds {role:shown} and no other role, not {given}",
                trigger=taken.trigger,
                role=role,
                given=shown(", ".join(map(str, units))),
            )
            raise InvalidUnits(message)
        units = units[role]
    expanded = _expand(definition.roles[role], directory, _listed(units))
    _require_known(definition, directory, {role: units}, new)
    return expanded


def unknown_units(directory: Directory, names: Iterable[str]) -> dict[str, words.Line]:
    """Return the names that a directory that lists units knows neither as unit nor as group, each with a hint at it."""
    if not directory.lists_units:
        return {}
    unknown = [
        name
        for name in dict.fromkeys(map(tidy_name, names))
        if fold_name(name) and not directory.knows(name) and not directory.is_group(name)
    ]
    return {name: _hint(near_units(directory, name)) for name in unknown}


def _hint(close: tuple[str, ...]) -> words.Line:
    if not close:
        return words.Line("it has none like it")
    return words.Line("it has {close:quoted}", close=close)


def _require_known(
    definition: Definition, directory: Directory, units: Mapping[str, Names], new: Iterable[str]
) -> None:
    """Raise InvalidUnits that names every unit that the directory does not know."""
    if not directory.lists_units:
        return
    told, problems = {fold_name(str(name)) for name in new}, []
    for role in definition.roles.values():
        if role.name not in units:
            continue
        for name, hint in unknown_units(directory, _listed(units[role.name])).items():
            if fold_name(name) not in told:
                facts = {"title": role.title, "unit": shown(name), "hint": hint}
                problems.append(words.Line("{title}: the directory knows no unit {unit}; {hint}", **facts))
    if problems:
        message = words.Line(
            "{problems:clauses}; put it into the directory, or say that it is new ({way_new_units})",
            problems=tuple(problems),
        )
        raise InvalidUnits(message)


def _by_roles(definition: Definition, units: Mapping[str, Names]) -> Mapping[str, Names]:
    """Return units by the ids of roles, which may be given by their titles."""
    if units.keys() <= definition.roles.keys():
        return units
    found, problems = by_ids(units, definition.roles)
    if problems:
        raise InvalidUnits(problems[0])
    return found


def _no_role(definition: Definition, name: object) -> words.Line:
    hint = near(str(name)[:LONGEST_NAME], definition.roles, cutoff=0.6)
    return words.Line(
        "{scenario} has no role {role}; {near}", scenario=definition.scenario, role=shown(name), near=hint
    )


def _listed(names: Names) -> list[str]:
    if not isinstance(names, Iterable):
        message = words.Line(
            "{names} is no list of units: give names, or [] to leave the role to assign", names=shown(names)
        )
        raise InvalidUnits(message)
    listed = [names] if isinstance(names, str) else list(names)
    for name in listed:
        if not isinstance(name, str):
            message = words.Line("{name} is no unit's name: give text", name=shown(name))
            raise InvalidUnits(message)
    return listed


def _is_unit(directory: Directory, name: str) -> bool:
    """Return whether a unit can have this name: it is not the engine's own, and has no / that people could read."""
    key = fold_name(name)
    known = "/" not in name and (directory.knows(name) or directory.is_group(name))
    return key != SYSTEM and (known or "/" not in key)


def _expand(role: Role, directory: Directory, names: Sequence[str]) -> Expansion:
    for name in names:
        if not fold_name(name):
            message = words.Line("role {role:shown}: {name} is no unit's name", role=role.name, name=shown(name))
            raise InvalidUnits(message)
        if not _is_unit(directory, name) or not is_keepable(name) or len(name) > LONGEST_NAME:
            message = words.Line("role {role:shown}: {name} cannot be a unit's name", role=role.name, name=shown(name))
            raise InvalidUnits(message)
    expanded = directory.expand(names)
    if not role.many and (len(expanded.units) > 1 or any(directory.is_group(name) for name in names)):
        message = words.Line(
            "role {role:shown} ({title}) takes one unit, not {units}",
            role=role.name,
            title=role.title,
            units=tuple(names[:_SEVERAL]),
        )
        raise InvalidUnits(message)
    return expanded
