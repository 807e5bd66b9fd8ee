"""Connections and transactions: our own, and those of an application that lets us in as a guest."""

from __future__ import annotations

import os
import select
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import QueuePool

from duban.storage.errors import (
    StorageBusy,
    StorageError,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from duban.storage.prepared import say

if TYPE_CHECKING:
    from collections.abc import Iterator

Guest = Session | scoped_session[Any] | Connection
"""What an application may pass as `session=`."""

BUSY_TIMEOUT_SECONDS = 30
"""How long a writer of ours waits for another on SQLite before it gives up."""

NO_CONNECTION = "no connection to the database is free"

WRITE_LOCK_HELD = "duban_write_lock_held"
"""The execution option of a connection that holds SQLite's one write lock already."""

BACKENDS = ("sqlite", "postgresql", "postgres")
"""The databases that one contract suite holds to the same behaviour."""

_BUSY_SQLSTATES = {"55P03", "40001", "40P01"}  # lock not available, serialization failure, deadlock
_UNAVAILABLE_SQLSTATES = {"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "28P01", "28000", "3D000"}


class Database:
    """One database, reached by a URL of our own or by the application's engine (`bind`)."""

    def __init__(self, engine: Engine, *, ours: bool) -> None:
        if not isinstance(engine, Engine):
            message = f"bind= takes an Engine as create_engine makes it, not {type(engine).__name__}"
            raise TypeError(message)
        self.engine = engine
        self.ours = ours
        self.is_sqlite = engine.dialect.name == "sqlite"
        if engine.dialect.name not in BACKENDS:
            raise StorageUnavailable(self.where, "duban keeps its memory in SQLite or PostgreSQL")

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Open the database at `url`; raises StorageUnavailable where the address makes no sense."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() not in BACKENDS:
                raise StorageUnavailable(_hidden(url), "duban keeps its memory in SQLite or PostgreSQL")
            if parsed.drivername in {"postgresql", "postgres"}:
                parsed = parsed.set(drivername="postgresql+psycopg")
            if parsed.get_dialect().is_async:
                reason = "the driver is an async one, and duban needs none; write postgresql:// or sqlite:///"
                raise StorageUnavailable(_hidden(url), reason)
            # An error's text ends up in logs, and what is bound to a statement may be private.
            options: dict[str, Any] = {"hide_parameters": True}
            if parsed.get_backend_name() == "sqlite":
                options["connect_args"] = {"timeout": BUSY_TIMEOUT_SECONDS}
                if parsed.database in {None, "", ":memory:"}:
                    # A database in memory is that of one connection: its threads take turns at it.
                    options["connect_args"]["check_same_thread"] = False
                    options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
            engine = create_engine(parsed, **options)
        except ModuleNotFoundError as error:
            reason = f"{error}; PostgreSQL needs the extra: pip install 'duban[postgres]'"
            raise StorageUnavailable(_hidden(url), reason) from None
        except (ArgumentError, NoSuchModuleError, ValueError) as error:
            raise StorageUnavailable(_hidden(url), _first_line(error)) from None
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        else:
            event.listen(engine, "checkout", _still_there)
        return cls(engine, ours=True)

    @property
    def where(self) -> str:
        """Return the address, without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self, guest: Guest | None = None) -> Iterator[Connection]:
        """Yield a connection for reading; the guest's own where one is given."""
        with self._translated():
            if guest is not None:
                yield _connection_of(guest)
                return
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Yield a connection whose reads all see the database as it stood at one moment."""
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if self.is_sqlite and not _in_transaction(connection):
                    connection.exec_driver_sql("BEGIN")
                yield connection

    @contextmanager
    def writing(self, guest: Guest | None = None) -> Iterator[Connection]:
        """Yield a connection inside a transaction: all or nothing, and never a commit of somebody else's."""
        with self._translated():
            if guest is not None:
                connection = _connection_of(guest)
                if _autocommits(connection):
                    message = "session= is in AUTOCOMMIT mode, so there is no transaction to join: use one that is not"
                    raise ValueError(message)
                yield connection
                return
            with self.engine.connect() as connection:
                if not self.is_sqlite and _autocommits(connection):
                    # The application's own setting for its own work; a command of ours is one transaction all the same.
                    connection.execution_options(isolation_level="READ COMMITTED")
                with connection.begin():
                    self._begin_immediate(connection)
                    yield connection

    def _begin_immediate(self, connection: Connection) -> None:
        # A deferred SQLite transaction that reads and then writes fails at once when another has written meanwhile.
        if not self.is_sqlite:
            return
        if _in_transaction(connection):
            # An application's engine has begun a deferred one by its own "begin" listener; nothing is in it yet.
            connection.exec_driver_sql("ROLLBACK")
        say(connection, "BEGIN IMMEDIATE")
        connection.execution_options(**{WRITE_LOCK_HELD: True})

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            # What fails while a connection is being prepared comes straight from the driver.
            original = error.orig if isinstance(error, DBAPIError) else error
            translated = self._translate(original, lost=getattr(error, "connection_invalidated", False))
            if translated is None:
                raise
            raise translated from error
        except PoolExhausted as error:
            raise StorageBusy(NO_CONNECTION) from error
        except StatementError as error:
            # Our own refusal of a value, wrapped with the statement and everything that was bound to it.
            if isinstance(error.orig, StorageError):
                raise error.orig from None
            raise

    def _translate(self, error: BaseException | None, *, lost: bool) -> StorageError | None:
        text = str(error).lower()
        state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)  # psycopg's, or psycopg2's
        if "database is locked" in text or "table is locked" in text or state in _BUSY_SQLSTATES:
            return StorageBusy()
        if "readonly database" in text or "read-only" in text or state == "25006":
            return StorageReadOnly(self.where)
        if "disk is full" in text or "disk i/o error" in text or state == "53100":
            return StorageFull(self.where)
        if "unable to open database" in text and _folder_is_read_only(self.engine.url.database):
            # SQLite writes beside the file even to read it.
            return StorageReadOnly(self.where)
        if (
            "unable to open database" in text
            or "not a database" in text
            or "malformed" in text
            or state in _UNAVAILABLE_SQLSTATES
            or (state is None and not self.is_sqlite and (lost or type(error).__name__ == "OperationalError"))
            or (state is None and "connection" in text)
        ):
            return StorageUnavailable(self.where, _first_line(error))
        return None

    def close(self) -> None:
        """Close the connections that are ours."""
        if self.ours:
            self.engine.dispose()


def _still_there(raw: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Give no connection out of the pool that the server has hung up.

    A server that goes says so, or its end of the line falls silent: either way there is something to read where nothing
    was asked. To ask it first, as `pool_pre_ping` does, costs three ways there and back, half of what an act takes.
    """
    if _has_something_to_say(raw.fileno()):
        raise DisconnectionError


def _has_something_to_say(line: int) -> bool:
    if not hasattr(select, "poll"):  # Windows, where the numbers of files have no limit that matters to `select`
        return bool(select.select([line], [], [], 0)[0])
    asked = select.poll()
    asked.register(line, select.POLLIN)
    return bool(asked.poll(0))


def _in_transaction(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _autocommits(connection: Connection) -> bool:
    """Return whether each statement on a connection is a transaction of its own."""
    raw: Any = connection.connection.dbapi_connection
    mode = getattr(raw, "autocommit", None)
    if connection.dialect.name != "sqlite" or mode is True or mode is False:
        return mode is True
    # Without an isolation level sqlite3 begins nothing by itself; the application's own "begin" listener may have.
    return getattr(raw, "isolation_level", "") is None and not getattr(raw, "in_transaction", True)


def _connection_of(guest: Guest) -> Connection:
    if isinstance(guest, Connection):
        return guest
    if isinstance(guest, Session | scoped_session):
        return guest.connection()
    given = type(guest).__name__
    message = f"session= takes a SQLModel or SQLAlchemy Session or a Connection, not {given}"
    raise TypeError(message)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
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


def _folder_is_read_only(path: str | None) -> bool:
    return path is not None and Path(path).is_file() and not os.access(Path(path).resolve().parent, os.W_OK)


def _first_line(error: object) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _hidden(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}…@{rest.rpartition('@')[2]}" if "@" in rest else url
