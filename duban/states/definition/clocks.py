"""The clocks of a workflow, and what happens as they run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from duban import words
from duban.states.definition.stages import Light
from duban.states.frozen import Frozen
from duban.states.recipients import Recipient
from duban.states.time import Duration, Moment


class Missed(StrEnum):
    """What happens to a rung if a sweep finds it due together with a later one of the same clock."""

    EACH = "each"
    """It still takes effect."""

    LATEST = "latest"
    """Only the latest takes effect, of those before the due instant and of those from it on."""

    SKIP = "skip"
    """It does nothing."""


class Review(Struct, frozen=True):
    """A regular request for a progress report, sent once per `every` while a clock without a due date runs."""

    every: Duration
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False


class DueAfter(Struct, frozen=True):
    """The due date of another clock, moved by an offset; `sign` is -1, 0 (no offset) or 1."""

    clock: str
    sign: int = 0
    offset: Duration | None = None

    def __str__(self) -> str:
        """Return it as it is written in a scenario file."""
        return self.clock if self.offset is None else f"{self.clock} {'+' if self.sign > 0 else '-'} {self.offset}"

    @property
    def said(self) -> str:
        """Return it in the reader's language."""
        return words.due_after(self.clock, self.sign, None if self.offset is None else str(self.offset))


class Lengths(Struct, Frozen, frozen=True):
    """Budgets by the value of a choice field."""

    field: str
    by_value: Mapping[str, Duration]


class ClockRule(Struct, frozen=True):
    """A declared budget of time; `starts` holds `open` or state names, `unless` a date or datetime field.

    With `once` the first date given in a round counts, and later ones do not move the clock. `by` has other budgets by
    the value of a field. A clock that is due `after` another one has its date from that, for as long as it has one.
    """

    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    budget: Duration | None = None
    unless: str | None = None
    once: bool = False
    review: Review | None = None
    by: Lengths | None = None
    after: DueAfter | None = None


class Rung(Struct, frozen=True):
    """One step of a ladder: what happens when its moment comes; if `missed` is None the default for its moment applies.

    If `confirm` names a role only the light comes on; everything else waits until somebody of that role releases it.
    If it drafts a `paper`, that role signs it: `notify` is whom the paper goes to, `message` what it says.
    """

    id: str
    at: Moment
    light: Light | None = None
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None
    urgent: bool = False
    then: str | None = None
    missed: Missed | None = None
    confirm: str | None = None
    paper: str | None = None
