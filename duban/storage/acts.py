"""Write everything that one act produces: history entries, changed columns and messages.

On PostgreSQL they go out as one statement, so that the act waits for the server once and not three times. SQLite has no
server to wait for and takes them one by one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import astuple
from sqlalchemy import Insert, Table, bindparam, insert, update

from duban.storage import instances, outbox
from duban.storage.instances import table_of
from duban.storage.prepared import Prepared
from duban.storage.records import NewMessage
from duban.storage.tables import HistoryRow, InstanceRow, OutboxRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.storage.records import HistoryRecord

_history, _instance, _outbox = table_of(HistoryRow), table_of(InstanceRow), table_of(OutboxRow)
_MOST = 8
"""The most rows in one statement; each number of rows needs a statement text of its own."""


def write_act(
    connection: Connection,
    key: int,
    changes: Mapping[str, Any],
    entries: Sequence[HistoryRecord],
    messages: Sequence[NewMessage],
) -> None:
    """Write what an act did to the instance `key`, whose row the caller has locked."""
    if connection.dialect.name == "sqlite" or not changes or len(entries) + len(messages) > _MOST:
        instances.append_history(connection, [(key, entry) for entry in entries])
        instances.save_instances(connection, [{"key": key, **changes}])
        outbox.add_messages(connection, messages)
        return
    statement, names = _together(tuple(changes), len(entries), len(messages))
    row = [*changes.values(), key]
    for entry in entries:
        row += (key, *astuple(entry))
    for message in messages:
        row += astuple(message)
    statement.run_in_order(connection, names, [row])


@cache
def _together(changed: tuple[str, ...], entries: int, messages: int) -> tuple[Prepared, tuple[str, ...]]:
    """Return the statement and the names of its values, in the order in which they are bound."""
    names = [f"new_{name}" for name in changed] + ["key"]
    statement = update(_instance).where(_instance.c.id == bindparam("key"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in changed})
    for table, columns, count in (
        (_history, instances.APPENDED, entries),
        (_outbox, NewMessage.__struct_fields__, messages),
    ):
        if count:
            rows = [[f"{table.name}_{place}_{name}" for name in columns] for place in range(count)]
            statement = statement.add_cte(_rows(table, columns, rows).cte(f"into_{table.name}"))
            names += [name for row in rows for name in row]
    return Prepared(statement), tuple(names)


def _rows(table: Table, columns: tuple[str, ...], rows: list[list[str]]) -> Insert:
    return insert(table).values(
        [
            {column: bindparam(name, type_=table.c[column].type) for column, name in zip(columns, row, strict=True)}
            for row in rows
        ]
    )
