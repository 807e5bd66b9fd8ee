"""Moving everything that is remembered into another database: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, create_engine, event, func, select, text
from sqlalchemy.pool import NullPool

from duban.storage.backup import PATIENCE_SECONDS
from duban.storage.database import Database
from duban.storage.errors import DatabaseInUse, NotEmpty, StorageBusy
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from duban.storage.backup import Progress

BATCH = 1000
"""Rows that are held in memory at a time."""

_TABLES = ", ".join(metadata.tables)


@contextmanager
def held_still(database: Database) -> Iterator[Connection]:
    """Yield a connection for reading while nobody changes a row; raises DatabaseInUse where somebody is at work.

    Of a SQLite file nobody else may even have it open: a daemon that goes on with it would go on after the move.
    """
    with ExitStack() as stack:
        try:
            if database.is_sqlite:
                connection = stack.enter_context(_alone_with(database).writing())
            else:
                connection = stack.enter_context(_lock_out_writers(database))
        except StorageBusy:
            raise DatabaseInUse(database.where) from None
        yield connection


@contextmanager
def _lock_out_writers(database: Database) -> Iterator[Connection]:
    # The lock is taken before anything is read, so that what is read is what stands while it is held.
    with database.snapshot() as connection:
        connection.execute(text(f"LOCK TABLE {_TABLES} IN SHARE MODE NOWAIT"))
        yield connection


def _alone_with(database: Database) -> Database:
    engine = create_engine(
        database.engine.url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE_SECONDS}
    )
    event.listen(engine, "connect", _lock_out_others)
    return Database(engine, ours=True)


def _lock_out_others(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    # Said before the file is first looked into: then SQLite keeps everybody else out of it, readers too.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def count_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows each of our tables has, in the order in which they can be filled."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def require_empty(database: Database, connection: Connection) -> None:
    """Keep everybody else from our tables until the transaction ends; raises NotEmpty where one has a row."""
    _require_no_rows(database, connection)
    if not database.is_sqlite:
        # Somebody who is in there already, and be it ourselves by another address, is not waited for.
        connection.execute(text(f"LOCK TABLE {_TABLES} IN ACCESS EXCLUSIVE MODE NOWAIT"))
        _require_no_rows(database, connection)


def _require_no_rows(database: Database, connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
            raise NotEmpty(database.where, table.name)


def copy_rows(
    source: Connection, target: Connection, counts: dict[str, int], *, progress: Progress | None = None
) -> None:
    """Copy all rows of our tables, a batch at a time, and let the target's keys go on after the last one."""
    done, total = 0, sum(counts.values())
    for table in metadata.sorted_tables:
        insert = table.insert()
        # Read as it goes: neither driver holds the whole table.
        rows = source.execute(_in_order(table), execution_options={"yield_per": BATCH})
        for batch in rows.mappings().partitions():
            target.execute(insert, [dict(row) for row in batch])
            done += len(batch)
            if progress is not None:
                progress(done, total)
        if target.dialect.name == "postgresql" and counts[table.name]:
            _continue_keys(target, table)


def _in_order(table: Table) -> Select[Any]:
    """Return all rows in an order in which they can be inserted: what another row of the table names comes first."""
    own = [column for column in table.c for key in column.foreign_keys if key.column.table is table]
    return select(table).order_by(*(column.is_not(None) for column in own), *table.primary_key.columns)


def _continue_keys(target: Connection, table: Table) -> None:
    counted = table.autoincrement_column
    if counted is not None:
        highest = target.execute(select(func.max(counted))).scalar_one()
        sequence = func.pg_get_serial_sequence(table.name, counted.name)
        target.execute(select(func.setval(sequence, highest)))
