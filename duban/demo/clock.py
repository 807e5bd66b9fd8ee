"""The demo's clock: it stands while the year is played, and goes on from there when somebody works in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow import FixedClock, SystemClock

if TYPE_CHECKING:
    from datetime import datetime


class DemoClock(FixedClock):
    """A clock that is set from instant to instant, until it is let go on at the pace of the real one."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._since: datetime | None = None
        super().__init__(self._real.now())

    def now(self) -> datetime:
        """Return the instant that the clock shows, in UTC."""
        at = super().now()
        return at if self._since is None else at + (self._real.now() - self._since)

    def go_on(self) -> None:
        """Let the clock run from the instant that it shows."""
        self._since = self._real.now()
