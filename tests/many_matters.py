"""Thousands of instances made in bulk: rows like those of a few that were really opened, to see how reads scale."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

from duban.storage.statements.instances import table_of
from duban.storage.tables import BindingRow, HistoryRow, InstanceRow, OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban import Engine

_instance, _binding = table_of(InstanceRow), table_of(BindingRow)
_history, _outbox = table_of(HistoryRow), table_of(OutboxRow)
_BATCH = 2000
_HOUR = timedelta(hours=1)
_INSTANTS = ("due_at", "blue_at", "yellow_at", "red_at", "wake_at", "light_until")


def multiply(engine: Engine, many: int) -> None:
    """Copy the instances that there are until there are `many`, each copy an hour later, with all rows about it.

    They are read like any others; only their histories prove nothing, because the copies bear the hashes of the first.
    """
    with engine.database.writing() as connection:
        models = [dict(row) for row in connection.execute(select(_instance).order_by(_instance.c.id)).mappings()]
        beside = {table: _by_instance(connection, table) for table in (_binding, _history, _outbox)}
        top = connection.execute(select(func.max(_outbox.c.id))).scalar() or 0
        for start in range(len(models), many, _BATCH):
            copies = [(models[place % len(models)], place) for place in range(start, min(start + _BATCH, many))]
            connection.execute(insert(_instance), [_later(model, place, len(models)) for model, place in copies])
            for table, rows in beside.items():
                made: list[dict[str, Any]] = []
                for model, place in copies:
                    for row in rows.get(model["id"], ()):
                        top += 1
                        given = {"id": top, "message_id": f"<{top}@many>", "number": f"N-{place}"}
                        made.append(row | {"instance_id": place + 1} | (given if table is _outbox else {}))
                if made:
                    connection.execute(insert(table), made)
    with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))


def _by_instance(connection: Connection, table: Any) -> dict[int, list[dict[str, Any]]]:  # noqa: ANN401 - a table
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(select(table)).mappings():
        if row["instance_id"] is not None:
            found.setdefault(row["instance_id"], []).append(dict(row))
    return found


def _later(model: dict[str, Any], place: int, models: int) -> dict[str, Any]:
    by = _HOUR * (place // models)
    moved: dict[str, datetime] = {name: model[name] + by for name in _INSTANTS if model[name] is not None}
    apart = {"id": place + 1, "number": f"N-{place}", "seq": place + 1, "external_no": None, "source": None}
    return model | moved | apart
