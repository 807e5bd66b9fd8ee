"""For users' own tests: a clock that stands still until it is told to move, and a notifier that records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.notifiers import Receipt
from duban.workflow import FixedClock

if TYPE_CHECKING:
    from duban.notifiers import Message

__all__ = ["FixedClock", "RecordingNotifier"]


class RecordingNotifier:
    """A notifier that delivers into `sent`."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Keep the message and say so."""
        self.sent.append(message)
        return Receipt("recording", f"kept as number {len(self.sent)}")
