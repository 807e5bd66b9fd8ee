"""Connections of ours: how one is prepared, and whether one that was kept is still there."""

from __future__ import annotations

import select
from typing import Any

from sqlalchemy.exc import DisconnectionError


def prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    """Set a new SQLite connection to foreign keys, WAL and a durability that survives the death of the process."""
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = NORMAL")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
    except Exception as error:
        # A read-only database cannot change its journal, and may be read all the same; where another process is just
        # making the same change, that one serves.
        if not any(word in str(error).lower() for word in ("readonly", "locked")):
            raise
    finally:
        cursor.close()


def still_there(raw: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Give no connection out of the pool that the server has hung up.

    A server that goes says so, or its end of the line falls silent: either way there is something to read where nothing
    was asked. To ask it first, as `pool_pre_ping` does, costs three ways there and back, half of what an act takes.
    """
    if has_hung_up(raw):
        raise DisconnectionError


def has_hung_up(raw: Any) -> bool:  # noqa: ANN401 - the driver's own connection
    """Return whether there is something to read where nothing was asked."""
    line = raw.fileno()
    if not hasattr(select, "poll"):  # Windows, where the numbers of files have no limit that matters to `select`
        return bool(select.select([line], [], [], 0)[0])
    asked = select.poll()
    asked.register(line, select.POLLIN)
    return bool(asked.poll(0))
