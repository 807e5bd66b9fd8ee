"""What an error of a driver means to us: busy, full, read-only or away, whichever database and driver said it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from duban.storage.errors import StorageBusy, StorageError, StorageFull, StorageReadOnly, StorageUnavailable

NO_CONNECTION = "no connection to the database is free"

_BUSY_SQLSTATES = {"55P03", "40001", "40P01"}  # lock not available, serialization failure, deadlock
_UNAVAILABLE_SQLSTATES = {"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "28P01", "28000", "3D000"}


def raise_meaning(error: BaseException, *, where: str, path: str | None, is_sqlite: bool) -> None:
    """Raise what an error means to us; returns where it is none of the database's, or means nothing.

    `where` is the address as it may be shown, `path` the file of a SQLite database.
    """
    if isinstance(error, DBAPIError | sqlite3.Error):
        # What fails while a connection is being prepared comes straight from the driver.
        original = error.orig if isinstance(error, DBAPIError) else error
        lost = getattr(error, "connection_invalidated", False)
        translated = _meaning(original, where=where, path=path, away=not is_sqlite, lost=lost)
        if translated is not None:
            raise translated from error
    elif isinstance(error, PoolExhausted):
        raise StorageBusy(NO_CONNECTION) from error
    elif isinstance(error, StatementError) and isinstance(error.orig, StorageError):
        # Our own refusal of a value, wrapped with the statement and everything that was bound to it.
        raise error.orig from None


def _meaning(
    error: BaseException | None, *, where: str, path: str | None, away: bool, lost: bool
) -> StorageError | None:
    """Return what a driver's error means; `away` says whether the database is a server, `lost` that it hung up."""
    text = str(error).lower()
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)  # psycopg's, or psycopg2's
    if "database is locked" in text or "table is locked" in text or state in _BUSY_SQLSTATES:
        return StorageBusy()
    if "readonly database" in text or "read-only" in text or state == "25006":
        return StorageReadOnly(where)
    if "disk is full" in text or "disk i/o error" in text or state == "53100":
        return StorageFull(where)
    if "unable to open database" in text and _folder_is_read_only(path):
        # SQLite writes beside the file even to read it.
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
    """Return the first line of what an error says, or its kind where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def hidden(url: str) -> str:
    """Return an address without its user and password, however odd it is."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}…@{rest.rpartition('@')[2]}" if "@" in rest else url
