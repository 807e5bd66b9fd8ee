"""The rungs claimed while working on an instance, and the counts for the result of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states import bound_clock, is_reminder, urge_of_clock, with_step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duban.states import Subject

FIRED, SKIPPED = "fired", "skipped"


@dataclass(frozen=True, slots=True)
class Claim:
    """A rung that is about to be claimed; `outcome` is `fired` or `skipped`."""

    clock: str
    round: int
    lap: int
    rung: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ClockRenamed:
    """A clock that goes by the name `new` from now on, with the ids of its messages that do so too."""

    old: str
    new: str
    messages: tuple[int, ...]


class Tally(Struct, gc=False):
    """What the work on an instance did, counted for the result of a sweep."""

    fired: int = 0
    skipped: int = 0
    messages: int = 0
    withdrawn: int = 0
    alerts: tuple[str, ...] = ()


class ClaimTaken(Exception):
    """A rung that was about to take effect is claimed already: the instance's memory is behind the claims."""


def trust_claims(subject: Subject, claims: Iterable[tuple[str, int, int, str, str, datetime]]) -> None:
    """Replace what the subject remembers of the current laps by the stored claims, of which it is only a cache."""
    for clock, round_, lap, rung, _, _ in claims:
        ledger, asked = subject.clocks.get(clock), urge_of_clock(clock)
        if asked in subject.urges:
            subject.urges[asked] = with_step(subject.urges[asked], rung)
        if ledger is not None and (ledger.round, ledger.lap) == (round_, lap):
            known = subject.claimed.get(clock, ())
            if is_reminder(rung):
                continue  # the pending decision itself remembers when it was reminded of
            subject.claimed[clock] = known if rung in known else (*known, rung)
        elif clock == bound_clock(subject.state) and (round_, lap) == (subject.round, subject.stays.get(subject.state)):
            subject.claimed[clock] = (rung,)
