"""For users' own tests: a clock that moves when told to, a notifier that records, a database that is thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.notifiers import Receipt
from duban.workflow import FixedClock, throwaway_engine

if TYPE_CHECKING:
    from duban.notifiers import Message

__all__ = ["FixedClock", "RecordingNotifier", "throwaway_engine"]


class RecordingNotifier:
    """A notifier that delivers into `sent`."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Keep the message and say so."""
        self.sent.append(message)
        return Receipt("recording", f"kept as number {len(self.sent)}")
