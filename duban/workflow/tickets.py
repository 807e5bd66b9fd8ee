"""Idempotency keys: what a command was asked under a key, so that a repeat is known for one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duban.storage import canonical_json


@dataclass(frozen=True, slots=True)
class Ticket:
    """An idempotency key with its verb and the SHA-256 of its arguments."""

    key: str
    verb: str
    arguments: str


def ticket_for(key: str | None, verb: str, arguments: Mapping[str, Any]) -> Ticket | None:
    """Return the ticket of a command; None where the caller gave no key."""
    if key is None:
        return None
    digest = hashlib.sha256(canonical_json(_plain(arguments)).encode()).hexdigest()
    return Ticket(key, verb, digest)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a caller gives
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
