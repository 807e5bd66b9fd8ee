"""What a database knows about the present time: its server's clock, and when its newest entry was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, select, text

from duban.storage.statements.instances import table_of
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_history, _instance = table_of(HistoryRow), table_of(InstanceRow)


def server_time(connection: Connection) -> datetime | None:
    """Return the time of the server's clock, or None for SQLite, which uses this machine's."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime | None = connection.execute(text("SELECT clock_timestamp()")).scalar()
    return found


def newest_entry(connection: Connection) -> datetime | None:
    """Return when the newest entry of all histories was written, or None if there is no entry."""
    return connection.execute(select(func.max(_history.c.at))).scalar()


def written_after(connection: Connection, moment: datetime) -> tuple[int, str]:
    """Return how many instances have entries from after a moment, and the number of one of them."""
    query = (
        select(func.count(distinct(_instance.c.id)), func.min(_instance.c.number))
        .join(_history, _history.c.instance_id == _instance.c.id)
        .where(_history.c.at > moment)
    )
    count, number = connection.execute(query).one()
    return count, number or ""


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
