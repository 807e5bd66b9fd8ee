"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.types import TypeDecorator

from duban.storage.errors import NaiveInstantStored

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; SQLite counts up by itself only on a column that is declared INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, ISO text on SQLite; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value in UTC; SQLite gets it without the zone, so that its text sorts as time does."""
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
        """Return how values are bound; on SQLite in one step, for each act binds a dozen of them."""
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - as declared there
        """Return how values are read; on SQLite in one step, for each instance has ten of them."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:  # noqa: ANN401, ARG002 - the hook's shape
        """Compare instants as instants."""
        return self


_WITHOUT_ZONE = len("2024-04-01 01:00:00.000000")
_last: tuple[datetime | None, str | None] = (None, None)
"""The instant that was bound last: what is done at one time binds it again and again, by that very object."""


def _to_text(value: datetime | None) -> str | None:
    """Return an instant as SQLAlchemy keeps datetimes on SQLite, without the zone."""
    global _last  # noqa: PLW0603 - one tuple, put in place at once, so that threads may read it
    known, text = _last
    if value is known:
        return text
    if value is None:
        return None
    if value.tzinfo is None:
        raise NaiveInstantStored(value)
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    text = utc.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]
    _last = value, text
    return text


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")
