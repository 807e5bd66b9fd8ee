"""Waiting until something comes to the feed: PostgreSQL wakes those who listen, SQLite is looked at."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Any, Self

from duban.storage.statements import feed
from duban.storage.statements.acts import WOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from duban.storage.connection import Database

_LOOK_SECONDS = 0.1
"""How often a SQLite database is looked at, and whether somebody wants to stop."""
_WOKEN_SECONDS = 1.0
"""How often PostgreSQL is looked at as well: of an act that had begun before somebody listened, nobody is told."""
_RENEW_SECONDS = 30.0
_AWAKE_SECONDS = 90
"""For how long acts notify after somebody has said that he follows; what is renewed in time never ends."""


class Follower:
    """Waits for what comes to the feed of a database, for as long as its `with` block goes on.

    On PostgreSQL it holds a connection of the pool to listen on, if the driver is psycopg; with another one it looks.
    """

    def __init__(self, database: Database, elapsed: Callable[[], float]) -> None:
        self._database = database
        self._elapsed = elapsed
        self._listening: Connection | None = None
        self._renew_at = 0.0

    def __enter__(self) -> Self:
        """Listen."""
        if self._database.engine.dialect.driver == "psycopg":
            self._renew()  # which says what is wrong with the database, if anything is
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"LISTEN {WOKEN}")
            self._listening = connection
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection on which it has listened: whoever used it next would hear what is not for him."""
        if self._listening is not None:
            self._listening.invalidate()
            self._listening.close()

    def wait(self, position: int, stop: Callable[[], bool]) -> None:
        """Return once there is something behind a position, or something that has none yet, or on `stop`."""
        while not stop():
            with self._database.reading() as connection:
                if feed.has_more(connection, position):
                    return
            self._sleep(stop)

    def _sleep(self, stop: Callable[[], bool]) -> None:
        if self._listening is None:
            time.sleep(_LOOK_SECONDS)
            return
        if self._elapsed() >= self._renew_at:
            self._renew()
        raw: Any = self._listening.connection.driver_connection
        until = self._elapsed() + _WOKEN_SECONDS
        while not stop() and (left := until - self._elapsed()) > 0:
            if _is_readable(raw.fileno(), min(left, _LOOK_SECONDS)):
                raw.execute("SELECT 1")  # which takes in what was notified
                return

    def _renew(self) -> None:
        """Say that somebody follows, so that acts notify."""
        with self._database.writing() as connection:
            feed.stay_awake(connection, seconds=_AWAKE_SECONDS)
        self._renew_at = self._elapsed() + _RENEW_SECONDS


def _is_readable(line: int, seconds: float) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([line], [], [], seconds)[0])
    asked = select.poll()
    asked.register(line, select.POLLIN)
    return bool(asked.poll(int(seconds * 1000)))
