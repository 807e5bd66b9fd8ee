"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.types import TypeDecorator

from duban.storage.connection import instant_from_text, instant_to_text
from duban.storage.errors import NaiveInstantStored

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; SQLite assigns keys by itself only to a column that is declared INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, ISO text on SQLite. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value in UTC, for SQLite without the zone. Raise NaiveInstantStored if it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveInstantStored(value)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the hook's shape
        """Return the stored instant, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return the function that converts bound values; on SQLite a fast one, since each act binds a dozen."""
        return instant_to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - as declared there
        """Return the function that converts values read; on SQLite a fast one, since each instance has ten."""
        return instant_from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:  # noqa: ANN401, ARG002 - the hook's shape
        """Return this type: instants are compared with instants."""
        return self
