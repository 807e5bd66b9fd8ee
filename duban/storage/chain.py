"""The hash chain by which changes to a history are detected."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from duban.states import pack

if TYPE_CHECKING:
    from datetime import datetime


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


def salted(salt: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the salted hash that the history keeps of a private value."""
    return hashlib.sha256(f"{salt}:{canonical_json(value)}".encode()).hexdigest()
