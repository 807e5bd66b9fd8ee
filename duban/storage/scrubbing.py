"""Scrubbing a SQLite file: what was erased must not be left in its write-ahead log or its free space."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from duban.storage.connection import BUSY_TIMEOUT_SECONDS, sqlite_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from duban.storage.connection import Database

WAL, FREED, ROWS = "wal", "freed", "dead-rows"
"""Where erased bytes may remain: in the write-ahead log, in free space of the file, in dead rows of PostgreSQL."""

_PATIENCE_MILLISECONDS = 2_000
"""How long others who read may keep the log from being emptied."""

_BESIDE = ("-wal", "-journal")

_PART, _OVERLAP = 4 * 1024 * 1024, 4096
_open: dict[tuple[int, int], int] = {}
"""The files that were searched, by device and number: each stays open as long as the process lives."""
_opening = threading.Lock()


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
    sought = [trace.encode() for trace in traces]
    found = {place for place, path in left if _holds(path, sought, locked=path == file)}
    return tuple(sorted(found | ({WAL} if busy else set())))


def _holds(path: Path, traces: Sequence[bytes], *, locked: bool) -> bool:
    """Return whether a file holds any of the texts, each shorter than a part of it; `locked` if SQLite locks it."""
    if not path.exists():
        return False
    if not locked:
        with path.open("rb") as file:
            return _is_in(file.fileno(), traces)
    # POSIX takes all locks on a file away from a process that closes it once, SQLite's too: another process would then
    # take itself for the last that has the database open, and delete the log in which ours writes. So it stays open.
    found = path.stat()
    with _opening:
        held = _open.get((found.st_dev, found.st_ino))
        if held is None:
            held = _open[found.st_dev, found.st_ino] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _is_in(held, traces)


def _is_in(file: int, traces: Sequence[bytes]) -> bool:
    place, before = 0, b""
    while part := os.pread(file, _PART, place):
        text = before + part
        if any(trace in text for trace in traces):
            return True
        place, before = place + len(part), part[-_OVERLAP:]
    return False
