"""For users' own tests: a clock that they set, a notifier that records messages, an engine on a temporary database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.notifiers import Receipt
from duban.workflow import FixedClock, throwaway_engine

if TYPE_CHECKING:
    from duban.notifiers import Message

__all__ = ["FixedClock", "RecordingNotifier", "throwaway_engine"]


class RecordingNotifier:
    """A notifier that appends each message to the list `sent`."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Append the message to `sent` and return a receipt."""
        self.sent.append(message)
        return Receipt("recording", f"kept as number {len(self.sent)}")
