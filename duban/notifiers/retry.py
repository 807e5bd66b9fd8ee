"""When a message that failed is tried again: pure arithmetic, the same on every machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

MAX_ATTEMPTS = 16
"""Attempts before a message is given up as dead: about two days with the waits below."""

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(hours=6)
_JITTER = 0.25
_LONGEST_ASKED = 86_400.0


def backoff(attempt: int, *, key: str) -> timedelta:
    """Return how long to wait after the failed attempt number `attempt` (the first is 1): 1 minute up to 6 hours.

    Each wait doubles and grows by up to a quarter, by a share drawn from `key`: messages that failed together do not
    come back together, and whoever asks again gets the same answer.
    """
    doubled = _SHORTEST * (1 << min(max(attempt, 1) - 1, 32))
    share: float = int.from_bytes(sha256(f"{key}:{attempt}".encode()).digest()[:4]) / 2**32
    return min(doubled, _LONGEST / (1 + _JITTER)) * (1 + _JITTER * share)


def next_attempt(now: datetime, attempt: int, *, key: str, retry_after: float | None = None) -> datetime | None:
    """Return when to try again after the failed attempt number `attempt`, or none to give the message up.

    `retry_after` is the seconds that the other side asked for; it is honoured up to a day, and never shortens the wait.
    """
    if attempt >= MAX_ATTEMPTS:
        return None
    asked = timedelta(seconds=min(max(0.0, retry_after or 0.0), _LONGEST_ASKED))
    return now + max(backoff(attempt, key=key), asked)
