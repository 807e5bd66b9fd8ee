"""Targets as readers see them: how far all are, and the units in the order in which they lag behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable, Light, progress_of
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load, record_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from duban.states import Progress, Subject
    from duban.storage import Guest
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class TargetUnit(Jsonable):
    """One unit's share of a target: how many count, how many have to, how many are missing, and the light.

    `rank` is 1 for the unit that is furthest ahead; units that are as far share one.
    """

    unit: str
    done: int
    wanted: int
    missing: int
    light: Light
    rank: int


@dataclass(frozen=True, slots=True)
class TargetView(Jsonable):
    """How far a target is: `done` of `wanted` in all, what is missing, the last day, and the units, the last one first.

    `wanted` is None if only the units have numbers. `missing` is what the units lack together, or what all lack if that
    is more.
    """

    name: str
    scenario: str
    done: int
    wanted: int | None
    missing: int
    met: bool
    light: Light
    by: date | None
    units: tuple[TargetUnit, ...]

    @property
    def lagging(self) -> tuple[TargetUnit, ...]:
        """Return the units whose light is no longer green."""
        return tuple(each for each in self.units if each.light is not Light.GREEN)


def target_views(compiled: Compiled, subject: Subject, now: datetime) -> tuple[TargetView, ...]:
    """Return the targets of an instance at an instant; once it is closed, as it was closed."""
    at = now if subject.closed_at is None else min(now, subject.closed_at)
    return tuple(
        _view(quota.count.scenario, progress_of(quota, subject, compiled.calendar, at))
        for quota in compiled.definition.targets.values()
    )


def _view(scenario: str, progress: Progress) -> TargetView:
    shares = [each.done / each.wanted for each in progress.units]
    return TargetView(
        progress.name,
        scenario,
        progress.done,
        progress.wanted,
        progress.missing,
        progress.met,
        progress.light,
        progress.by,
        tuple(
            TargetUnit(
                each.unit,
                each.done,
                each.wanted,
                each.missing,
                each.light,
                1 + sum(other > share for other in shares),
            )
            for each, share in zip(progress.units, shares, strict=True)
        ),
    )


class Aiming(HasCore):
    """Shows how far targets are."""

    def targets(
        self, number: str, *, viewer: str | None = None, session: Guest | None = None
    ) -> tuple[TargetView, ...]:
        """Return the targets of an instance by unit, each with the units in the order in which they lag behind.

        What linked instances have told so far counts; a sweep brings their news. All readers see the same.
        Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        core = self._core
        core.prepare(session)
        with core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(core.catalogue, connection, record)
            return target_views(compiled, subject, core.now())
