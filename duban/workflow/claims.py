"""Rungs claimed while working on an instance, and what the work came to."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

FIRED, SKIPPED = "fired", "skipped"


@dataclass(frozen=True, slots=True)
class Claim:
    """A rung about to be claimed."""

    clock: str
    round: int
    lap: int
    rung: str
    outcome: str


class Tally(Struct, gc=False):
    """What a workbench did, for the result of a sweep."""

    fired: int = 0
    skipped: int = 0
    messages: int = 0
    alerts: tuple[str, ...] = ()


class ClaimTaken(Exception):
    """A rung that was about to take effect has been claimed before: the cached memory is behind the claims."""
