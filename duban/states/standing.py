"""Where an instance stands: its lights, its due date and when it next wants to be looked at, all by its clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states.clock_ledger import ClockStatus
from duban.states.definition import Light
from duban.states.ladders import due_rungs, light_instants, next_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from duban.states.calendar import WorkingCalendar
    from duban.states.clock_ledger import ClockLedger
    from duban.states.definition import Definition, Rung
    from duban.states.ladders import DueRung
    from duban.states.subject import Subject


@dataclass(frozen=True, slots=True)
class Index:
    """What stands beside an instance for reads and sweeps; recomputed from its clocks at every change."""

    due_on: date | None
    due_at: datetime | None
    provisional: bool
    lights: Mapping[Light, datetime]
    wake_at: datetime | None


def clock_lights(rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar) -> dict[Light, datetime]:
    """Return from when on a clock shows each light: none once stopped, the kept one while paused."""
    if ledger.status is ClockStatus.STOPPED:
        return {}
    if ledger.status is ClockStatus.PAUSED:
        kept = ledger.light
        return {} if kept in {None, Light.GREEN} or ledger.halted_at is None else {Light(kept): ledger.halted_at}
    return light_instants(tuple(rungs), ledger, calendar)


def instance_lights(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> dict[Light, datetime]:
    """Return from when on an instance shows each light: the worst of its clocks, or the one that it closed with."""
    if subject.closed_at is not None:
        light = subject.closed_light
        return {} if light in {None, Light.GREEN} else {Light(light): subject.closed_at}
    earliest: dict[Light, datetime] = {}
    for name, ledger in subject.clocks.items():
        for light, moment in clock_lights(definition.ladders.get(name, ()), ledger, calendar).items():
            if light not in earliest or moment < earliest[light]:
                earliest[light] = moment
    return earliest


def due_first(subject: Subject) -> ClockLedger | None:
    """Return the running clock that is due first; None where none that runs has a due date."""
    running = [ledger for ledger in subject.clocks.values() if ledger.status is ClockStatus.RUNNING]
    dated = [(ledger.due_at, ledger) for ledger in running if ledger.due_at is not None]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None


def index_of(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Index:
    """Return the index of a subject."""
    first = due_first(subject)
    wakes = [
        next_moment(definition.ladders.get(name, ()), ledger, calendar, subject.claimed.get(name, ()))
        for name, ledger in subject.clocks.items()
    ]
    return Index(
        due_on=None if first is None else first.due_on,
        due_at=None if first is None else first.due_at,
        provisional=first is not None and first.provisional,
        lights=instance_lights(definition, calendar, subject),
        wake_at=min((moment for moment in wakes if moment is not None), default=None),
    )


def due_now(
    definition: Definition, calendar: WorkingCalendar, subject: Subject, *, now: datetime
) -> list[tuple[str, DueRung]]:
    """Return the unclaimed rungs of all running clocks that are due by `now`, in the order of their moments."""
    found = [
        (name, due)
        for name, ledger in subject.clocks.items()
        if ledger.status is ClockStatus.RUNNING
        for due in due_rungs(definition.ladders.get(name, ()), ledger, calendar, subject.claimed.get(name, ()), now)
    ]
    return sorted(found, key=lambda pair: pair[1].moment)
