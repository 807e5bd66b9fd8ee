"""The hash chain by which changes to a history are detected."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from duban.states import pack

if TYPE_CHECKING:
    from datetime import datetime

    from duban.storage.records import NewMessage, OutboxRecord


# Made once: with settings other than the default, `json.dumps` makes a new encoder at each call.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON text of a value: sorted keys, no spaces, no escapes for non-ASCII characters."""
    return _CANONICAL.encode(value)


_last: tuple[datetime | None, str] = (None, "")
"""The last instant and its text: everything done at one time asks for the same `datetime` object."""


def canonical_instant(at: datetime) -> str:
    """Return the text of an instant that is hashed: UTC, with microseconds and `Z`."""
    global _last  # noqa: PLW0603 - one tuple, assigned in one step, so that threads may read it
    known, text = _last
    if known is not at:
        utc = at if at.tzinfo is UTC else at.astimezone(UTC)
        text = utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
        _last = at, text
    return text


def entry_hash(  # noqa: PLR0917 - in the order of the chain
    previous: str,
    number: str,
    seq: int,
    at: datetime,
    actor: str,
    kind: str,
    trigger: str | None,
    from_state: str | None,
    to_state: str | None,
    round: int,
    payload: str,
) -> str:
    """Return the SHA-256 (hex) of an entry, computed over the hash of the entry before it and the entry itself.

    `previous` is that hash; for an instance's first entry it is the digest of the definition that it was opened under.
    `payload` is the JSON text exactly as stored.
    """
    entry = [previous, number, seq, canonical_instant(at), actor, kind, trigger, from_state, to_state, round, payload]
    return hashlib.sha256(pack(entry)).hexdigest()


def digest_of(document: str) -> str:
    """Return the digest by which instances are pinned to a definition: the SHA-256 (hex) of its document."""
    return hashlib.sha256(document.encode(errors="surrogatepass")).hexdigest()


def message_hash(salt: str, message: NewMessage | OutboxRecord) -> str:
    """Return the salted hash by which the history is tied to a message: of what is fixed when it is decided."""
    at = canonical_instant(message.created_at)
    fixed = [
        *(message.message_id, message.number, message.definition, message.message, message.facts, message.medium),
        *(message.unit, message.contact, message.address, bool(message.is_copy), bool(message.urgent)),
        *(message.clock, message.round, message.lap, message.rung, at),
    ]
    if message.behind is not None:  # which earlier messages do not have
        fixed.append(message.behind)
    return hashlib.sha256(salt.encode() + pack(fixed)).hexdigest()


def receipt_hash(previous: str, at: datetime, outcome: str, detail: str) -> str:
    """Return the SHA-256 (hex) of a receipt and the hash of the one before; before the first is the message's id."""
    return hashlib.sha256(pack([previous, canonical_instant(at), outcome, detail])).hexdigest()


def receipt_to_hash(message_id: str, at: datetime, outcome: str, detail: str) -> tuple[str, str]:
    """Return the parts of the text that `receipt_hash` hashes, for whoever knows the hash before: `["`, it, the second.

    The first stands for that of a message's first receipt.
    """
    first = pack([message_id]).decode()
    return first[len('["') : -len('"]')], pack(["", canonical_instant(at), outcome, detail]).decode()[len('["') :]


def days_hash(previous: str, calendar: str, stamp: int, at: datetime, days: str) -> str:
    """Return the SHA-256 (hex) of an import of a calendar's days and the hash of the one before; empty at first."""
    return hashlib.sha256(pack([previous, calendar, stamp, canonical_instant(at), days])).hexdigest()


def change_hash(  # noqa: PLR0917 - in the order of the chain
    previous: str, seq: int, at: datetime, by: str, what: str, note: str | None, changes: str
) -> str:
    """Return the SHA-256 (hex) of a change of the directory and the hash of the one before; empty at first."""
    return hashlib.sha256(pack([previous, seq, canonical_instant(at), by, what, note, changes])).hexdigest()


def asked_hash(key: str, verb: str, arguments: str) -> str:
    """Return the SHA-256 (hex) by which an entry names the idempotency key with which it was asked for."""
    return hashlib.sha256(pack([key, verb, arguments])).hexdigest()


def salted_text(salt: str, text: str) -> str:
    """Return the salted hash of a private value of which the canonical JSON is given."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def salted(salt: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the salted hash that the history keeps of a private value."""
    return salted_text(salt, canonical_json(value))
