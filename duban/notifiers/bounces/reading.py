"""Reading mails that say that another one did not arrive: RFC 3464, and what other servers write instead.

Only the standard library reads them, and they come from anywhere: what cannot be read is none.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from duban.notifiers.bounces.statuses import names_nobody, status_in
from duban.notifiers.errors import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_PARTS, _MOST_RECIPIENTS, _LONGEST_TOLD = 50, 50, 300
_DAEMONS = re.compile(
    r"mailer-daemon|postmaster|mail[-_. ]?delivery|microsoftexchange|mailsystem|noreply-dsn", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'“”]{1,64}@[^\s<>()\[\],;:\"'“”]{1,253}")
_ID = re.compile(r"^[>\s]*message-id:\s*<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(r"(?<![\d.])(5[0-5]\d)(?![\d.])")
_QMAIL = "qmail-send program"
_FAILED, _DELAYED = "failed", "delayed"


class Bounce(NamedTuple):
    """What a mail server says of one mail and one recipient.

    `addresses` are what it calls the recipient, `action` is what RFC 3464 calls it: `failed`, `delayed` and so on.
    `is_gone` says that nobody is at the address. `report` tells this report from others.
    """

    message_id: str
    addresses: frozenset[str]
    action: str
    status: str
    told: str
    is_gone: bool
    report: str

    @property
    def has_failed(self) -> bool:
        """Return whether the mail will not arrive."""
        return self.action == _FAILED

    def is_for(self, address: str) -> bool:
        """Return whether it speaks of this very address."""
        return same_mailbox(address) in self.addresses


def same_mailbox(address: str) -> str:
    """Return a mail address as it is compared: without regard to small and capital letters."""
    local, _, domain = address.strip().strip("<>").rpartition("@")
    with suppress(UnicodeError):
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return f"{local}@{domain}".casefold()


def bounces_in(content: bytes) -> list[Bounce]:
    """Return what a mail reports of others; empty if it is no such report, or cannot be read."""
    try:
        mail = message_from_bytes(content)
        parts = list(islice(mail.walk(), _MOST_PARTS))
        report = sha256(content).hexdigest()[:16]
        statuses = [each for each in parts if each.get_content_type() in _STATUSES]
        found = _standard(statuses, parts, report) if statuses else _loose(mail, parts, report)
        return list(islice(found, _MOST_RECIPIENTS))
    except Exception:  # noqa: BLE001 - the library can raise anything on hostile mail
        return []


_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global"})
_HEADERS = frozenset({"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"})


def _standard(statuses: Iterable[Message], parts: list[Message], report: str) -> Iterator[Bounce]:
    """Yield what the blocks of a delivery report say, each of one recipient (RFC 3464)."""
    named = next(_returned_ids(parts), "")
    for part in statuses:
        for block in _blocks(part):
            action = str(block.get("Action") or "").strip().lower()
            recipients = [_recipient(block, name) for name in ("Final-Recipient", "Original-Recipient")]
            addresses = frozenset(map(same_mailbox, filter(None, recipients)))
            if not action or not addresses or not named:
                continue
            diagnostic = one_line(str(block.get("Diagnostic-Code") or ""))
            status = status_in(str(block.get("Status") or "")) or status_in(diagnostic)
            told = " ".join(filter(None, (status, diagnostic)))[:_LONGEST_TOLD]
            gone = action == _FAILED and _says_nobody(status, diagnostic)
            yield Bounce(named, addresses, action, status, told or action, gone, report)


def _blocks(part: Message) -> Iterator[Message]:
    held = part.get_payload()
    if isinstance(held, list):
        yield from (each for each in held if isinstance(each, Message))
        return
    content = part.get_payload(decode=True)  # some servers encode it, and then the library leaves it as it is
    if isinstance(content, bytes):
        for block in re.split(rb"\r?\n\r?\n", content):
            yield message_from_bytes(block)


def _recipient(block: Message, name: str) -> str:
    text = str(block.get(name) or "").rpartition(";")[2].strip()
    return parseaddr(text)[1] or text


def _says_nobody(status: str, diagnostic: str) -> bool:
    """Return whether a report says that nobody is there; a diagnostic with another status of its own decides."""
    inner = status_in(diagnostic)
    if not status.startswith("5.") or (inner and not inner.startswith("5.")):
        return False
    code = _CODE.search(diagnostic)
    if inner and inner != status:
        return names_nobody(code[1] if code else "", diagnostic)
    return names_nobody(code[1] if code else "", f"{status} {diagnostic}")


def _returned_ids(parts: Iterable[Message]) -> Iterator[str]:
    """Yield the Message-ID of the mail that came back, by its copy or its headers."""
    for part in parts:
        kind = part.get_content_type()
        if kind in _RETURNED:
            held = part.get_payload()
            inner = held[0] if isinstance(held, list) and held else None
            given = str(inner.get("Message-ID") or "") if isinstance(inner, Message) else ""
            if found := given.strip().strip("<>").strip():
                yield found
        elif kind in _HEADERS and (named := _ID.search(_text(part))):
            yield named[1]


def _loose(mail: Message, parts: list[Message], report: str) -> Iterator[Bounce]:
    """Yield what a mail in no standard form says: qmail's, Exim's, and what web mail writes in Chinese.

    It has to come from a mail system, to name the mail by a copy of its head, and to give a status or a code of SMTP
    for good.
    """
    texts = [_text(part) for part in parts if part.get_content_maintype() == "text"]
    said, copy = _before_copy("\n".join(texts))
    failed = [address for _, address in getaddresses(map(str, mail.get_all("X-Failed-Recipients", [])))]
    sender = str(mail.get("From") or "")
    automatic = str(mail.get("Return-Path") or "").strip() == "<>" or bool(failed)
    if not (automatic or _DAEMONS.search(sender) or _QMAIL in said):
        return
    copied = _ID.search(copy) or _ID.search("\n".join(texts))
    named = next(_returned_ids(parts), "") or (copied[1] if copied else "")
    code, status = _CODE.search(said), status_in(said)
    final = status.startswith("5.") if status else code is not None
    if not named or not final or str(mail.get("Auto-Submitted") or "").strip().lower().startswith("auto-replied; vac"):
        return
    addresses = frozenset(map(same_mailbox, failed or _ADDRESS.findall(said)))
    told = one_line(_reason(said, status or (code[1] if code else "")))[:_LONGEST_TOLD]
    if addresses:
        gone = names_nobody(code[1] if code else "", _reason(said, status) if status else said)
        yield Bounce(named, addresses, _FAILED, status, told, gone, report)


def _before_copy(text: str) -> tuple[str, str]:
    """Return what a report says, and the copy of the mail that some of them quote behind it."""
    marks = re.compile(
        r"^(?:-{2,} ?(?:below this line is a copy|this is a copy|original message|原邮件|the header).*|"
        r"-{3,} .*(?:message|邮件).*-{3,}|return-path:|received:|message-id:).*$",
        re.IGNORECASE | re.MULTILINE,
    )
    found = marks.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _reason(said: str, status: str) -> str:
    """Return the paragraph of a report that has its status."""
    return next((each for each in re.split(r"\n\s*\n", said) if status and status in each), said)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, errors="replace")
    except LookupError:
        text = content.decode(errors="replace")
    return re.sub(r"<(?!/?[^\s<>@]+@)[^<>]{1,500}>", " ", text) if part.get_content_subtype() == "html" else text
