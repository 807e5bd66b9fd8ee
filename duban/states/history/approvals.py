"""The entries of what waits for somebody's approval: what was asked for, and the opinions on it."""

from __future__ import annotations

from duban.states.history.entries import Entry
from duban.states.subject import Proposal  # noqa: TC001 - msgspec reads the annotations


class ApprovalAsked(Entry, frozen=True, kw_only=True):
    """An act was asked for that somebody has to approve; it is done, by who asked, once that is decided."""

    kind = "ask"
    by = "`fire`, `fire_many`, `void`, `merge`, `correct`, where the scenario says who has to approve"

    act: Proposal
    approvers: tuple[str, ...]
    """The roles that may decide."""
    opinion: tuple[str, ...] = ()
    within: str | None = None
    """The roles that are asked for their opinion first, and how long the decision waits for it."""
    recorded_by: tuple[str, ...] = ()
    """The roles that may record the decision of a leader."""
    note: str | None = None


class OpinionGiven(Entry, frozen=True, kw_only=True):
    """Somebody who was asked first gave an opinion on a request; it decides nothing."""

    kind = "opinion"
    by = "`opine`"

    asked: int
    """The seq of the entry that asked."""
    text: str
