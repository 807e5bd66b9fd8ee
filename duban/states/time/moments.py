"""When a rung takes effect: an offset from the start or from the due date of its clock."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from duban import words
from duban.states.errors import DurationError, MomentError
from duban.states.time.durations import Duration, parse_duration, plain

_ANCHOR_AND_OFFSET = re.compile(r"(due|start)(?: ?([+-]) ?(.+))?")


class Anchor(StrEnum):
    """What a rung's moment counts from."""

    START = "start"
    DUE = "due"


class Moment(Struct, frozen=True):
    """A rung's `at`: an anchor and a signed offset; `sign` is -1, 0 (no offset) or 1."""

    anchor: Anchor
    sign: int = 0
    offset: Duration | None = None

    def __str__(self) -> str:
        """Return the normalised text, such as `due + 3 working days`, which also serves as the rung's name."""
        if self.offset is None:
            return str(self.anchor)
        return f"{self.anchor} {'+' if self.sign > 0 else '-'} {self.offset}"

    @property
    def said(self) -> str:
        """Return the moment in the reader's language: 到期前2周, 2 weeks before due."""
        return words.moment(self.anchor, self.sign, None if self.offset is None else str(self.offset))


def parse_moment(text: str) -> Moment:
    """Return the moment written as a rung's `at`: `due`, `due ± duration` or `start + duration`.

    Raise `MomentError` if it is none of these. A moment before the start is refused, because no clock runs then.
    """
    match = _ANCHOR_AND_OFFSET.fullmatch(plain(text))
    forms = ("due", "due - 2 working days", "due + 3 working days", "start + 24 hours")
    if match is None:
        raise MomentError(text, words.Line("is not a moment of a clock"), forms)
    anchor, sign, length = match.groups()
    if anchor == Anchor.START and sign != "+":
        raise MomentError(
            text, words.Line("lies at or before the start of its clock"), ("start + 1 working day", "start + 4 hours")
        )
    if length is None:
        return Moment(Anchor(anchor))
    try:
        return Moment(Anchor(anchor), -1 if sign == "-" else 1, parse_duration(length))
    except DurationError as error:
        problem = words.Line(
            "is counted with {length:shown}, which {problem}", length=length, problem=vars(error)["problem"]
        )
        raise MomentError(text, problem, error.choices) from None
