"""Django's connection as SQLAlchemy sees it: its rows as duban reads them, and no way to end its transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper


class Borrowed:
    """A DB-API connection of Django's.

    What would end its transaction, close it or leave something on it does nothing: SQLAlchemy does all of that when it
    meets a connection for the first time, or gives one back.
    """

    def __init__(self, raw: Any, cursor: Callable[..., Any]) -> None:  # noqa: ANN401 - a driver's connection
        self._raw = raw
        self.cursor = cursor

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the driver's connection has
        """Return what the driver's connection has."""
        return getattr(self._raw, name)

    def commit(self) -> None:
        """Leave it to Django."""

    rollback = close = commit

    def create_function(self, *_: object, **__: object) -> None:
        """Leave Django its own REGEXP."""

    def add_notice_handler(self, _: object) -> None:
        """Leave none on a connection that outlives us."""


def borrowed(django: BaseDatabaseWrapper) -> Borrowed:
    """Return Django's open connection to SQLite or PostgreSQL, as duban uses it."""
    raw: Any = django.connection
    return Borrowed(raw, _sqlite_cursors(raw) if django.vendor == "sqlite" else _psycopg_cursors(django, raw))


def _sqlite_cursors(raw: Any) -> Callable[..., Any]:  # noqa: ANN401 - a driver's connection
    def cursor() -> Any:  # noqa: ANN401 - a driver's cursor
        made = raw.cursor()
        made.row_factory = _as_stored
        return made

    return cursor


def _as_stored(_cursor: object, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row with its instants and days as they are stored: Django has the driver make objects of them."""
    return tuple([_text(value) if isinstance(value, date) else value for value in row])


def _text(value: date) -> str:
    return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else value.isoformat()


def _psycopg_cursors(django: BaseDatabaseWrapper, raw: Any) -> Callable[..., Any]:  # noqa: ANN401 - a driver's connection
    from psycopg import Cursor, ServerCursor  # noqa: PLC0415 - an extra, which Django needs for PostgreSQL
    from psycopg.types.datetime import TimestamptzLoader  # noqa: PLC0415

    named = not django.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")

    def cursor(name: str | None = None) -> Any:  # noqa: ANN401 - a driver's cursor
        if name is None or not named:
            made: Any = Cursor(raw)
        else:
            made = ServerCursor(raw, name, withhold=raw.autocommit)
        # Django's own gives instants in its TIME_ZONE; without USE_TZ, as naive ones of it.
        made.adapters.register_loader("timestamptz", TimestamptzLoader)
        return made

    return cursor
