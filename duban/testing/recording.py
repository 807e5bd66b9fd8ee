"""A notifier that sends nothing: it keeps each message for the test to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.notifiers import Receipt

if TYPE_CHECKING:
    from duban.notifiers import Message


class RecordingNotifier:
    """A notifier that appends each message to the list `sent`."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        """Append the message to `sent` and return a receipt."""
        self.sent.append(message)
        return Receipt("recording", f"kept as number {len(self.sent)}")
