"""Fields that name a unit: each is kept by the unit's own name, and one that the directory does not know is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import FieldType, InvalidData, whole
from duban.workflow.errors import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Definition, Field
    from duban.workflow.people.directory import Directory


def given_values(
    definition: Definition, directory: Directory, data: Mapping[str, Any], standing: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return checked data of an act as the history keeps them: units by their names, all steps of a field together."""
    return whole_steps(definition, standing or {}, known_units(definition, directory, data)) if data else {}


def known_units(
    definition: Definition, directory: Directory, data: Mapping[str, Any], *, strict: bool = True
) -> dict[str, Any]:
    """Return checked data with the names of units as the directory has them.

    Raises InvalidData for a name that is no unit of a directory that has units, unless `strict` is not set: what the
    engine opens by itself never fails for a name.
    """
    found = dict(data)
    problems = []
    for name in data.keys() & {field.name for field in definition.fields.values() if field.type is FieldType.UNIT}:
        given = data[name]
        named = given if isinstance(given, list) else [given]
        problems += [_unknown(name, unit, directory) for unit in named if strict and not _knows(directory, unit)]
        canonical = [directory.canonical(unit) for unit in named]
        found[name] = list(dict.fromkeys(canonical)) if isinstance(given, list) else canonical[0]
    for name in data.keys() & {field.name for field in definition.fields.values() if _is_steps(field)}:
        rows = data[name] if isinstance(data[name], list) else [data[name]]
        units = [row["unit"] for row in rows if "unit" in row]
        problems += [_unknown(name, unit, directory) for unit in units if strict and not _knows(directory, unit)]
        named = [row | ({"unit": directory.canonical(row["unit"])} if "unit" in row else {}) for row in rows]
        found[name] = named if isinstance(data[name], list) else named[0]
    if problems:
        raise InvalidData(tuple(problems))
    return found


def whole_steps(definition: Definition, standing: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data in which a step that was added or changed is among all the others, as the history keeps them.

    Raises InvalidData if a new step has no day.
    """
    found = dict(data)
    for name, value in data.items():
        if _is_steps(definition.fields[name]) and isinstance(value, dict):
            try:
                found[name] = whole(standing.get(name, ()), value)
            except ValueError as error:
                said = words.Line('field "{field}" {problem}', field=name, problem=words.said_by(error))
                raise InvalidData((said,)) from None
    return found


def _is_steps(field: Field) -> bool:
    return field.type is FieldType.MILESTONES


def _knows(directory: Directory, unit: str) -> bool:
    return not directory.units or directory.knows(unit)


def _unknown(field: str, unit: str, directory: Directory) -> words.Line:
    if directory.is_group(unit):
        said = words.Line("names {unit:shown}, a group of units: name one of them", unit=unit)
    else:
        hint = near(unit, [each.name for each in directory.units])
        said = words.Line("names {unit:shown}, and the directory has no such unit; {near}", unit=unit, near=hint)
    return words.Line('field "{field}" {problem}', field=field, problem=said)
