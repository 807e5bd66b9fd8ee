"""Whom one can be in the demo: the people of the units that take part, each with the function that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.demo.cast import SUPERVISOR
from duban.desk import DeskOffice, Function, Identity, Membership
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger import LedgerRow
    from duban.workflow import Engine

_LEADER = "leader"
"""The role of the city leader, in the scenario of plans."""

_SEEING_ALL = {Function.OFFICER, Function.PRINCIPAL}


@dataclass(frozen=True, slots=True)
class Party:
    """A unit of the demo with its people; `waiting` matters wait for it."""

    unit: str
    people: tuple[Identity, ...]
    waiting: int

    @property
    def rank(self) -> int:
        """Return 0 for a unit that sees all matters, else 1."""
        return 0 if any(each.function in _SEEING_ALL for each in self.people) else 1


def people_of(engine: Engine, rows: Iterable[LedgerRow]) -> dict[str, Identity]:
    """Make an account for everybody of the units that take part, and return them by what stands in their cookie."""
    units: dict[str, set[str]] = {}
    for row in rows:
        for role, names in row.units.items():
            for unit in engine.directory.expand(names).units:
                units.setdefault(unit, set()).add(role)
    office, found = DeskOffice(engine), dict[str, Identity]()
    office.init()
    for unit, roles in units.items():
        for name, level in _people(engine, unit):
            function = _function(level, roles)
            key = str(len(found) + 1)
            office.add(f"demo{key}", shown=name, unit=unit, function=function, person=name)
            place = Membership(len(found) + 1, unit, name, function)
            found[key] = Identity(len(found) + 1, f"demo{key}", name, place, (place,))
    return found


def parties(engine: Engine, people: dict[str, Identity]) -> list[Party]:
    """Return the units with their people, those who supervise first, then those for whom most is waiting."""
    waiting = engine.count(by="waiting_for").by
    units: dict[str, list[Identity]] = {}
    for identity in people.values():
        units.setdefault(identity.membership.unit, []).append(identity)
    found = [Party(unit, tuple(those), waiting.get(unit, 0)) for unit, those in units.items()]
    return sorted(found, key=lambda party: (party.rank, -party.waiting))


def _people(engine: Engine, unit: str) -> list[tuple[str, Level]]:
    """Return who works in a unit, each once, at the lowest of their levels."""
    found: dict[str, Level] = {}
    for level in (Level.HANDLER, Level.LEADER):
        for contact in engine.directory.contacts(unit, level):
            if contact.unit == unit:
                found.setdefault(contact.name, level)
    return list(found.items())


def _function(level: Level, roles: set[str]) -> Function:
    if _LEADER in roles:
        return Function.PRINCIPAL
    if SUPERVISOR in roles:
        return Function.OFFICER
    return Function.LEADER if level is Level.LEADER else Function.CLERK
