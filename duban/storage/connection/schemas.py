"""The schema of one tenant, as an engine's `schema_translate_map` names it; the search path follows it on PostgreSQL.

SQLAlchemy puts the schema before the tables of what it compiles. Statements that are prepared as text, and migrations,
have tables without one; by the search path they mean the same, and never those of another schema.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from duban import words
from duban.storage.connection.guests import autocommits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine

    from duban.storage.connection.lending import Purpose

_move = text("SELECT current_setting('search_path'), set_config('search_path', :path, true)")


def schema_of(engine: SqlEngine | Connection) -> str | None:
    """Return the schema in which tables without one are to be, or None if nothing is said of it."""
    told: Any = engine.get_execution_options().get("schema_translate_map") or {}
    found: str | None = told.get(None)
    return found


class InSchema:
    """A lender for an engine with a schema: its own connections, each in a transaction whose search path is that."""

    def __init__(self, engine: SqlEngine, schema: str) -> None:
        self._engine, self._schema = engine, schema
        self._here = threading.local()

    @contextmanager
    def __call__(self, purpose: Purpose) -> Iterator[Connection]:
        """Lend a connection for a block, which is a transaction."""
        calls: list[Callable[[], None]] = []
        outer = getattr(self._here, "calls", None)
        self._here.calls = calls
        try:
            with self._connection(purpose) as connection:
                yield connection
        finally:
            self._here.calls = outer
        for call in calls:
            call()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once the block under way is committed and its connection free again."""
        self._here.calls.append(call)

    @contextmanager
    def _connection(self, purpose: Purpose) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if purpose == "snapshot":
                connection.execution_options(isolation_level="REPEATABLE READ")
            elif autocommits(connection):
                connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                _go_to(connection, _quoted(connection, self._schema))
                yield connection


@contextmanager
def at_home(connection: Connection, schema: str | None) -> Iterator[None]:
    """Let a block in somebody's transaction find its tables in a schema, and their own search path be again after it.

    Raises ValueError if their connection says another schema than the engine's.
    """
    asked = schema_of(connection)
    if asked is not None and asked != schema:
        raise ValueError(
            words.Line(
                "session= works in the schema {asked}, and this engine in {schema}: "
                "make an engine for each tenant, with the same schema_translate_map in its bind=",
                asked=asked,
                schema=schema or "-",
            )
        )
    if schema is None:
        yield
        return
    before = _go_to(connection, _quoted(connection, schema))
    try:
        yield
    except Exception:
        with suppress(SQLAlchemyError):  # what failed may have ended their transaction, and the path with it
            _go_to(connection, before)
        raise
    _go_to(connection, before)


def _go_to(connection: Connection, path: str) -> str:
    """Set the search path for the rest of the transaction, and return the one before."""
    before: str = connection.execute(_move, {"path": path}).one()[0]
    return before


def _quoted(connection: Connection, schema: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(schema)
