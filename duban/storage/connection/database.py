"""Connections and transactions: our own, and those of an application that lets us in as a guest."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from duban import words
from duban.storage.connection.committed import Committed
from duban.storage.connection.connecting import Durability, has_hung_up, limiting_waits, preparing_sqlite, still_there
from duban.storage.connection.forking import close_files, in_memory, leave_to_the_parent, take_a_new_pool, tell_of_forks
from duban.storage.connection.guests import Guest, SessionsOn, autocommits, connection_of, in_transaction, whole
from duban.storage.connection.lending import lender_of
from duban.storage.connection.meaning import first_line, raise_meaning
from duban.storage.connection.open_files import OpenFiles, file_at
from duban.storage.connection.prepared import say
from duban.storage.connection.read_only import connect_to_read
from duban.storage.connection.schemas import InSchema, at_home, schema_of
from duban.storage.errors import DatabaseMoved, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from duban.storage.connection.lending import Lender, Purpose

BUSY_TIMEOUT_SECONDS = 30
"""How long a writer of ours waits for another on SQLite before it gives up."""

WAIT_SECONDS = "duban_wait_seconds"
"""Under which a connection's `info` says how long may be waited for what another transaction holds."""

WRITE_LOCK_HELD = "duban_write_lock_held"
"""The execution option of a connection that holds SQLite's one write lock already."""

BACKENDS = ("sqlite", "postgresql", "postgres")
"""The databases that one contract suite holds to the same behaviour."""

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The driver of each backend where the address names none, or one that is awaited."""

_BOTH = words.Line("duban keeps its memory in SQLite or PostgreSQL")

_NO_SCHEMAS = words.Line("schema_translate_map is for PostgreSQL; on SQLite give each tenant a file")

_INSTEAD = "; give the address of an async application's database, and its AsyncSession as session= to duban.aio"


class Database:
    """One database, reached by a URL of our own or by the application's engine (`bind`)."""

    def __init__(self, engine: Engine, *, ours: bool, wait_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        if not isinstance(engine, Engine):
            message = f"bind= takes an Engine as create_engine makes it, not {type(engine).__name__}{_INSTEAD}"
            raise TypeError(message)
        if engine.dialect.is_async:
            message = f"bind= takes an engine whose driver is not awaited, not one of {engine.dialect.driver}{_INSTEAD}"
            raise TypeError(message)
        self.engine = engine
        self._schema = schema_of(engine)
        self._lender = lender_of(engine) or (None if self._schema is None else InSchema(engine, self._schema))
        # What it connects is for `writing` alone: only there the write lock is held from the first statement on.
        self._writer = engine.execution_options(**{WRITE_LOCK_HELD: True})
        self._kept: deque[Connection] = deque()
        # A database in memory has one connection, which all who come in by the engine need.
        self._keeps = ours and not (isinstance(engine.pool, QueuePool) and engine.pool.size() == 1)
        self._guests: dict[Connection, Guest] = {}
        self._sessions = SessionsOn()
        self._committed = Committed()
        self.ours = ours
        self._wait_seconds = wait_seconds
        self.is_sqlite = engine.dialect.name == "sqlite"
        file = file_at(engine.url)
        self._files = OpenFiles(None if file is None else str(file.absolute()))
        if engine.dialect.name not in BACKENDS or (self.is_sqlite and self._schema is not None):
            raise StorageUnavailable(self.where, _BOTH if self._schema is None else _NO_SCHEMAS)
        tell_of_forks(self)

    @classmethod
    def from_url(cls, url: str, *, durability: Durability = "full", wait_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Open the database at `url`; raises StorageUnavailable where the address makes no sense.

        `durability` is that of a SQLite database; a server has its own. Nobody waits for a lock for longer than
        `wait_seconds`.
        """
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() not in BACKENDS:
                raise StorageUnavailable(words.masked(url), _BOTH)
            if parsed.drivername in {"postgresql", "postgres"} or parsed.get_dialect().is_async:
                # An async application has one address for all: it is the same database by a driver that blocks.
                parsed = parsed.set(drivername=_DRIVERS[parsed.get_backend_name()])
            # An error's text ends up in logs, and what is bound to a statement may be private.
            options: dict[str, Any] = {"hide_parameters": True}
            if parsed.get_backend_name() != "sqlite":
                options["paramstyle"] = "format"  # psycopg looks up values by name one by one, a third of its own work
            else:
                options["connect_args"] = {"timeout": wait_seconds}
                if parsed.database in {None, "", ":memory:"}:
                    # A database in memory is that of one connection: its threads take turns at it.
                    options["connect_args"]["check_same_thread"] = False
                    options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
            engine = create_engine(parsed, **options)
        except ModuleNotFoundError as error:
            reason = words.Line("{error}; PostgreSQL needs the extra: pip install 'duban[postgres]'", error=str(error))
            raise StorageUnavailable(words.masked(url), reason) from None
        except (ArgumentError, NoSuchModuleError, ValueError) as error:
            raise StorageUnavailable(words.masked(url), first_line(error)) from None
        made = cls(engine, ours=True, wait_seconds=wait_seconds)
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "do_connect", made._files.about_to_open)
            event.listen(engine, "do_connect", connect_to_read)
            event.listen(engine, "connect", preparing_sqlite(durability))
            event.listen(engine, "connect", made._files.opened)
        else:
            event.listen(engine, "connect", limiting_waits(wait_seconds))
            event.listen(engine, "checkout", still_there)
        return made

    @property
    def lent(self) -> bool:
        """Return whether a framework lends its connection, which all that is done in a thread shares."""
        return self._lender is not None

    @property
    def where(self) -> str:
        """Return the address, without its password."""
        return words.masked(self.engine.url.render_as_string(hide_password=True))

    @contextmanager
    def reading(self, guest: Guest | None = None) -> Iterator[Connection]:
        """Yield a connection for reading; the guest's own where one is given."""
        with self._translated():
            if guest is not None:
                with whole(connection_of(guest)) as connection, at_home(connection, self._schema):
                    yield connection
                return
            if self._lender is not None:
                with self._lender("read") as connection:
                    yield connection
                return
            connection = self._take()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self.give_back(connection)

    @contextmanager
    def snapshot(self, guest: Guest | None = None) -> Iterator[Connection]:
        """Yield a connection whose reads all see the database as it stood at one moment.

        Where a guest is given it is theirs, whose reads see what their transaction sees.
        """
        if guest is not None:
            with self.reading(guest) as connection:
                yield connection
            return
        if self._lender is not None:
            with self._lent(self._lender, "snapshot") as connection:
                yield connection
            return
        with self._translated(), self.engine.connect() as connection:
            self.require_files(connection)
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if self.is_sqlite and not in_transaction(connection):
                    connection.exec_driver_sql("BEGIN")
                yield connection

    def writing(self, guest: Guest | None = None) -> AbstractContextManager[Connection]:
        """Return a connection inside a transaction: all or nothing, and never a commit of somebody else's."""
        if guest is not None:
            return self._joined(guest)
        return _Own(self) if self._lender is None else self._lent(self._lender, "write")

    @contextmanager
    def _lent(self, lender: Lender, purpose: Purpose) -> Iterator[Connection]:
        with self._translated(), lender(purpose) as connection:
            yield connection

    @contextmanager
    def _joined(self, guest: Guest) -> Iterator[Connection]:
        with self._translated():
            connection = connection_of(guest)
            if autocommits(connection):
                raise ValueError(
                    words.Line(
                        "session= is in AUTOCOMMIT mode, so there is no transaction to join: use one that is not"
                    )
                )
            outer = self._guests.get(connection)
            self._guests[connection] = guest
            self._limit_waits(connection)
            try:
                with whole(connection), at_home(connection, self._schema):
                    yield connection
            finally:
                if outer is None:
                    del self._guests[connection]
                else:
                    self._guests[connection] = outer

    def guest_on(self, connection: Connection) -> Guest | None:
        """Return the guest whose transaction is written in by a connection; None for one that is written in alone."""
        return self._guests.get(connection)

    def session_on(self, connection: Connection) -> AbstractContextManager[Session]:
        """Return the session by which the application writes in a transaction: its own, where it has joined by one."""
        return self._sessions.on(connection, self._guests.get(connection))

    def after_commit(self, connection: Connection, call: Callable[[], None]) -> None:
        """Call this, which must raise nothing, once what a connection of `writing` writes is committed.

        It is forgotten if that is rolled back, also to a savepoint. If the transaction is ours, or that of a session,
        the connection is free again by then.
        """
        if self._lender is not None and connection.engine is self.engine and connection not in self._guests:
            self._lender.after_commit(call)
            return
        ours = connection.engine is self._writer
        self._committed.add(connection, call, guest=self._guests.get(connection), ours=ours)

    def ended(self, connection: Connection) -> Sequence[Callable[[], None]]:
        """Return what is to be called after the commit of a transaction of ours that is about to end."""
        return self._committed.take(connection) if self._committed else ()

    def begin(self) -> Connection:
        """Return a connection of ours in a transaction that has just begun."""
        connection = self._take()
        try:
            if not self.is_sqlite and not self.ours and autocommits(connection):
                # The application's own setting for its own work; a command of ours is one transaction all the same.
                connection.execution_options(isolation_level="READ COMMITTED")
            self._limit_waits(connection)
            connection.begin()
            self._begin_immediate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _limit_waits(self, connection: Connection) -> None:
        """Say how long may be waited for what another transaction holds, where it is not the usual time."""
        if self._wait_seconds != BUSY_TIMEOUT_SECONDS:
            connection.info[WAIT_SECONDS] = self._wait_seconds

    def _take(self) -> Connection:
        """Return the connection that was kept, or one of the pool."""
        if self._writer.echo is not self.engine.echo:
            # An application may turn its log on at any time.
            self._writer.echo = self.engine.echo  # pyright: ignore[reportAttributeAccessIssue] - it may be "debug"
        try:
            connection = self._kept.pop()
        except IndexError:
            connection = self._writer.connect()
        else:
            if not self.is_sqlite and has_hung_up(connection.connection):
                connection.invalidate()
                connection.close()
                connection = self._writer.connect()
        try:
            self.require_files(connection)
        except DatabaseMoved:
            connection.close()
            raise
        return connection

    def require_files(self, connection: Connection, *, all_of_them: bool = False) -> None:
        """Raise DatabaseMoved if what a connection has open is no longer what lies at the path."""
        if self.ours and self.is_sqlite:
            self._files.require(connection, all_of_them=all_of_them)

    def require_in_place(self) -> None:
        """Raise DatabaseMoved if the file of a SQLite database was deleted or replaced while it was open.

        An application's engine is not listened to: its file is the one that lay there at the first call.
        """
        if self.ours and self.is_sqlite:
            with self.reading() as connection:
                self.require_files(connection, all_of_them=True)
        elif self.is_sqlite:
            self._files.require_main()

    def give_back(self, connection: Connection) -> None:
        """Keep a connection with which all went well for the next act; of several, the pool gets the rest.

        To take one from the pool and to give it back costs as much as two of the statements that an act consists of.
        """
        if not self._keeps or self._kept:
            connection.close()
            return
        transaction = connection.get_transaction()
        if transaction is not None:
            transaction.rollback()
        self._kept.append(connection)

    def _begin_immediate(self, connection: Connection) -> None:
        # A deferred SQLite transaction that reads and then writes fails at once when another has written meanwhile.
        if not self.is_sqlite:
            return
        if not self.ours and in_transaction(connection):
            # An application's engine has begun a deferred one by its own "begin" listener; nothing is in it yet.
            connection.exec_driver_sql("ROLLBACK")
        say(connection, [("BEGIN IMMEDIATE", (), False)])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.translate(error)
            raise

    def translate(self, error: BaseException) -> None:
        """Raise what an error of the database means to us; returns where it means nothing, or is none of it."""
        raise_meaning(error, where=self.where, path=self.engine.url.database, is_sqlite=self.is_sqlite)

    def about_to_fork(self) -> None:
        """Close the connections to a SQLite file that nobody works with."""
        if self.is_sqlite and not in_memory(self.engine):
            with suppress(IndexError):  # another thread may take the last one
                while True:
                    self._kept.pop().close()
        close_files(self.engine)

    def begun_in_child(self) -> None:
        """Leave all connections to the process that has forked this one, and make others."""
        leave_to_the_parent(self._kept)
        self._kept = deque()
        take_a_new_pool(self.engine)

    def close(self) -> None:
        """Close the connections that are ours."""
        if self.ours:
            while self._kept:
                self._kept.pop().close()
            self.engine.dispose()
            self._files.forget()


class _Own:
    """A transaction of ours: committed where its block ends well, else rolled back.

    Every act has one, so it is a class and not a generator, which costs as much as the transaction does.
    """

    __slots__ = ("_connection", "_database")

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        try:
            self._connection = self._database.begin()
        except Exception as error:
            self._database.translate(error)
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        connection, database = self._connection, self._database
        calls = database.ended(connection)
        if error is not None:
            connection.close()  # which rolls back
            database.translate(error)
            return
        try:
            database.require_files(connection)
            connection.commit()
        except BaseException as failed:
            _roll_back(connection)
            database.translate(failed)
            raise
        database.give_back(connection)
        for call in calls:
            call()


def _roll_back(connection: Connection) -> None:
    """Close a connection whose commit failed, its locks let go: SQLAlchemy takes it for ended, and would keep it so."""
    raw = connection.connection.dbapi_connection if not connection.invalidated else None
    try:
        if raw is not None:
            raw.rollback()
    except Exception:  # noqa: BLE001 - it is lost, and with it its locks; what failed is told by the commit's own error
        connection.invalidate()
    finally:
        connection.close()
