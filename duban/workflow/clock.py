"""The only code that asks what time it is, and a replacement for tests and for playing on a virtual clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from duban import words

if TYPE_CHECKING:
    from datetime import timedelta


class Clock(Protocol):
    """Tells the current instant."""

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands at the instant it is given; raises ValueError for a naive one."""

    def __init__(self, at: datetime | str) -> None:
        self._now = _aware(at)

    def now(self) -> datetime:
        """Return the instant that the clock shows, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move the clock by `by`, and return the instant it then shows."""
        self._now += by
        return self._now

    def set(self, at: datetime | str) -> datetime:
        """Set the clock to an instant, which may be text such as `2024-04-01T09:00+08:00`, and return it in UTC."""
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
