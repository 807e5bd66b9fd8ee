"""Reshaping: the units and persons that there are after a renaming, a merger, a split or a closing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban import words
from duban.states import each_once, fold_name, is_among, same_name, shown
from duban.workflow.errors import InvalidUnits, near
from duban.workflow.people import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.workflow.people import Contact

Heirs = dict[str, tuple[str, ...]]
"""The successors of each unit that goes, or is another one now."""


def find(units: Sequence[Unit], name: str) -> Unit | None:
    """Return the unit with this name or other name."""
    key = fold_name(name)
    return next((unit for unit in units if key in map(fold_name, (unit.name, *unit.aliases))), None)


def proper(units: Sequence[Unit], heirs: Mapping[str, tuple[str, ...]]) -> Heirs:
    """Return the successors by the units' own names.

    Raises InvalidUnits if one is not in the directory; where that is empty, any name is a unit's.
    """
    if not units:
        return dict(heirs)
    found: Heirs = {}
    for old, new in heirs.items():
        unit = find(units, old)
        if unit is None:
            known = near(old, [each.name for each in units])
            raise InvalidUnits(words.Line("no unit {unit} in the directory; {near}", unit=shown(old), near=known))
        found[unit.name] = tuple(_own_name(units, each, unless=unit) for each in new)
    return found


def _own_name(units: Sequence[Unit], name: str, *, unless: Unit) -> str:
    """Return the own name of the unit that is called so; an alias of the one that changes may be its new name."""
    there = find(units, name)
    return name if there is None or there is unless else there.name


def names_before(units: Sequence[Unit], old: str) -> tuple[str, ...]:
    """Return every name under which matters can have a unit."""
    unit = find(units, old)
    return (old,) if unit is None else (unit.name, *unit.aliases)


def renamed(units: Sequence[Unit], contacts: Sequence[Contact], old: str, new: str) -> tuple[list[Unit], list[Contact]]:
    """Return the units and persons if `old` is called `new`; the old name is one of its other names then."""
    there = find(units, new)
    if there is not None and there.name != old:
        message = words.Line("{new:shown} is a name of {unit}: merge the two", new=new, unit=there.name)
        raise InvalidUnits(message)
    return merged(units, contacts, [old], new)


def merged(
    units: Sequence[Unit], contacts: Sequence[Contact], olds: Sequence[str], new: str
) -> tuple[list[Unit], list[Contact]]:
    """Return the units and persons if units become one, at the place of that, or of the first of them if it is new."""
    there = find(units, new)
    name = new if there is None or is_among(there.name, olds) else there.name
    gone = [unit for unit in units if is_among(unit.name, olds)]
    first = there if there is not None and there not in gone else gone[0] if gone else None
    if first is None:
        return list(units), list(contacts)
    whole = [first, *(unit for unit in gone if unit is not first)]
    others = each_once([each for unit in whole for each in (unit.name, *unit.aliases)])
    one = Unit(
        name,
        tuple(each for each in others if not same_name(each, name)),
        tuple(each_once([group for unit in whole for group in unit.groups])),
        first.parent,
    )
    kept = [one if unit is first else unit for unit in units if unit is first or unit not in gone]
    heirs = {unit.name: name for unit in whole}
    return [_under(unit, heirs) for unit in kept], moved(contacts, heirs)


def split(
    units: Sequence[Unit], contacts: Sequence[Contact], old: str, parts: Sequence[str], rest: str
) -> tuple[list[Unit], list[Contact]]:
    """Return the units and persons if a unit becomes several; its names and its people go to `rest`.

    Parts that are new stand in its place, under its parent and in its groups.
    """
    unit = find(units, old)
    if unit is None:
        return list(units), list(contacts)
    stays = is_among(unit.name, parts)
    fresh = [Unit(part, (), unit.groups, unit.parent) for part in parts if find(units, part) is None]
    there = [each for each in units if each is not unit or stays]
    place = units.index(unit) + stays
    found = [*there[:place], *fresh, *there[place:]]
    if stays:
        return found, list(contacts)
    target = find(found, rest)
    name = rest if target is None else target.name
    aliases = tuple(each_once([*(() if target is None else target.aliases), unit.name, *unit.aliases]))
    heirs = {unit.name: name}
    found = [replace(each, aliases=aliases) if each is target else each for each in found]
    return [_under(each, heirs) for each in found], moved(contacts, heirs)


def closed(units: Sequence[Unit], contacts: Sequence[Contact], old: str) -> tuple[list[Unit], list[Contact]]:
    """Return the units and persons without a unit and its people; nobody names these as deputies any more."""
    kept = [
        replace(each, parent=None) if same_name(each.parent, old) else each
        for each in units
        if not same_name(each.name, old)
    ]
    people = [each for each in contacts if not same_name(each.unit, old)]
    return kept, without_lost_deputies(people)


def moved(contacts: Sequence[Contact], heirs: Mapping[str, str]) -> list[Contact]:
    """Return persons in the units that took over theirs; who stands there already is not moved there again."""
    now = {fold_name(old): new for old, new in heirs.items() if old != new}
    there = {_key(each) for each in contacts if fold_name(each.unit) not in now}
    found: dict[tuple[str, str, str], Contact] = {}
    for contact in contacts:
        unit = now.get(fold_name(contact.unit), contact.unit)
        home, slash, name = (contact.deputy or "").rpartition("/")
        deputy = f"{now[fold_name(home)]}/{name}" if slash and fold_name(home) in now else contact.deputy
        row = replace(contact, unit=unit, deputy=deputy)
        if unit == contact.unit or _key(row) not in there:
            found.setdefault(_key(row), row)
    return list(found.values())


def _key(contact: Contact) -> tuple[str, str, str]:
    return fold_name(contact.unit), fold_name(contact.name), contact.level.value


def without_lost_deputies(contacts: Sequence[Contact]) -> list[Contact]:
    """Return persons without the deputies that are nobody among them."""
    there = {(fold_name(each.unit), fold_name(each.name)) for each in contacts}
    names = {name for _, name in there}

    def lost(contact: Contact) -> bool:
        home, slash, name = (contact.deputy or "").rpartition("/")
        return (fold_name(home), fold_name(name)) not in there if slash else fold_name(name) not in names

    return [replace(each, deputy=None) if each.deputy and lost(each) else each for each in contacts]


def _under(unit: Unit, heirs: Mapping[str, str]) -> Unit:
    """Return a unit with the successor of its parent."""
    now = next((new for old, new in heirs.items() if same_name(unit.parent, old)), unit.parent)
    return replace(unit, parent=None if same_name(now, unit.name) else now)
