"""Move all stored rows into another database: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, create_engine, event, func, select, text
from sqlalchemy.pool import NullPool

from duban.storage.backup import PATIENCE_SECONDS
from duban.storage.connection import Database
from duban.storage.errors import DatabaseInUse, NotEmpty, StorageBusy
from duban.storage.statements import contents, instances
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from duban.storage.backup import Progress

BATCH = 1000
"""The most rows held in memory at a time."""

_TABLES = ", ".join(metadata.tables)


@contextmanager
def held_still(database: Database) -> Iterator[Connection]:
    """Yield a connection for reading while nobody can change a row.

    Nobody else may even have a SQLite file open: a daemon that has would keep using it after the move.

    Raises:
        DatabaseInUse: if somebody else is using the database.

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
    # The lock comes before the first read, because a snapshot that is taken at that read must not miss a write.
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
    # Set before the first access to the file: then SQLite locks out everybody else, readers too.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each of our tables, in an order in which foreign keys allow filling them."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def require_empty(database: Database, connection: Connection) -> None:
    """Lock everybody else out of our tables until the transaction ends. Raise NotEmpty if one of them has a row."""
    _require_no_rows(database, connection)
    if not database.is_sqlite:
        # Do not wait for others who use the tables: it may be ourselves, if both addresses name one database.
        connection.execute(text(f"LOCK TABLE {_TABLES} IN ACCESS EXCLUSIVE MODE NOWAIT"))
        _require_no_rows(database, connection)


def _require_no_rows(database: Database, connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
            raise NotEmpty(database.where, table.name)


def copy_rows(
    source: Connection, target: Connection, counts: dict[str, int], *, progress: Progress | None = None
) -> None:
    """Copy all rows of our tables in batches, and set the target's sequences to continue after the last key."""
    done, total = 0, sum(counts.values())
    for table in metadata.sorted_tables:
        insert = table.insert()
        # Streamed, so that neither driver holds the whole table in memory.
        rows = source.execute(_in_order(table), execution_options={"yield_per": BATCH})
        for batch in rows.mappings().partitions():
            target.execute(insert, [dict(row) for row in batch])
            done += len(batch)
            if progress is not None:
                progress(done, total)
        if target.dialect.name == "postgresql" and counts[table.name]:
            _continue_keys(target, table)


def _in_order(table: Table) -> Select[Any]:
    """Return a query for all rows, ordered so that rows which others of the same table refer to come first."""
    own = [column for column in table.c for key in column.foreign_keys if key.column.table is table]
    return select(table).order_by(*(column.is_not(None) for column in own), *table.primary_key.columns)


def _continue_keys(target: Connection, table: Table) -> None:
    counted = table.autoincrement_column
    if counted is not None:
        highest = target.execute(select(func.max(counted))).scalar_one()
        sequence = func.pg_get_serial_sequence(table.name, counted.name)
        target.execute(select(func.setval(sequence, highest)))


def continue_numbers(target: Connection) -> None:
    """Let the counters of scenarios whose numbers may have gaps go on after the highest: the sequence begins anew."""
    for scenario in contents.scenarios_with_gaps(target):
        instances.lift_counters(target, scenario)
