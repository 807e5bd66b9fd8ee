"""The entries of what people say about an instance: remarks, urges and their answers, instructions."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations

from msgspec import UNSET, UnsetType

from duban.states.history.entries import Entry
from duban.states.history.parts import Scan  # noqa: TC001 - likewise


class Remarked(Entry, frozen=True, kw_only=True):
    """Somebody remarked on the instance."""

    kind = "remark"
    by = "`remark`"

    to: str
    """`units` if the units may read it, `office` if only the office and who wrote it."""
    text: str = ""
    salt: str = ""
    """Left out for those who may not read it; the salt is there so that they cannot guess the text by the hash."""


class Urged(Entry, frozen=True, kw_only=True):
    """Those whose turn it is were urged (催办)."""

    kind = "urge"
    by = "`urge`, `urge_many`"

    units: tuple[str, ...]
    """The units that have to answer."""
    note: str | None = None


class Unanswered(Entry, frozen=True, kw_only=True):
    """An urge that nobody has answered in time went up by a step."""

    kind = "unanswered"
    by = "the sweep"

    asked: int
    """The seq of the entry that urged."""
    step: str
    """The step's `at`."""
    units: tuple[str, ...]
    """The units that had not answered."""
    moment: str


class Answered(Entry, frozen=True, kw_only=True):
    """A unit answered an urge."""

    kind = "answer"
    by = "`answer`"

    asked: int
    """The seq of the entry that urged."""
    text: str
    by_link: str | UnsetType = UNSET
    """As in `act`."""


class Instructed(Entry, frozen=True, kw_only=True):
    """What a leader has instructed (批示) was recorded."""

    kind = "instruct"
    by = "`instruct`"

    leader: str
    on: date
    """The day of the instruction."""
    demand: str | None = None
    """What it asks of the units, which everybody reads."""
    text: str = ""
    scan: Scan | None = None
    salt: str = ""
    """Left out, with `scan` and `salt`, for those who may not read it."""
