"""Our own connections: preparing a new one, and checking whether a pooled one is still alive."""

from __future__ import annotations

import select
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.exc import DisconnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

Durability = Literal["full", "relaxed"]
"""What a power cut may take from a SQLite database: nothing that was acknowledged, or the last acts."""

_OWNER_ALONE = 0o600
_PRAGMAS: dict[Durability, tuple[str, ...]] = {
    # Without `fullfsync` macOS leaves the data in the memory of the disk; elsewhere it means nothing.
    "full": ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON"),
    "relaxed": ("synchronous = NORMAL",),
}


def preparing_sqlite(durability: Durability) -> Callable[[Any, object], None]:
    """Return what sets up a new SQLite connection: foreign keys, WAL, and how much a power cut may take."""

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
        _prepare_sqlite(connection, _PRAGMAS[durability])

    return prepare


def _prepare_sqlite(connection: Any, pragmas: tuple[str, ...]) -> None:  # noqa: ANN401 - a DB-API connection
    cursor = connection.cursor()
    try:
        _keep_to_ourselves(cursor.execute("PRAGMA database_list").fetchone()[2])
        cursor.execute("PRAGMA foreign_keys = ON")
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, whatever SQLite was built with
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
    except Exception as error:
        # A read-only database cannot change its journal mode but can still be read. If it is locked, another process is
        # making the same change.
        if not any(word in str(error).lower() for word in ("readonly", "locked")):
            raise
    finally:
        cursor.close()


def _keep_to_ourselves(file: str) -> None:
    """Let only its owner read a database that is about to be made; SQLite gives its other files the same rights."""
    path = Path(file)
    with suppress(OSError):  # one that cannot be written is not made here
        if file and (not path.exists() or path.stat().st_size == 0):
            path.touch(mode=_OWNER_ALONE)
            path.chmod(_OWNER_ALONE)


def limiting_waits(seconds: float) -> Callable[[Any, object], None]:
    """Return what lets a new connection to a server wait for a lock no longer than this."""

    def limit(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(seconds * 1000)}")
        connection.commit()

    return limit


def still_there(raw: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Make the pool discard a connection that the server has closed.

    A server that shuts down sends a message or closes the socket: either way the socket is readable although no query
    was sent. A query to find out, as `pool_pre_ping` sends, costs three round trips, half the time of an act.
    """
    if has_hung_up(raw):
        raise DisconnectionError


def has_hung_up(raw: Any) -> bool:  # noqa: ANN401 - the driver's own connection
    """Return whether the socket is readable although no query was sent."""
    line = raw.fileno()
    if not hasattr(select, "poll"):  # Windows, where `select` has no limit on file descriptor numbers
        return bool(select.select([line], [], [], 0)[0])
    asked = select.poll()
    asked.register(line, select.POLLIN)
    return bool(asked.poll(0))
