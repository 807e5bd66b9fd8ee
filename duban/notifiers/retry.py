"""When a failed message is tried again: pure arithmetic, the same on every machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

MAX_ATTEMPTS = 16
"""Attempts before a message is given up as dead, about two days with the waits below."""

MAX_COPIES = 4
"""How often a message is sent whose arrival remains unknown; the recipient may have it as often."""

_AFTER_COPIES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(hours=6)
_JITTER = 0.25
_LONGEST_ASKED = 86_400.0

LONGEST_WAIT = max(timedelta(seconds=_LONGEST_ASKED), _AFTER_COPIES[-1] * (1 + _JITTER))
"""No message waits longer than this for another attempt."""


def backoff(attempt: int, *, key: str) -> timedelta:
    """Return how long to wait after the failed attempt number `attempt` (the first is 1): 1 minute up to 6 hours.

    The wait doubles with each attempt and is extended by up to a quarter. The extension is derived from `key`, so that
    messages which failed together are not retried together, and the same arguments always give the same wait.
    """
    doubled = _SHORTEST * (1 << min(max(attempt, 1) - 1, 32))
    return _extended(min(doubled, _LONGEST / (1 + _JITTER)), attempt, key)


def next_attempt(now: datetime, attempt: int, *, key: str, retry_after: float | None = None) -> datetime | None:
    """Return when to try again after the failed attempt number `attempt`, or None if the message is given up.

    `retry_after` is the wait in seconds that the other side asked for. It is honoured up to a day, and never shortens
    the wait.
    """
    if attempt >= MAX_ATTEMPTS:
        return None
    asked = timedelta(seconds=min(max(0.0, retry_after or 0.0), _LONGEST_ASKED))
    return now + max(backoff(attempt, key=key), asked)


def next_copy(now: datetime, copies: int, *, key: str) -> datetime | None:
    """Return when to send a message again of which `copies` were sent and none was answered for; None if never.

    The waits are 1, 6 and 24 hours, extended like those of `backoff`: a server that has taken the message without
    saying so gets few more of it.
    """
    if copies >= MAX_COPIES:
        return None
    return now + _extended(_AFTER_COPIES[max(copies, 1) - 1], copies, key)


def _extended(wait: timedelta, attempt: int, key: str) -> timedelta:
    share: float = int.from_bytes(sha256(f"{key}:{attempt}".encode()).digest()[:4]) / 2**32
    return wait * (1 + _JITTER * share)
