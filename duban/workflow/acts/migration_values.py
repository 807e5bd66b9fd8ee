"""What a migration did, or would do: for each instance how it stood before and stands after, or what is against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable

if TYPE_CHECKING:
    from datetime import date, datetime

    from duban.states import Blocker, Light


@dataclass(frozen=True, slots=True)
class NextRung(Jsonable):
    """The rung that comes next: of which clock, and when."""

    clock: str
    rung: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Standing(Jsonable):
    """How an instance stands by one definition: its state, due date and light, and the rung that comes next."""

    version: int
    state: str
    due_on: date | None
    due_at: datetime | None
    light: Light
    next: NextRung | None


@dataclass(frozen=True, slots=True)
class MigratedClock(Jsonable):
    """One clock that runs or stands still before or after: its due day and due instant by both definitions."""

    clock: str
    due_before: date | None
    due_on: date | None
    due_at_before: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Migrated(Jsonable):
    """One instance: where it stood, where it stands now; with `blockers` it was not moved, and `after` is none.

    `skipped` are the rungs (clock and rung) that the new ladder would have had before now, and that nobody is told of.
    """

    number: str
    title: str
    before: Standing
    after: Standing | None = None
    clocks: tuple[MigratedClock, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    blockers: tuple[Blocker, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it, each rung that is skipped by the names of its two parts."""
        skipped = [{"clock": clock, "rung": rung} for clock, rung in self.skipped]
        return {**Jsonable.to_json(self), "skipped": skipped}


@dataclass(frozen=True, slots=True)
class Migration(Jsonable):
    """What a migration to a version did, or would do where `done` is false: what moved, and what could not."""

    _json = (..., "ok")

    scenario: str
    version: int
    digest: str
    moved: tuple[Migrated, ...]
    blocked: tuple[Migrated, ...]
    done: bool

    @property
    def ok(self) -> bool:
        """Return whether everything could be moved."""
        return not self.blocked
