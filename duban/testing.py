"""For users' own tests: a clock that stands still until it is told to move, and a notifier that records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from duban.notifiers import Receipt

if TYPE_CHECKING:
    from duban.notifiers import Message


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


class RecordingNotifier:
    """A notifier that delivers into `sent`."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Keep the message and say so."""
        self.sent.append(message)
        return Receipt("recording", f"kept as number {len(self.sent)}")


def _aware(at: datetime | str) -> datetime:
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    if instant.tzinfo is None:
        message = f"{instant.isoformat()} has no time zone; give an aware instant, such as 2024-04-01T09:00+08:00"
        raise ValueError(message)
    return instant.astimezone(UTC)
