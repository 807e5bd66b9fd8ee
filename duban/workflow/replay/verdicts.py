"""What a replay comes to: how many acts were judged, which the rules forbid, and why others could not be judged."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from msgspec import Struct, field

from duban.states import Blocker, Subject, Transition


class Doubt(StrEnum):
    """Why an act, or a part of it, cannot be judged any more; nobody is accused for it."""

    RULES = "rules"
    """The definition that it was done under is not there any more, or is not what its digest says."""

    UNKNOWN = "unknown"
    """An entry before it cannot be read, or what it did cannot be followed."""

    ERASED = "erased"
    """A condition depends on a private value that was erased."""

    CALENDAR = "calendar"
    """It depends on working days, and the calendar of that time was another one or is not known."""


class Verdict(Struct):
    """The judgement on one entry: what is against it, what could not be judged, and which transition it takes."""

    blockers: list[Blocker] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)
    taken: Transition | None = None


class Forbidden(Struct, frozen=True):
    """An entry that the rules forbid: the trigger if one was pulled, who did it, and every reason against it."""

    seq: int
    trigger: str | None
    by: str
    blockers: tuple[Blocker, ...]


class Replayed(Struct):
    """The replay of a history: `judged` counts acts without doubt, `unjudged` the others by their doubts."""

    judged: int = 0
    unjudged: Counter[str] = field(default_factory=Counter)
    forbidden: tuple[Forbidden, ...] = ()
    subject: Subject | None = None
    """The instance as the history gives it; None if not all of it could be followed."""
