"""Whom to ring: the people of units, with their telephone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.workflow import Engine, Instance


def whom_to_ring(engine: Engine, unit: str) -> tuple[str, ...]:
    """Return the handlers of a unit, each with a telephone number if one is known."""
    people = engine.directory.contacts(unit, Level.HANDLER) or engine.directory.contacts(unit, Level.LEADER)
    return tuple(f"{each.name} {each.mobile}" if each.mobile else each.name for each in people)


def who_can(engine: Engine, item: Instance, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the units of a matter that fill any of these roles, each with whom to ring there."""
    able = [unit for role in roles for unit in item.units.get(role, ())]
    return tuple(dict.fromkeys(words.joined([unit, *whom_to_ring(engine, unit)]) for unit in able))
