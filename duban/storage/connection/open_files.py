"""Which files a SQLite connection has open, and whether their paths still lead to them.

A file that was deleted or replaced lives on for those who have it open: they would go on writing what nobody else will
ever read. SQLite notices that only in rollback mode.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.storage.errors import DatabaseMoved

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    _Identity = tuple[int, int]
    """Device and inode."""

_OPEN, _BEFORE = "duban_open_files", "duban_before"
"""Where the record of a connection keeps its files, and what lay at the path before it was opened."""

_BESIDE = ("-wal", "-shm")
_LOOK_SECONDS = 1
_RESCUE_MILLISECONDS = 1000


def file_at(url: URL) -> Path | None:
    """Return the file of a SQLite database, or None if it is on a server, in memory, or given as a SQLite URI."""
    path = url.database
    if url.get_backend_name() != "sqlite" or not path or path == ":memory:" or path.startswith("file:"):
        return None
    return Path(path)


def identity(path: str) -> _Identity | None:
    """Return what tells a file from all others, or None if the path leads to none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the time, and this is asked before each transaction
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


class OpenFiles:
    """The files of one SQLite database: those that its connections have open, compared with those that lie there.

    SQLite's own files beside it are compared as well: as long as one connection is open nobody may remove them, and who
    comes after that has no part in what is written to the removed ones.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path  # None for one that is given as a URI, until it is open
        self._main: _Identity | None = None
        self._next_look = 0.0

    def about_to_open(self, _dialect: object, record: Any, _args: object, _options: object) -> None:  # noqa: ANN401 - a pool's record
        """Note what lies at the path before a connection is made, so that no swap meanwhile goes unseen.

        Raises DatabaseMoved if the others have another file open: SQLite would make a new one where it is gone.
        """
        before = record.info[_BEFORE] = None if self._path is None else identity(self._path)
        if self._path is not None and self._main is not None and before != self._main:
            raise DatabaseMoved(self._path, self._path, there=before is not None)

    def opened(self, raw: Any, record: Any) -> None:  # noqa: ANN401 - a DB-API connection and a pool's record
        """Note what a new connection has open; raises DatabaseMoved if the file was replaced meanwhile."""
        cursor = raw.cursor()
        try:
            real = cursor.execute("PRAGMA database_list").fetchone()[2]
            with suppress(sqlite3.Error):  # locked or damaged: whoever reads next is told so
                cursor.execute("PRAGMA schema_version").fetchone()  # which makes SQLite open the files beside it
        finally:
            cursor.close()
        if not real:  # it is in memory
            return
        path = self._path = self._path or real
        main = identity(path)
        before = record.info.pop(_BEFORE, None) or main
        if main is None or before != main:
            raise DatabaseMoved(path, path, there=main is not None)
        self._main = main
        named = [(path, main), *((real + ending, identity(real + ending)) for ending in _BESIDE)]
        record.info[_OPEN] = tuple((name, *found) for name, found in named if found is not None)

    def require(self, connection: Connection, *, all_of_them: bool = False) -> None:
        """Raise DatabaseMoved if a path leads to another file than the connection has open.

        SQLite's files beside it are looked at once in a second, unless `all_of_them` are asked for: each look costs a
        hundredth of an act.
        """
        now = time.monotonic()
        if self._main is None or (now < self._next_look and not all_of_them):
            self.require_main(connection)
            return
        self._next_look = now + _LOOK_SECONDS
        for path, *known in connection.info.get(_OPEN, ()):
            found = identity(path)
            if found != tuple(known):
                self._rescue(connection)
                raise DatabaseMoved(self._path or path, path, there=found is not None)

    def require_main(self, connection: Connection | None = None) -> None:
        """Raise DatabaseMoved if the path leads to another file than the one that is open.

        Where nobody told us which that is, it is the one that lies there at the first call.
        """
        if self._path is None:
            return
        found = identity(self._path)
        self._main = self._main or found
        if found != self._main:
            if connection is not None:
                self._rescue(connection)
            raise DatabaseMoved(self._path, self._path, there=found is not None)

    def forget(self) -> None:
        """Forget which file was open, once no connection is left: the next one may open another."""
        self._main, self._next_look = None, 0.0

    def _rescue(self, connection: Connection) -> None:
        """Write what stands in the write-ahead log into the file that it belongs to, and leave an empty log behind.

        Else whoever opens the new file would find the old log beside it, and SQLite would write that into the new file.
        A log that somebody else has begun in its place is left alone.
        """
        log = next((kept for kept in connection.info.get(_OPEN, ()) if kept[0].endswith(_BESIDE[0])), None)
        if log is None or identity(log[0]) not in {None, log[1:]}:
            return
        raw: Any = connection.connection.dbapi_connection
        with suppress(sqlite3.Error):  # it is lost either way, and that is said
            if raw.in_transaction:
                raw.rollback()
            raw.execute(f"PRAGMA busy_timeout = {_RESCUE_MILLISECONDS}")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
