"""Scrubbing a SQLite file: what was erased must not be left in its write-ahead log or its free space."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING

from duban.storage.connection import BUSY_TIMEOUT_SECONDS, sqlite_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duban.storage.connection import Database

WAL, FREED, ROWS = "wal", "freed", "dead-rows"
"""Where erased bytes may remain: in the write-ahead log, in free space of the file, in dead rows of PostgreSQL."""

_PATIENCE_MILLISECONDS = 2_000
"""How long others who read may keep the log from being emptied."""

_BESIDE = ("-wal", "-journal")


def scrub(database: Database, traces: Iterable[str]) -> tuple[str, ...]:
    """Empty SQLite's write-ahead log after an erasure, and return where the erased bytes may remain.

    `traces` are texts that stood in the erased rows and nowhere else, such as their salts; the file is searched for
    them. A database of an application's own engine is left alone.
    """
    if not database.is_sqlite:
        return (ROWS,)
    if not database.ours:
        return (WAL, FREED)
    file = sqlite_file(database)
    if file is None:
        return ()
    with database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    left = [(FREED, file), *((WAL, file.with_name(file.name + ending)) for ending in _BESIDE)]
    found = {place for place, path in left if _holds(path, [trace.encode() for trace in traces])}
    return tuple(sorted(found | ({WAL} if busy else set())))


def _holds(path: Path, traces: Iterable[bytes]) -> bool:
    """Return whether a file holds any of the texts."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return any(text.find(trace) >= 0 for trace in traces)
