"""What a workflow has to do with other instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.states.time import Period, PeriodDay


class Children(Struct, frozen=True):
    """One linked instance for each unit of the role `each`, opened on entering `on`, once per round.

    `takes` is the child's role that the unit fills, `passes` the fields (and `title`) that the child inherits. `join`
    is `all`, `any` or the number of children that must be closed; only then can `then` be pulled, and the system pulls
    it. `withdraw` is the child's trigger that the system pulls if its unit no longer takes part.
    """

    scenario: str
    on: str
    each: str
    takes: str
    passes: tuple[str, ...] = ()
    join: str | int = "all"
    then: str | None = None
    withdraw: str | None = None


class Target(Struct, frozen=True):
    """A quota: at least `at_least` linked instances in the state `count`, in total or for each unit."""

    count: str
    at_least: int
    per_unit: bool = False


class Repeats(Struct, frozen=True):
    """Recurring work: in each period, on a given day, an instance is opened with this title, units and values."""

    every: Period
    on: PeriodDay
    title: str | None = None
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
