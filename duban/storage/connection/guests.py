"""An application's session or connection, passed as `session=`, whose transaction a command joins."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import sqlmodel
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from duban.storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import NestedTransaction

Guest = Session | scoped_session[Any] | Connection
"""What an application may pass as `session=`."""


def connection_of(guest: Guest) -> Connection:
    """Return the connection behind the session or connection that an application passed as `session=`."""
    if isinstance(guest, Connection):
        return guest
    if isinstance(guest, Session | scoped_session):
        return guest.connection()
    given = type(guest).__name__
    message = f"session= takes a SQLModel or SQLAlchemy Session or a Connection, not {given}"
    raise TypeError(message)


class Savepoint:
    """A savepoint in a guest's transaction; a session minds its own objects when it is rolled back.

    On SQLite something must be written before: the release of a savepoint that is the first statement would commit.
    """

    def __init__(self, guest: Guest) -> None:
        self._begun: NestedTransaction | SessionTransaction = guest.begin_nested()
        connection_of(guest)  # a session says it to the database only when it first speaks

    def release(self) -> None:
        """Keep what was written since."""
        self._begun.commit()

    def roll_back(self) -> bool:
        """Undo what was written since; return False if the transaction, or the savepoint, is gone already."""
        try:
            # A session that has failed to write has rolled back already, and only wants to hear that this is known.
            if self._begun.is_active or isinstance(self._begun, SessionTransaction):
                self._begun.rollback()
        except InvalidRequestError:
            return False
        return True


class SessionsOn:
    """Sessions by which an application writes in transactions that it has joined without one, or not at all.

    To make one and to close it costs more than a statement, so those that nobody has used are kept.
    """

    def __init__(self) -> None:
        self._kept: deque[Session] = deque(maxlen=_KEPT)

    def on(self, connection: Connection, guest: Guest | None) -> AbstractContextManager[Session]:
        """Return the guest's own session, or one that writes in the transaction of a connection."""
        if isinstance(guest, Session | scoped_session):
            return nullcontext(guest() if isinstance(guest, scoped_session) else guest)
        try:
            session = self._kept.pop()
        except IndexError:
            session = sqlmodel.Session(join_transaction_mode="rollback_only", expire_on_commit=False)
        session.bind = connection
        return _Lent(session, self._kept)


_KEPT = 8


class _Lent:
    """A session that is given back if it was not used, else closed."""

    __slots__ = ("_kept", "_session")

    def __init__(self, session: Session, kept: deque[Session]) -> None:
        self._session = session
        self._kept = kept

    def __enter__(self) -> Session:
        return self._session

    def __exit__(self, *_: object) -> None:
        session = self._session
        if session.in_transaction():
            session.close()
        else:
            session.bind = None
            self._kept.append(session)


@contextmanager
def whole(connection: Connection) -> Iterator[Connection]:
    """Yield a guest's connection; if the block is cancelled or interrupted, let its transaction only be rolled back.

    SQLAlchemy does the same if that happens during one of its statements, but not between two of them, and the
    application's commit would then keep half of an act.
    """
    try:
        yield connection
    except BaseException as stop:
        # Among exceptions, only a driver's time-out may have stopped anywhere; a refusal is not an interruption.
        if not isinstance(stop, Exception) or (isinstance(stop, TimeoutError) and not isinstance(stop, StorageError)):
            connection.invalidate(stop)
        raise


def in_transaction(connection: Connection) -> bool:
    """Return whether the driver has begun a transaction."""
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def autocommits(connection: Connection) -> bool:
    """Return whether each statement on a connection is its own transaction."""
    raw: Any = connection.connection.dbapi_connection
    mode = getattr(raw, "autocommit", None)
    if connection.dialect.name != "sqlite" or mode is True or mode is False:
        return mode is True
    # Without an isolation level sqlite3 begins no transaction, but the application's "begin" listener may have.
    return getattr(raw, "isolation_level", "") is None and not getattr(raw, "in_transaction", True)
