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
