"""What a database knows about the present time: its server's clock, and when its newest entry was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from duban.storage.statements.instances import table_of
from duban.storage.tables import HistoryRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_history = table_of(HistoryRow)


def server_time(connection: Connection) -> datetime | None:
    """Return the time of the server's clock, or None for SQLite, which uses this machine's."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime | None = connection.execute(text("SELECT clock_timestamp()")).scalar()
    return found


def newest_entry(connection: Connection) -> datetime | None:
    """Return when the newest entry of all histories was written, or None if there is no entry."""
    return connection.execute(select(func.max(_history.c.at))).scalar()


SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
"""The names of what SQLite tells as a number."""


def sqlite_pragmas(connection: Connection) -> tuple[str, str, bool]:
    """Return what a SQLite connection is set to: `synchronous` by its name, the journal mode, and foreign keys."""
    level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    return SYNCHRONOUS[level], journal.upper(), bool(connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one())


def server_settings(connection: Connection) -> dict[str, str]:
    """Return what a PostgreSQL server keeps through a power cut: its settings `fsync` and `synchronous_commit`."""
    names = ("fsync", "synchronous_commit")
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names}
