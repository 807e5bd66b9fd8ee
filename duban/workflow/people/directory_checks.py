"""Checks between the rows of a directory: names are unique, people and units exist, parents form no circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import fold_name
from duban.workflow.people.wishes import usable_wishes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.workflow.people.contacts import Contact, Unit


_SEVERAL = 10
"""The most names that a message lists."""


def problems_between(units: Sequence[Unit], contacts: Sequence[Contact]) -> tuple[words.Line, ...]:
    """Return one line of text per contradiction, with the row's file and line and what to do."""
    return tuple(words.at(where, problem) if where else problem for where, problem in rows_at_odds(units, contacts))


def rows_at_odds(units: Sequence[Unit], contacts: Sequence[Contact]) -> list[tuple[str, words.Line]]:
    """Return each contradiction with the file and line of the row that has it."""
    return [
        *_blank(units, contacts),
        *_names(units),
        *_groups(units),
        *_parents(units),
        *_contacts(units, contacts),
        *_deputies(units, contacts),
        *((each.where, problem) for each in contacts for problem in usable_wishes(each.wishes)[1]),
    ]


def _blank(units: Sequence[Unit], contacts: Sequence[Contact]) -> Iterator[tuple[str, words.Line]]:
    for unit in units:
        if not all(map(fold_name, (unit.name, *unit.aliases, *unit.groups))):
            yield unit.where, words.Line("a unit has a name of nothing but invisible characters; write its name")
    for contact in contacts:
        if not fold_name(contact.unit) or not fold_name(contact.name):
            yield contact.where, words.Line("a contact has a name of nothing but invisible characters; write it out")


def _names(units: Sequence[Unit]) -> Iterator[tuple[str, words.Line]]:
    owners: dict[str, Unit] = {}
    for unit in units:
        for name in dict.fromkeys((unit.name, *unit.aliases)):
            owner = owners.setdefault(fold_name(name), unit)
            if owner is not unit:
                yield (
                    unit.where,
                    words.Line(
                        "unit {name} already names {owner} ({where}); a name stands for one unit"
                        if name == unit.name
                        else "alias {name} already names {owner} ({where}); a name stands for one unit",
                        name=name,
                        owner=owner.name,
                        where=owner.where,
                    ),
                )


def _groups(units: Sequence[Unit]) -> Iterator[tuple[str, words.Line]]:
    owners = {fold_name(name): unit for unit in units for name in (unit.name, *unit.aliases)}
    for unit in units:
        for group in unit.groups:
            if owner := owners.get(fold_name(group)):
                yield (
                    unit.where,
                    words.Line(
                        "group {group} is also a name of the unit {unit}; rename the group",
                        group=group,
                        unit=owner.name,
                    ),
                )


def _parents(units: Sequence[Unit]) -> Iterator[tuple[str, words.Line]]:
    owners = {fold_name(name): unit for unit in units for name in (unit.name, *unit.aliases)}
    settled: set[str] = set()
    for unit in units:
        path: dict[str, None] = {}  # ordered, with fast lookup: a chain can be as long as the file
        current: Unit | None = unit
        while current is not None and current.name not in settled and current.name not in path:
            path[current.name] = None
            current = owners.get(fold_name(current.parent)) if current.parent else None
        if current is not None and current.name in path:
            names = list(path)
            loop = [*names[names.index(current.name) :], current.name]
            shown = [*loop[:_SEVERAL], "…", loop[-1]] if len(loop) > _SEVERAL + 1 else loop
            yield (
                current.where,
                words.Line("parents go round in a circle: {loop}; clear one of them", loop=" → ".join(shown)),
            )
        settled.update(path)


def _contacts(units: Sequence[Unit], contacts: Sequence[Contact]) -> Iterator[tuple[str, words.Line]]:
    owners = {fold_name(name): unit.name for unit in units for name in (unit.name, *unit.aliases)}
    seen: dict[tuple[str, str, str], Contact] = {}
    for contact in contacts:
        unit = owners.get(fold_name(contact.unit))
        if unit is None:
            yield (
                contact.where,
                words.Line(
                    "unit {unit} of {name} is not declared; add it to the units", unit=contact.unit, name=contact.name
                ),
            )
            continue
        first = seen.setdefault((unit, fold_name(contact.name), contact.level), contact)
        if first is not contact:
            yield (
                contact.where,
                words.Line(
                    "{name} is already {level} of {unit} ({where}); keep one row",
                    name=contact.name,
                    level=contact.level.value,
                    unit=unit,
                    where=first.where,
                ),
            )


def _deputies(units: Sequence[Unit], contacts: Sequence[Contact]) -> Iterator[tuple[str, words.Line]]:
    owners = {fold_name(name): unit.name for unit in units for name in (unit.name, *unit.aliases)}

    def home(name: str) -> str:
        return owners.get(fold_name(name), name)

    places: dict[str, dict[str, None]] = {}
    for contact in contacts:
        places.setdefault(fold_name(contact.name), {})[home(contact.unit)] = None
    for contact in contacts:
        if not contact.deputy:
            continue
        unit, slash, name = contact.deputy.rpartition("/")
        homes = places.get(fold_name(name), {})
        own = home(unit) if slash else home(contact.unit)
        if own == home(contact.unit) and fold_name(name) == fold_name(contact.name):
            yield (
                contact.where,
                words.Line("{name} is named as their own deputy; name somebody else", name=contact.name),
            )
        elif own in homes:
            continue
        elif slash or not homes:
            yield (
                contact.where,
                words.Line(
                    "deputy {deputy} of {name} is nobody in the contacts; add or correct it",
                    deputy=contact.deputy,
                    name=contact.name,
                ),
            )
        elif len(homes) > 1:
            yield (
                contact.where,
                words.Line(
                    "deputy {deputy} of {name} may be of {units}; write unit/name",
                    deputy=name,
                    name=contact.name,
                    units=tuple(list(homes)[:_SEVERAL]),
                ),
            )
