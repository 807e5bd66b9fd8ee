"""Shows messages on a terminal instead of sending them: for dry runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from duban.notifiers.errors import ChannelDown
from duban.notifiers.message import Receipt

if TYPE_CHECKING:
    from duban.notifiers.message import Message

_MEDIA = {"email": "邮件", "sms": "短信"}


class ConsoleNotifier:
    """Prints each message to a stream, standard output unless told otherwise."""

    def __init__(self, *, stream: TextIO | None = None) -> None:
        self._stream = stream

    async def send(self, message: Message) -> Receipt:
        """Print the message; what the terminal cannot show becomes a question mark."""
        stream = self._stream or sys.stdout
        encoding = getattr(stream, "encoding", None) or "utf-8"
        text = _readable(message).encode(encoding, errors="replace").decode(encoding)
        try:
            stream.write(text)
            stream.flush()
        except (OSError, ValueError) as error:
            reason = f"console: cannot be written: {error}"
            raise ChannelDown(reason) from None
        return Receipt(channel="console", detail="shown")


def _readable(message: Message) -> str:
    who = f"{message.name} <{message.to}>" if message.name else message.to
    lines = [f"── {_MEDIA[message.medium]} → {who}", f"编号：{message.id}"]
    if message.subject:
        lines.append(f"主题：{message.subject}")
    if message.sms_template:
        lines.append(f"模板：{message.sms_template}")
    lines += [f"  {name} = {value}" for name, value in message.sms_values.items()]
    if message.text:
        lines += ["", f"【{message.sms_sign}】{message.text}" if message.sms_sign else message.text]
    return "\n".join(lines).rstrip() + "\n\n"
