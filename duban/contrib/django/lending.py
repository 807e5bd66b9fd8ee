"""A SQLAlchemy engine whose connections are Django's, and whose transactions are `transaction.atomic()`."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections, transaction
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from duban import words
from duban.contrib.django.borrowed import borrowed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from django.db.backends.base.base import BaseDatabaseWrapper
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

_LENDER = "duban_lender"
"""The execution option by which duban knows who lends an engine's connections."""

Purpose = Literal["read", "write", "snapshot"]

_MODES: dict[Purpose, str] = {"write": "IMMEDIATE", "snapshot": "DEFERRED"}

_here = threading.local()
"""In a thread whose connection others work on as well: the lock by which they take turns."""


def lent_by(alias: str) -> SqlEngine:
    """Return an engine for `Engine(bind=…)` that works on the connections of one of Django's databases.

    Raises ImproperlyConfigured if duban cannot use that database, or Django reaches it by psycopg2.
    """
    django = connections[alias]
    if django.vendor not in _DRIVERS:
        message = words.Line(
            "duban keeps its memory in SQLite or PostgreSQL; the database {alias} is {kind}",
            alias=alias,
            kind=django.display_name,
        )
        raise ImproperlyConfigured(message)
    if django.vendor == "postgresql" and django.Database.__name__ != "psycopg":
        message = words.Line(
            "duban needs psycopg 3 for the database {alias}, which Django takes: pip install 'duban[postgres]'",
            alias=alias,
        )
        raise ImproperlyConfigured(message)
    return _Lending(alias, _address(django)).engine


def _address(django: BaseDatabaseWrapper) -> URL:
    """Return where a database is, without its password: nobody connects by this, messages name it."""
    told = django.settings_dict
    if django.vendor == "sqlite":
        return URL.create("sqlite", database=str(told["NAME"]))
    port = int(told["PORT"]) if told["PORT"] else None
    return URL.create(
        *(_DRIVERS[django.vendor], told["USER"] or None), host=told["HOST"] or None, port=port, database=told["NAME"]
    )


@contextmanager
def sharing(alias: str) -> Iterator[Executor]:
    """Yield an executor whose threads work on the connection of this one, and take turns at it with this one."""
    django, turns = connections[alias], threading.RLock()
    django.ensure_connection()

    def share() -> None:
        connections[alias], _here.turns = django, turns

    django.inc_thread_sharing()
    before, _here.turns = _turns(), turns
    try:
        with ThreadPoolExecutor(thread_name_prefix="duban", initializer=share) as executor:
            yield executor
    finally:
        _here.turns = before
        django.dec_thread_sharing()


def _turns() -> threading.RLock | None:
    return getattr(_here, "turns", None)


class _Lending:
    """What lends the connections of one of Django's databases."""

    def __init__(self, alias: str, address: URL) -> None:
        self._alias = alias
        postgresql = {"paramstyle": "format", "use_native_hstore": False}
        options: dict[str, Any] = {} if address.get_backend_name() == "sqlite" else postgresql
        made = create_engine(
            address, creator=lambda: borrowed(connections[alias]), poolclass=NullPool, hide_parameters=True, **options
        )
        self.engine = made.execution_options(**{_LENDER: self})

    @contextmanager
    def __call__(self, purpose: Purpose) -> Iterator[Connection]:
        """Lend the connection that Django has in this thread, for a block."""
        with _turns() or nullcontext():
            django = connections[self._alias]
            django.close_if_health_check_failed()
            django.ensure_connection()
            django.validate_no_broken_transaction()
            with self._block(django, purpose), self._connection(django) as connection:
                yield connection

    def _block(self, django: BaseDatabaseWrapper, purpose: Purpose) -> AbstractContextManager[object]:
        """Return the part of Django's transaction that a block is; to read, none is needed."""
        outermost = not django.in_atomic_block and django.get_autocommit()
        if outermost and purpose != "read":
            return self._transaction(django, purpose)
        return _atomic(self._alias) if purpose == "write" else nullcontext()

    @contextmanager
    def _transaction(self, django: BaseDatabaseWrapper, purpose: Purpose) -> Iterator[None]:
        """Be a transaction of Django's, whose commit calls what waits for it."""
        block, kept = _atomic(self._alias), list[bool]()
        with _beginning(django, _MODES[purpose]), self._as_sqlalchemy(kept):
            block.__enter__()
        django.on_commit(lambda: kept.append(True))
        try:
            if purpose == "snapshot" and django.vendor == "postgresql":
                raw: Any = django.connection
                raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
        except BaseException as error:
            block.__exit__(type(error), error, error.__traceback__)
            raise
        with self._as_sqlalchemy(kept):
            block.__exit__(None, None, None)

    @contextmanager
    def _as_sqlalchemy(self, kept: list[bool]) -> Iterator[None]:
        """Raise what the driver says as SQLAlchemy does; not what a hook says after the transaction was `kept`."""
        try:
            yield
        except Error as error:
            if kept or error.__cause__ is None:
                raise
            dialect: Any = self.engine.dialect
            said = ("", None, error.__cause__, dialect.loaded_dbapi.Error)
            raise DBAPIError.instance(*said, hide_parameters=True, dialect=dialect) from error

    @contextmanager
    def _connection(self, django: BaseDatabaseWrapper) -> Iterator[Connection]:
        connection = self.engine.connect()
        try:
            with connection.begin():
                yield connection
        finally:
            if connection.invalidated:
                django.errors_occurred = True  # so that Django looks whether it is alive, and makes another if not
            connection.close()


def _atomic(alias: str) -> AbstractContextManager[object]:
    block: Any = transaction.atomic(alias)  # which is a decorator as well
    return cast("AbstractContextManager[object]", block)


@contextmanager
def _beginning(django: Any, mode: str) -> Iterator[None]:  # noqa: ANN401 - only the one for SQLite has modes
    """Let SQLite begin a transaction so: one that reads before it writes fails if somebody else has written."""
    if django.vendor != "sqlite":
        yield
        return
    before, django.transaction_mode = django.transaction_mode, mode
    try:
        yield
    finally:
        django.transaction_mode = before
