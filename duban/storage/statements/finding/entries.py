"""Single entries of many histories, by their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Integer, bindparam, func, select, tuple_

from duban.storage.records import HistoryRecord
from duban.storage.statements.instances import table_of
from duban.storage.tables import HistoryRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Executable
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
        query = _query(connection.dialect.name, asked[start : start + _MANY])
        rows: list[Any] = list(connection.execute(query))
        found |= {(row[0], row[1]): HistoryRecord(*row[1:]) for row in rows}
    return found


def _query(dialect: str, places: Sequence[tuple[int, int]]) -> Executable:
    query = select(_history.c.instance_id, *_COLUMNS)
    if dialect != "sqlite":
        return query.where(tuple_(_history.c.instance_id, _history.c.seq).in_(places))
    # By a list of pairs, SQLite would read every entry that there is.
    each = func.json_each(bindparam("places", places, type_=JSON())).table_valued("value")
    key, seq = (func.json_extract(each.c.value, f"$[{place}]", type_=Integer()) for place in (0, 1))
    return query.select_from(each).join(_history, (_history.c.instance_id == key) & (_history.c.seq == seq))
