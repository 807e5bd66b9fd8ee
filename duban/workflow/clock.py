"""The one thing that asks what time it is, and its stand-in for tests and for playing on a virtual clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from duban import words

if TYPE_CHECKING:
    from datetime import timedelta


class Clock(Protocol):
    """Tells the present instant, aware."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that shows the instant it was given; aware instants only."""

    def __init__(self, at: datetime | str) -> None:
        self._now = _aware(at)

    def now(self) -> datetime:
        """Return the instant that the clock shows, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move the clock by a span and return what it shows."""
        self._now += by
        return self._now

    def set(self, at: datetime | str) -> datetime:
        """Set the clock to an instant (text such as `2024-04-01T09:00+08:00` will do) and return it."""
        self._now = _aware(at)
        return self._now


def _aware(at: datetime | str) -> datetime:
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    if instant.tzinfo is None:
        message = words.Line(
            "{instant} has no time zone; give an aware instant, such as 2024-04-01T09:00+08:00",
            instant=instant.isoformat(),
        )
        raise ValueError(message)
    return instant.astimezone(UTC)
