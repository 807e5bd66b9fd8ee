"""What a workflow has to do with other instances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from duban.states.frozen import Frozen
from duban.states.time import Period, PeriodDay

DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
"""A day of the year, such as 12-31."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Breakdown(Struct, frozen=True):
    """Who may hand out parts by hand, in which states (left out: that which divides the work), and with a `note`."""

    by: tuple[str, ...]
    states: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


class Children(Struct, frozen=True):
    """One linked instance for each unit of the role `each`, opened on entering `on`, once per round.

    `takes` is the child's role that the unit fills, `passes` the fields (and `title`) that the child inherits. `join`
    is `all`, `any` or the number of children that must be closed; only then can `then` be pulled, and the system pulls
    it. `withdraw` is the child's trigger that the system pulls if its unit no longer takes part.

    `number` is the pattern of their numbers under the parent's. With `when` they are only opened if it holds as `on` is
    entered. With `breakdown` parts can be handed out by hand as well; without `each` there are no others.
    """

    scenario: str
    on: str
    each: str | None
    takes: str
    passes: tuple[str, ...] = ()
    join: str | int = "all"
    then: str | None = None
    withdraw: str | None = None
    number: str | None = None
    when: str | None = None
    breakdown: Breakdown | None = None

    @property
    def divided_in(self) -> tuple[str, ...]:
        """Return the states in which parts may be handed out by hand."""
        return () if self.breakdown is None else self.breakdown.states or (self.on,)


class Target(Struct, frozen=True):
    """A quota: at least `at_least` linked instances in the state `count`, in total or for each unit."""

    count: str
    at_least: int
    per_unit: bool = False


class Counted(Struct, frozen=True):
    """Which linked instances count for a target: those of a scenario in these states, or that are done.

    Each counts for the first of its units, or of the units of its role `of`, that has a share.
    """

    scenario: str
    states: tuple[str, ...] = ()
    of: str | None = None


class Quota(Struct, Frozen, frozen=True):
    """A target by unit: how many linked instances each unit, or each of a group, has to bring, and all together.

    `by` is the last day: a field, a date, or a day of the year (`12-31`), which comes once a year.
    """

    name: str
    count: Counted
    by: str
    per_unit: Mapping[str, int] = field(default_factory=dict)
    in_all: int | None = None

    @property
    def day(self) -> date | None:
        """Return the date that `by` is; None if it is none."""
        return date.fromisoformat(self.by) if _DATE.fullmatch(self.by) else None

    @property
    def yearly(self) -> tuple[int, int] | None:
        """Return the month and day that `by` is; None if it is none."""
        found = DAY_OF_YEAR.fullmatch(self.by)
        return None if found is None else (int(found[1]), int(found[2]))


class Repeats(Struct, Frozen, frozen=True):
    """Recurring work: in each period, on a given day, an instance is opened with this title, units and values."""

    every: Period
    on: PeriodDay
    title: str | None = None
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
