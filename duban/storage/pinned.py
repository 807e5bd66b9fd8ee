"""Which definitions the open instances of a scenario are pinned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from duban.storage.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_instance = table_of(InstanceRow)
_open = (_instance.c.scenario == bindparam("s"), _instance.c.closed_at.is_(None))
_counts = select(_instance.c.definition, func.count()).where(*_open).group_by(_instance.c.definition)
_others = select(_instance.c.number).where(*_open, _instance.c.definition != bindparam("d")).order_by(_instance.c.id)


def count_open_by_definition(connection: Connection, scenario: str) -> dict[str, int]:
    """Return how many open instances of a scenario are pinned to each definition, by its digest."""
    return {row[0]: row[1] for row in connection.execute(_counts, {"s": scenario})}


def open_under_others(connection: Connection, scenario: str, digest: str) -> list[str]:
    """Return the numbers of a scenario's open instances that are pinned to another definition than this, oldest first.

    Only the numbers: each is read again under its lock.
    """
    return [row[0] for row in connection.execute(_others, {"s": scenario, "d": digest})]
