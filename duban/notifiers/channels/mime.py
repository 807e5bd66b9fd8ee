"""Compose a mail from a message, with the same headers and bodies for a server and for a file.

This does not use the standard library's `EmailMessage`, for three reasons: it would take most of the time of sending,
its folding breaks long quoted names, and its random boundaries would make each retry a different mail.
"""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers.errors import BadSetting, Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.notifiers.message import Message

_ADDRESS = re.compile(r'(?P<local>[^\s@<>()\[\],;:\\"]{1,64})@(?P<domain>[^\s@<>()\[\],;:\\"]{1,253})')
_IDENTITY = re.compile(r"[!-;=?-~]{1,500}")
_PLAIN = re.compile(r"(?!.*=\?)[ -~]{0,60}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]{1,60}")
_LINE_END = re.compile(r"\r\n|\r|\n")

_END = "\r\n"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REMEMBERED = 4096
"""So many addresses are not taken apart anew for each mail: an office writes to the same people."""

_WORD = 39
"""The most bytes in an encoded word, so that it fits a line of 76 characters with the header's name."""

_LONGEST_LINE = 900
"""The most bytes in a line that is left unencoded; mail servers cut lines after 998."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail address with its owner's name; the domain is in its ASCII form."""

    local: str
    domain: str
    name: str = ""

    @property
    def address(self) -> str:
        """Return `local@domain`, as it is sent to an SMTP server."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Return whether only a server with SMTPUTF8 can take this address."""
        return not self.local.isascii()

    def __str__(self) -> str:
        """Return the value of a From or To header."""
        if not self.name:
            return self.address
        name = f'"{self.name}"' if _PLAIN_NAME.fullmatch(self.name) else _encoded_words(self.name)
        return f"{name}\r\n <{self.address}>"


def parse_mailbox(text: str) -> Mailbox:
    """Return the mailbox written as `name <local@domain>` or `local@domain`. Raise `Permanent` if there is none."""
    name, address = parseaddr(text)
    return find_mailbox(address or text, name)


@lru_cache(maxsize=_REMEMBERED)
def find_mailbox(address: str, name: str) -> Mailbox:
    """Return the mailbox of an address and a name. Raise `Permanent` if the address is invalid."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None or not address.isprintable():
        raise Permanent(words.Line("{address:shown} is not an email address", address=address))
    domain = found["domain"]
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise Permanent(
            words.Line("{address:shown} is not an email address: there can be no such domain", address=address)
        ) from None
    return Mailbox(found["local"], domain, _one_line(name))


def set_mailbox(notifier: str, setting: str, text: str) -> Mailbox:
    """Return the mailbox that a channel's setting names. Raise `BadSetting` if it names none."""
    try:
        return parse_mailbox(text)
    except Permanent as error:
        raise BadSetting(notifier, setting, error.args[0]) from None


def compose(
    message: Message,
    sender: Mailbox,
    recipient: Mailbox,
    *,
    reply_to: Mailbox | None = None,
    readable: bool = False,
) -> bytes:
    """Return a mail's bytes. Raise `Permanent` if the message's identity, or its thread's, cannot be a Message-ID.

    Line breaks and control characters in the subject and in names become spaces, so that they cannot add a header.
    With `readable` Chinese bodies are left as they are, for a file or a server that takes eight bits; otherwise they
    are encoded in seven bits, which any server takes.
    """
    for identity in (message.id, *filter(None, [message.thread])):
        if not _IDENTITY.fullmatch(identity):
            raise Permanent(words.Line("the identity {id:shown} cannot be a Message-ID", id=identity))
    subject = _one_line(message.subject)
    headers = (
        f"From: {_shown(sender)}\r\n"
        f"To: {_shown(recipient)}\r\n"
        f"{'' if reply_to is None else f'Reply-To: {_shown(reply_to)}{_END}'}"
        f"Subject: {subject if _PLAIN.fullmatch(subject) else _encoded_words(subject)}\r\n"
        f"Date: {_date(message.created_at)}\r\n"
        f"Message-ID: <{message.id}>\r\n"
        f"{_thread(message.thread)}"
        "Auto-Submitted: auto-generated\r\n"
        "X-Auto-Response-Suppress: All\r\n"
        "MIME-Version: 1.0\r\n"
    ).encode()
    text = _part("plain", message.text, readable=readable)
    if message.html is None:
        return headers + text
    boundary = f"={sha256(message.id.encode()).hexdigest()[:32]}".encode()
    return b"\r\n".join(
        (
            headers + b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"',
            b"",
            b"--" + boundary,
            text,
            b"--" + boundary,
            _part("html", message.html, readable=readable),
            b"--" + boundary + b"--",
            b"",
        )
    )


@lru_cache(maxsize=_REMEMBERED)
def _shown(mailbox: Mailbox) -> str:
    return str(mailbox)


def _date(at: datetime) -> str:
    """Return an instant as the Date header has it (RFC 5322, 3.3), in whole seconds."""
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} {at:%H:%M:%S %z}"


def _thread(root: str) -> str:
    """Return the headers by which mail programs show a mail with the others of its matter."""
    return f"In-Reply-To: <{root}>\r\nReferences: <{root}>\r\n" if root else ""


def _part(subtype: str, text: str, *, readable: bool) -> bytes:
    body = _LINE_END.sub("\r\n", text if text.endswith(("\n", "\r")) else text + "\n").encode(errors="replace")
    eight_bit = readable and b"\0" not in body and max(map(len, body.split(b"\r\n"))) <= _LONGEST_LINE
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {'8bit' if eight_bit else 'base64'}\r\n\r\n"
    ).encode() + (body if eight_bit else encodebytes(body).replace(b"\n", b"\r\n"))


def _encoded_words(text: str) -> str:
    """Return `text` as encoded words (RFC 2047), one on each line, without cutting a character in two."""
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in _words(text))


def _words(text: str) -> Iterator[bytes]:
    word = b""
    for character in text:
        encoded = character.encode()
        if len(word) + len(encoded) > _WORD:
            yield word
            word = b""
        word += encoded
    yield word


def _one_line(text: str) -> str:
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    readable = text.encode(errors="replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in readable).split())
