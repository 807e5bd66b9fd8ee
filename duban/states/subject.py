"""One instance as the rules see it: its state, units, data, acts of the round and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from duban.states.clocks import ClockLedger
from duban.states.definition import SYSTEM, Light
from duban.states.time import Duration


class Actor(Struct, frozen=True):
    """Who acts: a unit and, where it is known, the person; `system` is the engine itself."""

    unit: str
    person: str | None = None

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(by: str) -> Actor:
        """Read `"unit"` or `"unit/person"`."""
        unit, _, person = by.partition("/")
        return Actor(unit.strip(), person.strip() or None)

    @property
    def is_system(self) -> bool:
        """Return whether this is the engine."""
        return self.unit == SYSTEM

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        return self.unit if self.person is None else f"{self.unit}/{self.person}"


THE_SYSTEM = Actor(SYSTEM)


class Act(Struct, frozen=True):
    """What somebody asks for: a trigger with its data (already checked), note and new units."""

    trigger: str
    actor: Actor
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    units: tuple[str, ...] | None = None
    texts: tuple[str, ...] | None = None


class Pull(Struct, frozen=True, gc=False):
    """How often a trigger was pulled in this round, and by whom last; `others` signed with the last one."""

    times: int
    last: Actor
    others: tuple[Actor, ...] = ()


class Waiting(Struct, frozen=True):
    """What waits for somebody's decision: an extension of `length`, or the release of `rung`.

    `seq` is the entry of the history that asked, `roles` are those that may decide, `reminded_on` is the last local day
    on which they were told.
    """

    seq: int
    clock: str
    roles: tuple[str, ...]
    asked_by: Actor
    asked_at: datetime
    reminded_on: date
    length: Duration | None = None
    rung: str | None = None
    note: str | None = None


class Linked(Struct, frozen=True):
    """What an instance last heard of one that reports to it."""

    state: str
    closed: bool
    units: tuple[str, ...] = ()


class Subject(Struct, gc=False):
    """The working memory of one instance; everything in it can be folded anew from the history.

    `given` holds the round in which a field was last given, `texts` the units of a role as they were written,
    `claimed` the rungs of each clock's present lap that were fired or skipped. `private` is filled by who may see it.
    `stays` counts the stays of this round in each state whose stay is bounded, `signed` holds for each trigger that
    takes several hands the roles that have pulled it so far, with who did, and `shed` how often each light came on.
    `waiting` is what waits for a decision, `granted` how often each clock of this round was extended. `reports_to` are
    the instances that hear of each change of state; `linked` is what was heard of those that report here, by number;
    `children` has for each state of this round that opens children their numbers by unit, `joined` those of the states
    whose join has been seen to. `repeats` counts the links as a repeat of the same matter.
    """

    number: str
    scenario: str
    title: str
    state: str
    opened_at: datetime
    entered_at: datetime
    round: int = 1
    version: int = 1
    ongoing: bool = False
    closed_at: datetime | None = None
    closed_light: Light | None = None
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    pulls: dict[str, Pull] = field(default_factory=dict)
    clocks: dict[str, ClockLedger] = field(default_factory=dict)
    claimed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, dict[str, Actor]] = field(default_factory=dict)
    shed: dict[str, int] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    reports_to: tuple[str, ...] = ()
    linked: dict[str, Linked] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    repeats: int = 0
    read: dict[str, tuple[ClockLedger, Any]] = field(default_factory=dict)
    """Each clock as it was read and what from, so that one that nobody touched need not be written out anew."""

    def fills(self, actor: Actor, role: str) -> bool:
        """Return whether the actor's unit fills the role."""
        return actor.unit in self.units.get(role, ())
