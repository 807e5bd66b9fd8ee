"""What follows from an instance's clocks: its lights, its due date and when the next sweep must handle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.acting.decisions import next_reminder
from duban.states.acting.links import quota_lights
from duban.states.acting.quotas import target_lights, target_wakes
from duban.states.acting.unanswered import steps_ahead
from duban.states.clocks import (
    ClockStatus,
    due_instant,
    due_rungs,
    light_instants,
    lights_among,
    reviews,
    rung_moment,
    rung_moments,
)
from duban.states.definition import Light

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states.clocks import ClockLedger, DueRung
    from duban.states.definition import Definition, Rung
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar


class Index(Struct, frozen=True, gc=False):
    """The columns derived for reads and sweeps; computed again if something that they depend on has changed."""

    due_on: date | None
    due_at: datetime | None
    provisional: bool
    lights: Mapping[Light, datetime]
    clocks: Mapping[str, Mapping[Light, datetime]]
    """For each clock that was asked about, the instant from which it shows each light."""
    wake_at: datetime | None


def clock_lights(rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar) -> dict[Light, datetime]:
    """Return for each light the instant from which a clock shows it: none if stopped, the kept one if paused."""
    if ledger.status is ClockStatus.STOPPED:
        return {}
    if ledger.status is ClockStatus.PAUSED:
        kept = ledger.light
        return {} if kept in {None, Light.GREEN} or ledger.halted_at is None else {Light(kept): ledger.halted_at}
    return light_instants(tuple(rungs), ledger, calendar)


def instance_lights(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> dict[Light, datetime]:
    """Return for each light the instant from which an instance shows it: by its clocks and quota, or its last light."""
    clocks = {
        name: clock_lights(definition.ladders.get(name, ()), ledger, calendar)
        for name, ledger in subject.clocks.items()
    }
    return _worst(definition, subject, clocks, calendar)


def _worst(
    definition: Definition,
    subject: Subject,
    clocks: Mapping[str, Mapping[Light, datetime]],
    calendar: WorkingCalendar,
) -> dict[Light, datetime]:
    if subject.closed_at is not None:
        light = subject.closed_light
        return {} if light in {None, Light.GREEN} else {Light(light): subject.closed_at}
    if len(clocks) == 1 and definition.target is None and not definition.targets:
        return dict(*clocks.values())
    shown = list(clocks.values())
    if definition.target is not None:
        first = due_first(subject)
        shown.append(quota_lights(definition.target, subject, None if first is None else first.due_at))
    shown += [target_lights(quota, subject, calendar) for quota in definition.targets.values()]
    earliest: dict[Light, datetime] = {}
    for lights in shown:
        for light, moment in lights.items():
            earliest[light] = min(moment, earliest.get(light, moment))
    return earliest


def due_first(subject: Subject) -> ClockLedger | None:
    """Return the running clock that is due first, or None if no running clock has a due date."""
    first: ClockLedger | None = None
    soonest: datetime | None = None
    for ledger in subject.clocks.values():
        due_at = ledger.due_at
        if ledger.status is ClockStatus.RUNNING and due_at is not None and (soonest is None or due_at < soonest):
            first, soonest = ledger, due_at
    return first


def index_of(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Index:
    """Return the index of a subject.

    It is computed from the clocks, their claims, pending decisions, urges, linked instances, the stay in the state, and
    how the instance was closed.
    """
    clocks: dict[str, Mapping[Light, datetime]] = {}
    wakes, first = [bound_moment(definition, calendar, subject)], due_first(subject)
    wakes += target_wakes(definition, subject, calendar)
    wakes += [each.moment for each in steps_ahead(definition, calendar, subject)]
    for name, ledger in subject.clocks.items():
        rungs = definition.ladders.get(name, ())
        if ledger.status is not ClockStatus.RUNNING:
            clocks[name] = clock_lights(rungs, ledger, calendar)
            continue
        # Each rung's moment is needed twice, for its light and for the next sweep, and computed once.
        moments = rung_moments(rungs, ledger, calendar)
        clocks[name] = lights_among(moments)
        claimed, review = subject.claimed.get(name, ()), definition.clocks[name].review
        for rung, moment in moments:
            if rung.id not in claimed:
                wakes.append(moment)
        if review is not None:
            wakes += [
                rung_moment(rung, ledger, calendar) for rung in islice(reviews(review, ledger, calendar, claimed), 1)
            ]
    for waiting in subject.waiting.values():
        wakes.append(next_reminder(waiting, calendar))
    wake_at = None
    for moment in wakes:
        if moment is not None and (wake_at is None or moment < wake_at):
            wake_at = moment
    lights = _worst(definition, subject, clocks, calendar)
    if first is None:
        return Index(None, None, False, lights, clocks, wake_at)  # noqa: FBT003 - not provisional
    return Index(first.due_on, first.due_at, first.provisional, lights, clocks, wake_at)


def rungs_until(
    definition: Definition, calendar: WorkingCalendar, subject: Subject, name: str, until: datetime
) -> tuple[Rung, ...]:
    """Return the rungs of a clock, including the rungs of its review up to `until`."""
    ladder, review = definition.ladders.get(name, ()), definition.clocks[name].review
    if review is None:
        return ladder
    ledger = subject.clocks[name]

    def has_come(rung: Rung) -> bool:
        moment = rung_moment(rung, ledger, calendar)
        return moment is not None and moment <= until

    return (*ladder, *takewhile(has_come, reviews(review, ledger, calendar, subject.claimed.get(name, ()))))


def due_now(definition: Definition, calendar: WorkingCalendar, subject: Subject, *, now: datetime) -> list[DueRung]:
    """Return the unclaimed rungs of all running clocks that are due by `now`, ordered by their moments."""
    running = [
        (ledger, rungs_until(definition, calendar, subject, name, now), subject.claimed.get(name, ()))
        for name, ledger in subject.clocks.items()
        if ledger.status is ClockStatus.RUNNING
    ]
    found = [due for ledger, rungs, claimed in running for due in due_rungs(rungs, ledger, calendar, claimed, now)]
    return sorted(found, key=attrgetter("moment"))


BOUND = "at_most"
"""The rung name with which the end of a limited stay is claimed."""


def bound_clock(state: str) -> str:
    """Return the clock name with which the stays in a state are claimed; no declared clock can have this name."""
    return f"{BOUND}:{state}"


def bound_moment(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> datetime | None:
    """Return when the stay in the current state is over, or None if it has no limit or its end was handled already.

    It is computed like a clock that starts when the state is entered and is never paused.
    """
    state = definition.states[subject.state]
    if subject.ended is not None or state.at_most is None or bound_clock(state.name) in subject.claimed:
        return None
    return due_instant(state.at_most, at=subject.entered_at, calendar=calendar)
