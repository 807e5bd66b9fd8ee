"""Translate a driver's error into ours: busy, full, read-only or unavailable, for every database and driver."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from duban import words
from duban.storage.errors import (
    StorageBusy,
    StorageConflict,
    StorageError,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)

NO_CONNECTION = words.Line("no connection to the database is free")

_LOCKED = "55P03"  # lock not available
_MUST_GIVE_WAY = {"40001", "40P01"}  # serialization failure, deadlock
_STALE_SNAPSHOT = 517  # SQLITE_BUSY_SNAPSHOT: what was read is older than what would be written over
_UNAVAILABLE_SQLSTATES = {"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "28P01", "28000", "3D000"}


def raise_meaning(error: BaseException, *, where: str, path: str | None, is_sqlite: bool) -> None:
    """Raise the StorageError that a driver's error amounts to; return if it amounts to none.

    Args:
        error: Any error; those that do not come from the database are passed over.
        where: The database's address without its password, for the message.
        path: The file of a SQLite database.
        is_sqlite: Whether the database is SQLite.

    """
    if isinstance(error, DBAPIError | sqlite3.Error):
        # Errors while a connection is being prepared come straight from the driver.
        original = error.orig if isinstance(error, DBAPIError) else error
        lost = getattr(error, "connection_invalidated", False)
        translated = _meaning(original, where=where, path=path, away=not is_sqlite, lost=lost)
        if translated is not None:
            raise translated from error
    elif isinstance(error, PoolExhausted):
        raise StorageBusy(NO_CONNECTION) from error
    elif isinstance(error, StatementError) and isinstance(error.orig, StorageError):
        # One of our errors about a value, which SQLAlchemy wrapped with the statement and its bound parameters.
        raise error.orig from None


def _meaning(
    error: BaseException | None, *, where: str, path: str | None, away: bool, lost: bool
) -> StorageError | None:
    """Return our error for a driver's; `away` if the database is a server, `lost` if it closed the connection."""
    text = str(error).lower()
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)  # psycopg's, or psycopg2's
    gives_way = state in _MUST_GIVE_WAY or getattr(error, "sqlite_errorcode", None) == _STALE_SNAPSHOT
    if gives_way or "database is locked" in text or "table is locked" in text or state == _LOCKED:
        return StorageConflict() if gives_way else StorageBusy()
    if "readonly database" in text or "read-only" in text or state == "25006":
        return StorageReadOnly(where)
    if "disk is full" in text or "disk i/o error" in text or state == "53100":
        return StorageFull(where)
    if "unable to open database" in text and _folder_is_read_only(path):
        # SQLite has to create files beside the database even to read it.
        return StorageReadOnly(where)
    if (
        "unable to open database" in text
        or "not a database" in text
        or "malformed" in text
        or state in _UNAVAILABLE_SQLSTATES
        or (state is None and away and (lost or type(error).__name__ == "OperationalError"))
        or (state is None and "connection" in text)
    ):
        return StorageUnavailable(where, first_line(error))
    return None


def _folder_is_read_only(path: str | None) -> bool:
    return path is not None and Path(path).is_file() and not os.access(Path(path).resolve().parent, os.W_OK)


def first_line(error: object) -> str:
    """Return the first line of an error's message, or the name of its class if it has none."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
