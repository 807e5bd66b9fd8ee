"""The entry of a paper that was signed, and what it leaves in the memory of the instance."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING, Any

from msgspec import field

from duban.states.history.entries import Entry
from duban.states.subject import Issued

if TYPE_CHECKING:
    from datetime import datetime


class Signed(Entry, frozen=True, kw_only=True):
    """A paper was signed: it got its number and left."""

    kind = "sign"
    by = "`sign`"

    asked: int
    """The seq of the entry that drafted it."""
    paper: str
    number: str
    series: str
    year: int
    place: int
    """Where the number stands: the pattern of the series, the local year, and the place in it, from 1."""
    level: int
    """The how-manieth paper of its kind it was for this instance."""
    to: tuple[str, ...] = ()
    """The units that it went to."""
    reply_by: date | None = None
    """The last day on which they can answer in time; null if no answer is asked for."""
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    """What the signer wrote; private fields as salted hashes of their values."""
    text: str = ""
    salt: str = ""
    """If the text was changed before signing: the SHA-256 of the salt and the text, which its messages have."""
    note: str | None = None
    clock: str
    lap: int
    rung: str
    message: str


def issued_by(facts: Signed, at: datetime) -> Issued:
    """Return what the memory keeps of a paper."""
    owing = facts.to if facts.reply_by is not None else ()
    return Issued(facts.paper, facts.number, facts.level, at, facts.reply_by, owing)
