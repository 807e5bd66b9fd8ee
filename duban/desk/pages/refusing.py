"""What is said where a password or a code was not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from datetime import timedelta


def not_taken(wait: timedelta, otherwise: str) -> str:
    """Return why it was not: somebody has to wait before it is looked at at all, or `otherwise`."""
    if not wait:
        return otherwise
    return words.text(
        "tried too often: wait for {wait}, then try again", wait=words.elapsed(max(wait.total_seconds(), 1))
    )
