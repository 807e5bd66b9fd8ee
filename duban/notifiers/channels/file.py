"""A channel that writes messages to a folder instead of sending them: mail as .eml, everything else as JSON."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers.channels.mime import compose, find_mailbox, parse_mailbox
from duban.notifiers.errors import BadSetting, ChannelDown, Permanent, one_line
from duban.notifiers.media.mail import Mail
from duban.notifiers.message import Receipt
from duban.states import medium_named

if TYPE_CHECKING:
    from duban.notifiers.message import Message

_NAME = "file"
_UNSAFE = re.compile(r"[^A-Za-z0-9._@+-]")
_LONGEST_NAME = 120


class FileNotifier:
    """Writes each message to its own file; a retry overwrites the file of the attempt before."""

    def __init__(self, *, folder: str | Path, sender: str = "duban <duban@localhost>") -> None:
        self._folder = Path(folder)
        try:
            self._sender = parse_mailbox(sender)
        except Permanent as error:
            raise BadSetting(_NAME, "sender", error.args[0]) from None

    async def send(self, message: Message) -> Receipt:
        """Write the message completely or not at all. Raise ChannelDown if the folder cannot be written."""
        if message.medium == Mail.name:
            recipient = find_mailbox(message.to, message.name)
            content, suffix = compose(message, self._sender, recipient, readable=True), ".eml"
        else:
            content, suffix = _as_json(message), f".{message.medium}.json"
        path = self._folder / (_file_name(message.id) + suffix)
        self._write(path, content)
        return Receipt(channel=_NAME, detail=str(path))

    async def check(self) -> None:
        """Raise ChannelDown if the folder cannot be written and cannot be created."""
        place = next(each for each in (self._folder, *self._folder.resolve().parents) if each.exists())
        if not place.is_dir():
            raise self._unwritable(words.Line("{place} is no folder", place=str(place)))
        if not os.access(place, os.W_OK):
            raise self._unwritable(words.Line("no right to write {place}", place=str(place)))

    def _write(self, path: Path, content: bytes) -> None:
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.touch(mode=0o600)  # mails tell of people: they are their owner's alone
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise self._unwritable(one_line(error.strerror or str(error))) from None

    def _unwritable(self, message: words.Line | str) -> ChannelDown:
        return ChannelDown(
            words.at(str(self._folder), words.Line("cannot be written: {message:retold}", message=message))
        )


def _as_json(message: Message) -> bytes:
    medium = medium_named(message.medium)
    facts = {
        "id": message.id,
        "created_at": message.created_at.isoformat(),
        medium.column: message.to,
        "name": message.name,
        **medium.facts(message),
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n").encode(errors="replace")


def _file_name(identity: str) -> str:
    """Return a file name that every file system accepts and that is different for each identity."""
    name = _UNSAFE.sub("_", identity).lstrip(".")[:_LONGEST_NAME]
    return name if name == identity else f"{name}-{sha256(identity.encode(errors='replace')).hexdigest()[:12]}"
