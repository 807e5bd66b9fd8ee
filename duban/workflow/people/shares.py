"""Shares of targets: which unit has to bring how many, by units and groups of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import fold_name, shown
from duban.workflow.errors import InvalidUnits
from duban.workflow.people.binding import unknown_units

if TYPE_CHECKING:
    from duban.states import Definition, Quota
    from duban.workflow.people.directory import Directory


def shares_of(definition: Definition, directory: Directory) -> dict[str, dict[str, int]]:
    """Return by target how many each unit has to bring, in the order of the file.

    A unit that is named itself has what is said for it, whatever its groups have; of two groups, the one that lies
    within the other says it.

    Raises InvalidUnits if the directory lists units and lacks one of the names, or if two groups of which neither lies
    within the other say different numbers for a unit.
    """
    return {quota.name: _shares(quota, directory) for quota in definition.targets.values()}


def _shares(quota: Quota, directory: Directory) -> dict[str, int]:
    problems = [
        words.Line("the directory knows no unit {unit}; {hint}", unit=shown(name), hint=hint)
        for name, hint in unknown_units(directory, quota.per_unit).items()
    ]
    if problems:
        raise InvalidUnits(words.Line("target {name:shown}: {problems:clauses}", name=quota.name, problems=problems))
    members = {name: _members(directory, name) for name in quota.per_unit}
    found: dict[str, tuple[str, str]] = {}
    for name, units in members.items():
        for key, unit in units.items():
            if key not in found:
                found[key] = unit, name
                continue
            other = found[key][1]
            if quota.per_unit[other] == quota.per_unit[name] or members[other].keys() < units.keys():
                continue
            if not units.keys() < members[other].keys():
                facts = {"name": quota.name, "unit": unit, "one": other, "other": name}
                message = words.Line(
                    "target {name:shown}: {unit} is in {one:shown} and in {other:shown}, which ask different numbers "
                    "of it; name the unit itself beside them",
                    **facts,
                )
                raise InvalidUnits(message)
            found[key] = unit, name
    return {unit: quota.per_unit[name] for unit, name in found.values()}


def _members(directory: Directory, name: str) -> dict[str, str]:
    """Return the units that a name means, by their folded names: a group's, or the one."""
    units = directory.members(name) if directory.is_group(name) else (directory.canonical(name),)
    return {fold_name(unit): unit for unit in units}
