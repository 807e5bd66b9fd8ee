"""Completion of instance numbers: those that start with what somebody has typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_instance = table_of(InstanceRow)


def numbers_beginning(connection: Connection, beginning: str, *, limit: int) -> list[tuple[str, str]]:
    """Return number and title of the instances whose number starts with `beginning`, newest first."""
    query = (
        select(_instance.c.number, _instance.c.title)
        .where(_instance.c.number.startswith(beginning, autoescape=True))
        .order_by(_instance.c.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]
