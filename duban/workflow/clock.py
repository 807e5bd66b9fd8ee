"""The only code that asks what time it is, and a replacement for tests and for playing on a virtual clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol, runtime_checkable

from duban import words
from duban.states import utc

_START = datetime(1970, 1, 1, tzinfo=UTC)
_DRIFT = timedelta(minutes=1)
"""By less than this a clock is corrected without anybody having set it."""


class Clock(Protocol):
    """Tells the current instant."""

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        ...


@runtime_checkable
class Running(Protocol):
    """A clock that also tells how time passes, whatever it is set to."""

    def elapsed(self) -> float:
        """Return seconds since some moment; the number only grows, and grows with real time."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Return the seconds since the computer was started, with those that it slept if it can tell."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot is None else time.clock_gettime(boot)


class Stopwatch:
    """Tells how much time has passed, by a clock that may be set ahead and back.

    A clock that does not tell it itself is believed when it goes on; when it goes back, no time has passed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running = clock if isinstance(clock, Running) else None
        self._last: datetime | None = None
        self._passed = 0.0
        self._reading = Lock()

    def elapsed(self) -> float:
        """Return seconds since some moment; the number only grows."""
        if self._running is not None:
            return self._running.elapsed()
        with self._reading:
            now = utc(self._clock.now())
            self._passed += max(0.0, (now - (self._last or now)).total_seconds())
            self._last = now
            return self._passed


class Lookout:
    """Notices that somebody has set a clock, by comparing it with the time that has passed."""

    def __init__(self, clock: Clock, stopwatch: Stopwatch) -> None:
        self._clock, self._stopwatch = clock, stopwatch
        self._apart: timedelta | None = None

    def jump(self) -> timedelta:
        """Return how far the clock was set since the last look: ahead, or back (below zero); zero if it was not.

        The first look has nothing to compare with.
        """
        before, self._apart = self._apart, self._read()
        moved = self._apart - (self._apart if before is None else before)
        return moved if abs(moved) > _DRIFT else timedelta()

    def _read(self) -> timedelta:
        passed = timedelta(seconds=self._stopwatch.elapsed())
        return utc(self._clock.now()) - _START - passed


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
