"""Carrying the desk's tables over into another database, after the engine's own rows have moved there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from duban.desk.store.connecting import reading, writing
from duban.desk.store.schema import is_furnished, upgrade
from duban.desk.store.tables import metadata

if TYPE_CHECKING:
    from duban.workflow import Engine


def carry_over(engine: Engine, to: Engine) -> dict[str, int]:
    """Copy all rows of the desk into the database of another engine, which has none; return how many of each table.

    Return nothing if there is no desk. Tables that the other database has already must be empty.
    """
    if not is_furnished(engine):
        return {}
    upgrade(to)
    counts = {}
    with reading(engine) as source, writing(to) as target:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            counts[table.name] = len(rows)
            if rows:
                target.execute(table.insert(), rows)
            counted = table.autoincrement_column
            if rows and counted is not None and target.dialect.name == "postgresql":
                highest = target.execute(select(func.max(counted))).scalar_one()
                sequence = func.pg_get_serial_sequence(table.name, counted.name)
                target.execute(select(func.setval(sequence, highest)))
    return counts
