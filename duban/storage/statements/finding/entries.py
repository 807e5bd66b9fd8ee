"""Single entries of many histories, by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from duban.storage.records import HistoryRecord
from duban.storage.statements.instances import table_of
from duban.storage.tables import HistoryRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

_history = table_of(HistoryRow)
_COLUMNS = [_history.c[name] for name in HistoryRecord.__struct_fields__]
_MANY = 400
"""The most places in one statement, below the limit of every SQLite."""


def entries_at(connection: Connection, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], HistoryRecord]:
    """Return the entries that stand at these places, each the key of an instance and a seq."""
    found: dict[tuple[int, int], HistoryRecord] = {}
    asked = sorted(places)
    for start in range(0, len(asked), _MANY):
        among = tuple_(_history.c.instance_id, _history.c.seq).in_(asked[start : start + _MANY])
        query = select(_history.c.instance_id, *_COLUMNS).where(among)
        found |= {(row[0], row[1]): HistoryRecord(*row[1:]) for row in connection.execute(query)}
    return found
