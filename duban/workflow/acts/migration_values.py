"""What a migration did, or would do: for each instance how it was before and is after, or why it could not move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable

if TYPE_CHECKING:
    from datetime import date, datetime

    from duban.states import Blocker, Light, LostRung, MigratedUnit


@dataclass(frozen=True, slots=True)
class NextRung(Jsonable):
    """The next rung of an instance: of which clock, and when it takes effect."""

    clock: str
    rung: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Standing(Jsonable):
    """An instance under one definition: its state, due date and light, and its next rung."""

    version: int
    state: str
    due_on: date | None
    due_at: datetime | None
    light: Light
    next: NextRung | None


@dataclass(frozen=True, slots=True)
class MigratedClock(Jsonable):
    """A clock that is not stopped, before or after: its due day and instant under either definition.

    `was` is the name that it had before, if it is renamed.
    """

    clock: str
    due_before: date | None
    due_on: date | None
    due_at_before: datetime | None
    due_at: datetime | None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Migrated(Jsonable):
    """One instance before and after; if it has `blockers` it was not moved, and `after` is None.

    `skipped` names the rungs (clock and rung) of the new ladder whose moment has passed: they are skipped, so that
    nobody gets a message about them. `lost` has these and all others that will never come, each with the reason.
    `returned` names those that an earlier migration had skipped and that come again.
    `units` has those whose part in the instance becomes another: who gains it, who loses it, who may do something else.
    """

    number: str
    title: str
    before: Standing
    after: Standing | None = None
    clocks: tuple[MigratedClock, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    blockers: tuple[Blocker, ...] = ()
    lost: tuple[LostRung, ...] = ()
    units: tuple[MigratedUnit, ...] = ()
    returned: tuple[tuple[str, str], ...] = ()

    _json_types = dict.fromkeys(("skipped", "returned"), list[dict[str, str]])

    def to_json(self) -> dict[str, Any]:
        """Return the result for JSON; each rung skipped or returned is an object with `clock` and `rung`."""
        skipped, returned = (
            [{"clock": clock, "rung": rung} for clock, rung in rungs] for rungs in (self.skipped, self.returned)
        )
        return {**Jsonable.to_json(self), "skipped": skipped, "returned": returned}


@dataclass(frozen=True, slots=True)
class Migration(Jsonable):
    """What a migration did, or would do if `done` is false: the instances that moved, and those that could not."""

    _json = (..., "ok")

    scenario: str
    version: int
    digest: str
    moved: tuple[Migrated, ...]
    blocked: tuple[Migrated, ...]
    done: bool

    @property
    def ok(self) -> bool:
        """Return whether every instance could be moved."""
        return not self.blocked
