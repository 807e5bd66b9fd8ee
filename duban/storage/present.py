"""What a database says of the present: its server's clock, and the newest thing that was written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from duban.storage.instances import table_of
from duban.storage.tables import HistoryRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_history = table_of(HistoryRow)


def server_time(connection: Connection) -> datetime | None:
    """Return what the server's clock shows; None for SQLite, whose clock is this machine's."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime | None = connection.execute(text("SELECT clock_timestamp()")).scalar()
    return found


def newest_entry(connection: Connection) -> datetime | None:
    """Return when the newest entry of all histories was written; None where there is none."""
    return connection.execute(select(func.max(_history.c.at))).scalar()
