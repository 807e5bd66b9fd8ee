"""A channel for dry runs that prints messages to a terminal instead of sending them."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from duban import words
from duban.notifiers.errors import ChannelDown, one_line
from duban.notifiers.message import Receipt
from duban.states import medium_named

if TYPE_CHECKING:
    from duban.notifiers.message import Message


class ConsoleNotifier:
    """Prints each message to `stream`, by default standard output."""

    def __init__(self, *, stream: TextIO | None = None) -> None:
        self._stream = stream

    async def send(self, message: Message) -> Receipt:
        """Print the message, with a question mark for each character that the terminal cannot show.

        Raises:
            ChannelDown: if the stream cannot be written.

        """
        stream = self._stream or sys.stdout
        encoding = getattr(stream, "encoding", None) or "utf-8"
        text = _readable(message).encode(encoding, errors="replace").decode(encoding)
        try:
            stream.write(text)
            stream.flush()
        except (OSError, ValueError) as error:
            problem = words.Line("cannot be written: {message:retold}", message=one_line(str(error)))
            raise ChannelDown(words.at("console", problem)) from None
        return Receipt(channel="console", detail="shown")


def _readable(message: Message) -> str:
    who = one_line(f"{message.name} <{message.to}>" if message.name else message.to)
    medium = medium_named(message.medium)
    lines = [
        f"── {medium.title} → {who}",
        words.headed(words.text("ID of the message"), message.id),
        *medium.readable(replace(message, subject=one_line(message.subject))),
    ]
    text = "\n".join(lines)
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).rstrip() + "\n\n"
