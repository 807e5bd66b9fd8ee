"""Reads about which definitions instances are pinned to and which units fill their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from duban.states import fold_name
from duban.storage.statements.instances import CALENDARS, DIRECTORY, table_of
from duban.storage.tables import BindingRow, DefinitionRow, InstanceRow

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.engine import Connection

_instance, _definition, _binding = table_of(InstanceRow), table_of(DefinitionRow), table_of(BindingRow)
_open = (_instance.c.scenario == bindparam("s"), _instance.c.closed_at.is_(None))
_counts = select(_instance.c.definition, func.count()).where(*_open).group_by(_instance.c.definition)
_counts_of_all = (
    select(_instance.c.definition, func.count()).where(_instance.c.closed_at.is_(None)).group_by(_instance.c.definition)
)
_others = select(_instance.c.number).where(*_open, _instance.c.definition != bindparam("d")).order_by(_instance.c.id)
_documents = select(_definition.c.document).order_by(_definition.c.scenario, _definition.c.version)


def _each_unit(*where: ColumnElement[bool]) -> CTE:
    """Return the units of bindings by a look into the index for each, instead of reading every instance of theirs."""
    found = select(func.min(_binding.c.unit).label("unit")).where(*where).cte("bound", recursive=True)
    following = select(func.min(_binding.c.unit)).where(_binding.c.unit > found.c.unit, *where).scalar_subquery()
    return found.union_all(select(following).where(found.c.unit.is_not(None)))


_unit, _at_work = _each_unit(), _each_unit(_binding.c.open)
_units = select(_unit.c.unit).where(_unit.c.unit.is_not(None))
_units_at_work = select(_at_work.c.unit).where(_at_work.c.unit.is_not(None))
# The last of them is none, so that there is always a row.
_stamped = select(CALENDARS, DIRECTORY, _unit.c.unit)


def documents(connection: Connection) -> list[str]:
    """Return the documents of all stored definitions."""
    return list(connection.execute(_documents).scalars())


def bound_units(connection: Connection) -> list[str]:
    """Return every unit that fills a role of any instance, open or closed, in order."""
    return list(connection.execute(_units).scalars())


def units_at_work(connection: Connection) -> list[str]:
    """Return every unit that fills a role of an open instance, in order."""
    return list(connection.execute(_units_at_work).scalars())


def stamped_units(connection: Connection) -> tuple[int | None, int | None, list[str]]:
    """Return in one statement what `read_stamps` and `bound_units` do."""
    found = connection.execute(_stamped).all()
    return found[0][0], found[0][1], [row[2] for row in found if row[2] is not None]


def bound_as(connection: Connection, *names: str) -> list[str]:
    """Return the spellings of a unit's names under which it fills roles of instances."""
    keys = set(map(fold_name, names))
    return [each for each in bound_units(connection) if fold_name(each) in keys]


def count_open_by_definition(connection: Connection, scenario: str) -> dict[str, int]:
    """Return how many open instances of a scenario are pinned to each definition, by its digest."""
    return {row[0]: row[1] for row in connection.execute(_counts, {"s": scenario})}


def count_open(connection: Connection) -> dict[str, int]:
    """Return how many open instances are pinned to each definition, by its digest, whatever their scenario."""
    return {row[0]: row[1] for row in connection.execute(_counts_of_all)}


def open_under_others(connection: Connection, scenario: str, digest: str) -> list[str]:
    """Return the numbers of a scenario's open instances that are pinned to another definition, oldest first.

    Only the numbers, because each instance is read again under its lock.
    """
    return [row[0] for row in connection.execute(_others, {"s": scenario, "d": digest})]
