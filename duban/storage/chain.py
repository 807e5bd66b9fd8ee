"""The hash chain that makes a history provable."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from duban.states import pack

if TYPE_CHECKING:
    from datetime import datetime


# Made once: `json.dumps` makes an encoder anew at each call with other settings than its own.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return _CANONICAL.encode(value)


_last: tuple[datetime | None, str] = (None, "")
"""The instant that was asked for last: all that is done at one time asks for it, by that very object."""


def canonical_instant(at: datetime) -> str:
    """Return an instant as it enters the chain: UTC, microseconds, `Z`."""
    global _last  # noqa: PLW0603 - one tuple, put in place at once, so that threads may read it
    known, text = _last
    if known is not at:
        utc = at if at.tzinfo is UTC else at.astimezone(UTC)
        text = utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
        _last = at, text
    return text


def link(  # noqa: PLR0917 - in the order of the chain
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
    """Return the SHA-256 (hex) that chains an entry to the one whose hash is `previous`.

    The first `previous` of an instance is the digest of the definition that it was opened under; `payload` is the JSON
    text as it is stored.
    """
    entry = [previous, number, seq, canonical_instant(at), actor, kind, trigger, from_state, to_state, round, payload]
    return hashlib.sha256(pack(entry)).hexdigest()


def salted(salt: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the hash under which a private value stands in the history."""
    return hashlib.sha256(f"{salt}:{canonical_json(value)}".encode()).hexdigest()
