"""What entries are made of: a clock after a step, a skipped rung, a reason, a refusal, a due date, rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from duban import words


class ClockFacts(Struct, frozen=True, gc=False):
    """A clock after a step; `consumed` is in days of its unit, or in seconds if that is hours."""

    status: str
    round: int
    lap: int
    consumed: int
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    revision: str


class Skip(Struct, frozen=True, gc=False):
    """A rung that a step skipped, and why."""

    clock: str
    lap: int
    rung: str
    why: str


class Share(Struct, frozen=True, gc=False):
    """The part of one unit in an act that each unit of a role does."""

    role: str
    unit: str
    owing: int
    """How many units of the role still owe it."""


class Because(Struct, frozen=True, gc=False, omit_defaults=True):
    """Why the engine pulled a trigger: a rung, the release of one, the end of a stay, a join, a withdrawal, or units.

    `owing` is the role of which no unit owes any more what each of them had to do. With `nothing_left` it was a sheet
    of which no line was left.
    """

    clock: str | None = None
    lap: int | None = None
    rung: str | None = None
    decision: int | None = None
    """The seq of the entry that asked for the release."""
    state: str | None = None
    at_most: str | None = None
    children: dict[str, str] | UnsetType = UNSET
    """The numbers of the joined parts, by unit."""
    join: Any = UNSET
    withdrawn_by: str | None = None
    owing: str | None = None
    nothing_left: bool = False


class Refusal(Struct, frozen=True, gc=False, omit_defaults=True):
    """A blocker as it is stored: its code and facts. Before schema 0004 `message` has the sentence, shown as it is."""

    code: str
    facts: dict[str, Any]
    reason: str = ""
    message: str | None = None

    def __str__(self) -> str:
        """Return the sentence: the stored one, or else in the language of the reader."""
        return words.refusal(self.code, self.reason, self.facts) if self.message is None else self.message


class DueDate(Struct, frozen=True, gc=False):
    """A due day and instant; null if the clock had none."""

    due_on: date | None
    due_at: datetime | None


class DueChange(Struct, frozen=True, gc=False):
    """The due date of a clock before and after a migration."""

    before: DueDate
    after: DueDate


class Rules(Struct, frozen=True, gc=False):
    """A definition, by its version and digest."""

    version: int
    digest: str


class Scan(Struct, frozen=True, gc=False):
    """A reference to a file: its name and the SHA-256 of its content, in hex."""

    name: str
    sha256: str
