"""Targets by unit: how many linked instances count for which unit, and who lags behind the time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.acting.links import BEHIND
from duban.states.clocks import light_at
from duban.states.definition import Light
from duban.states.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duban.states.definition import Definition, Quota
    from duban.states.subject import Linked, Subject
    from duban.states.time import WorkingCalendar


class UnitProgress(Struct, frozen=True):
    """How far one unit is with its share of a target."""

    unit: str
    done: int
    wanted: int
    light: Light

    @property
    def missing(self) -> int:
        """Return how many it still has to bring."""
        return max(0, self.wanted - self.done)


class Progress(Struct, frozen=True):
    """How far a target is at an instant: all together, and the units by how far they are behind, the last first.

    `wanted` is what all have to reach together, if the target says so. `by` is the last day.
    """

    name: str
    done: int
    wanted: int | None
    by: date | None
    light: Light
    units: tuple[UnitProgress, ...]

    @property
    def missing(self) -> int:
        """Return how many are missing at least: what units lack of their shares, or what all lack together."""
        lacking = sum(each.missing for each in self.units)
        return max(lacking, 0 if self.wanted is None else self.wanted - self.done)

    @property
    def met(self) -> bool:
        """Return whether every unit has its share, and all together have theirs."""
        return not self.missing

    @property
    def lagging(self) -> tuple[UnitProgress, ...]:
        """Return the units whose light is no longer green, the one furthest behind first."""
        return tuple(each for each in self.units if each.light is not Light.GREEN)


MET = "target met"
"""How a target stands that is met; all others stand at a light."""


def standing_of(progress: Progress) -> str:
    """Return how a target stands: that it is met, or its light."""
    return MET if progress.met else str(progress.light)


def progress_of(quota: Quota, subject: Subject, calendar: WorkingCalendar, now: datetime) -> Progress:
    """Return how far a target of an instance is at an instant."""
    reached, shares = _reached(quota, subject), subject.shares.get(quota.name, {})
    by = last_day(quota, subject, calendar)
    units = []
    for unit, wanted in shares.items():
        lights = _lags_from(reached[unit], wanted, subject, by, calendar)
        units.append(UnitProgress(unit, reached[unit], wanted, light_at(lights, now)))
    units.sort(key=lambda each: (each.done / each.wanted, -each.missing, each.unit))
    light = light_at(_lights(quota, reached, subject, by, calendar), now)
    return Progress(quota.name, reached[""], quota.in_all, by, light, tuple(units))


def target_lights(quota: Quota, subject: Subject, calendar: WorkingCalendar) -> dict[Light, datetime]:
    """Return for each light the instant from which a target shows it, by who lags most, if nothing more is done."""
    return _lights(quota, _reached(quota, subject), subject, last_day(quota, subject, calendar), calendar)


def target_wakes(definition: Definition, subject: Subject, calendar: WorkingCalendar) -> Iterator[datetime]:
    """Yield for each target the instant at which its light is another one than the history has told last."""
    if subject.closed_at is not None:
        return
    for quota in definition.targets.values():
        told = subject.turned.get(quota.name, str(Light.GREEN))
        lights = target_lights(quota, subject, calendar)
        if quota.name not in subject.shares:
            yield subject.opened_at  # the rules have it since
        if told == MET:
            yield from [subject.opened_at] if lights else []  # it is no longer met
            continue
        shown = Light(told)
        if shown is not Light.GREEN and shown not in lights:
            yield subject.opened_at  # it is better than was told
        yield from (at for light, at in lights.items() if light.rank > shown.rank)


def last_day(quota: Quota, subject: Subject, calendar: WorkingCalendar) -> date | None:
    """Return the last day of a target: a day of the year is the next one after the opening; None if it is not given."""
    if (yearly := quota.yearly) is not None:
        opened = calendar.local_date(subject.opened_at)
        found = date(opened.year, *yearly)
        return found if found >= opened else date(opened.year + 1, *yearly)
    if (day := quota.day) is not None:
        return day
    given = subject.data.get(quota.by)
    return None if given is None else date.fromisoformat(given)


def _reached(quota: Quota, subject: Subject) -> Counter[str]:
    """Return how many linked instances count for each unit that has a share, and under the empty name for all.

    Each counts once: for the first of its units that has a share.
    """
    shares = {fold_name(unit): unit for unit in subject.shares.get(quota.name, {})}
    found: Counter[str] = Counter()
    for other in subject.linked.values():
        if not _counts(quota, other):
            continue
        found[""] += 1
        for unit in _owners(quota, other):
            if fold_name(unit) in shares:
                found[shares[fold_name(unit)]] += 1
                break
    return found


def _owners(quota: Quota, other: Linked) -> Iterable[str]:
    """Return the units for which a linked instance can count, in the order of its roles."""
    return chain(*other.roles.values()) if quota.count.of is None else other.roles.get(quota.count.of, ())


def _counts(quota: Quota, other: Linked) -> bool:
    if other.scenario != quota.count.scenario or other.ended is not None:
        return False
    return other.state in quota.count.states if quota.count.states else other.closed


def _lights(
    quota: Quota, reached: Mapping[str, int], subject: Subject, by: date | None, calendar: WorkingCalendar
) -> dict[Light, datetime]:
    parts = [(reached[unit], wanted) for unit, wanted in subject.shares.get(quota.name, {}).items()]
    if quota.in_all is not None:
        parts.append((reached[""], quota.in_all))
    earliest: dict[Light, datetime] = {}
    for done, wanted in parts:
        for light, at in _lags_from(done, wanted, subject, by, calendar).items():
            earliest[light] = min(at, earliest.get(light, at))
    return earliest


def _lags_from(
    done: int, wanted: int, subject: Subject, by: date | None, calendar: WorkingCalendar
) -> dict[Light, datetime]:
    """Return for each light the instant from which a number lags enough; after the last day, what is missing is red."""
    if by is None or done >= wanted:
        return {}
    end = calendar.end_of(by)
    if end <= subject.opened_at:
        return {Light.RED: subject.opened_at}
    span, share = end - subject.opened_at, done / wanted
    found = {light: subject.opened_at + span * (share + behind) for light, behind in BEHIND.items()}
    return {light: at for light, at in found.items() if at < end} | {
        Light.RED: min(found[Light.RED], end),
    }
