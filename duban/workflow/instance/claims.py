"""Rungs claimed while working on an instance, and what the work came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states import bound_clock, is_reminder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duban.states import Subject

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
    """What the work came to, for the result of a sweep."""

    fired: int = 0
    skipped: int = 0
    messages: int = 0
    alerts: tuple[str, ...] = ()


class ClaimTaken(Exception):
    """A rung that was about to take effect has been claimed before: the cached memory is behind the claims."""


def trust_claims(subject: Subject, claims: Iterable[tuple[str, int, int, str, str, datetime]]) -> None:
    """Take over the claims of the present laps: they are the truth, what the instance remembers is their cache."""
    for clock, round_, lap, rung, _, _ in claims:
        ledger = subject.clocks.get(clock)
        if ledger is not None and (ledger.round, ledger.lap) == (round_, lap):
            known = subject.claimed.get(clock, ())
            if is_reminder(rung):
                continue  # what was told of a decision is kept beside it
            subject.claimed[clock] = known if rung in known else (*known, rung)
        elif clock == bound_clock(subject.state) and (round_, lap) == (subject.round, subject.stays.get(subject.state)):
            subject.claimed[clock] = (rung,)
