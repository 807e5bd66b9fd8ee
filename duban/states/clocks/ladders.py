"""The ladder of a clock: when each rung takes effect, which rungs are due, and which light shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.clocks.ledger import ClockStatus
from duban.states.definition import Light, Missed, Rung
from duban.states.time import Anchor, Duration, Moment, Unit

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from duban.states.clocks.ledger import ClockLedger
    from duban.states.definition import Review
    from duban.states.time import WorkingCalendar

_HOUR = 3600
_WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE)
_REVIEW = "review "


class Skip(StrEnum):
    """Why a due rung takes no effect."""

    LAP = "lap"
    """Its moment came before the current lap began."""

    DUE_PASSED = "due has passed"
    """It is declared before due, and the due instant has passed."""

    MISSED = "missed"
    """A later rung is due as well, and this rung's `missed` gives way to it."""


class DueRung(Struct, frozen=True):
    """A rung whose moment has come; if `skip` is set it is claimed without effect."""

    clock: str
    rung: Rung
    moment: datetime
    skip: Skip | None = None


def rung_moment(rung: Rung, ledger: ClockLedger, calendar: WorkingCalendar) -> datetime | None:
    """Return when `rung` takes effect, in UTC; None if it counts from the due date and the clock has none.

    Offsets in days, weeks or months take effect when the office opens on the resulting day, or on the next working day
    if that is off. Offsets in hours take effect exactly then, whether the office is open or not.
    """
    at = rung.at
    offset = at.offset
    from_start = at.anchor is Anchor.START
    anchor = ledger.started_at if from_start else ledger.due_at
    if anchor is None or offset is None:
        return anchor
    amount, unit = at.sign * offset.amount, offset.unit
    if unit is Unit.HOURS:
        return anchor + timedelta(hours=amount)
    if unit is Unit.WORKING_HOURS:
        return calendar.add_working_seconds(anchor, amount * _HOUR)
    day = calendar.start_day(ledger.started_at) if from_start else ledger.due_on
    return None if day is None else calendar.opening_after(day, amount, unit)


def rung_moments(
    rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar
) -> list[tuple[Rung, datetime | None]]:
    """Return rungs with their moments."""
    return [(rung, rung_moment(rung, ledger, calendar)) for rung in rungs]


def light_instants(rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar) -> dict[Light, datetime]:
    """Return for each light of the ladder the first instant at which a rung switches it on."""
    return lights_among((rung, rung_moment(rung, ledger, calendar)) for rung in rungs if rung.light is not None)


def lights_among(moments: Iterable[tuple[Rung, datetime | None]]) -> dict[Light, datetime]:
    """Return for each light the first instant at which one of these rungs switches it on, given their moments."""
    instants: dict[Light, datetime] = {}
    for rung, moment in moments:
        light = rung.light
        if light is not None and moment is not None and not (light in instants and instants[light] <= moment):
            instants[light] = moment
    return instants


def light_at(instants: Mapping[Light, datetime], now: datetime) -> Light:
    """Return the worst light whose instant has come, or green."""
    if instants:
        for light in _WORST_FIRST:
            since = instants.get(light)
            if since is not None and since <= now:
                return light
    return Light.GREEN


def light_until(instants: Mapping[Light, datetime], now: datetime) -> datetime | None:
    """Return the instant at which a worse light than that of `now` comes on; None if none will."""
    shown = light_at(instants, now).rank
    worse = [since for light, since in instants.items() if light.rank > shown]
    return min(worse, default=None)


def due_rungs(
    rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar, claimed: Container[str], now: datetime
) -> list[DueRung]:
    """Return the unclaimed rungs whose moment has come by `now`, ordered by moment, each with its reason to be skipped.

    A rung is skipped in three cases:

    - its moment came before the lap began (see `lies_behind`);
    - it is declared before due, and the due instant has passed;
    - a later rung is due as well, and its `missed` gives way. `latest`, the default before due, gives way to a later
      `latest` on the same side of due; `skip` gives way to any later rung; `each`, the default from due on, to none.

    A clock that is not running has no due rungs.
    """
    if ledger.status is not ClockStatus.RUNNING:
        return []
    reached = [
        (moment, rung)
        for rung in rungs
        if rung.id not in claimed and (moment := rung_moment(rung, ledger, calendar)) is not None and moment <= now
    ]
    reached.sort(key=lambda pair: pair[0])
    sides = [comes_before_due(rung, moment, ledger) for moment, rung in reached]
    last = max((moment for moment, _ in reached), default=None)
    latest = {
        early: max(
            (
                moment
                for (moment, rung), side in zip(reached, sides, strict=True)
                if side is early and _policy(rung, early=early) is Missed.LATEST
            ),
            default=None,
        )
        for early in (True, False)
    }
    due = []
    for (moment, rung), early in zip(reached, sides, strict=True):
        policy = _policy(rung, early=early)
        skip = None
        if lies_behind(rung, moment, ledger):
            skip = Skip.LAP
        elif early and ledger.due_at is not None and ledger.due_at <= now:
            skip = Skip.DUE_PASSED
        elif (policy is Missed.LATEST and moment != latest[early]) or (policy is Missed.SKIP and moment != last):
            skip = Skip.MISSED
        due.append(DueRung(ledger.name, rung, moment, skip))
    return due


def _policy(rung: Rung, *, early: bool) -> Missed:
    return rung.missed or (Missed.LATEST if early else Missed.EACH)


def reviews(review: Review, ledger: ClockLedger, calendar: WorkingCalendar, claimed: Iterable[str]) -> Iterator[Rung]:
    """Yield the rungs of a review without end, from the first that is neither claimed nor before the lap.

    The n-th is named `review n` and comes n times `every` after the clock's start. Each is counted from the start
    itself, so that two months after 31 January is 31 March. If the clock has a due date or is not running, yield none.
    """
    if ledger.due_at is not None or ledger.status is not ClockStatus.RUNNING:
        return
    number = 1 + max((int(rung.removeprefix(_REVIEW)) for rung in claimed if is_review(rung)), default=0)
    while True:
        rung = review_rung(review, number)
        moment = rung_moment(rung, ledger, calendar)
        if ledger.lap == 1 or (moment is not None and moment > ledger.lap_at):
            yield rung
        number += 1


def review_rung(review: Review, number: int) -> Rung:
    """Return the `number`-th rung of a review."""
    return Rung(
        id=f"{_REVIEW}{number}",
        at=Moment(Anchor.START, 1, Duration(review.every.amount * number, review.every.unit)),
        notify=review.notify,
        copy=review.copy,
        message=review.message,
        urgent=review.urgent,
    )


def review_number(rung: str) -> int | None:
    """Return n if a rung's name is `review n`, else None."""
    return int(rung.removeprefix(_REVIEW)) if is_review(rung) else None


def is_review(rung: str) -> bool:
    """Return whether a rung's name is that of a review's rung."""
    return rung.startswith(_REVIEW) and rung.removeprefix(_REVIEW).isdecimal()


def claim(claimed: tuple[str, ...], rung: str) -> tuple[str, ...]:
    """Return the claims of a lap with `rung` added; of a review, which may run for years, only the last is kept."""
    return (*(known for known in claimed if not (is_review(rung) and is_review(known))), rung)


def lies_behind(rung: Rung, moment: datetime, ledger: ClockLedger) -> bool:
    """Return whether a rung's moment came before the current lap began, so that it has no effect in this lap.

    In the first lap this concerns only rungs before due: if the deadline is nearer than the reminder, no reminder is
    sent. An instance that is overdue when its clock starts is still escalated.
    """
    return moment <= ledger.lap_at and (ledger.lap > 1 or comes_before_due(rung, moment, ledger))


def comes_before_due(rung: Rung, moment: datetime, ledger: ClockLedger) -> bool:
    """Return whether a rung, which takes effect at `moment`, says that something will be due, not that it was.

    One declared before due counts as such even if its day is off and the next opening is after due: a reminder that
    something will be due must not come after the notice that it is overdue.
    """
    return rung.at.sign < 0 or ledger.due_at is None or moment < ledger.due_at
