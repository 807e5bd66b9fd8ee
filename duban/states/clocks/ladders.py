"""The ladder of a clock: when each rung takes effect, which are due, and which light shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.clocks.ledger import ClockStatus
from duban.states.definition import Light, Missed, Rung
from duban.states.time import Anchor, Duration, Moment, Unit, utc

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from duban.states.clocks.ledger import ClockLedger
    from duban.states.definition import Review
    from duban.states.time import WorkingCalendar

_HOUR = 3600
_WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE)
_REVIEW = "review "


class Skip(StrEnum):
    """Why a rung is due and yet does nothing."""

    LAP = "lap"
    """Its moment was reached before the present lap began."""

    DUE_PASSED = "due has passed"
    """It was to be before the due instant, and that is past."""

    MISSED = "missed"
    """A later one is due as well, and its policy gives way to that."""


class DueRung(Struct, frozen=True):
    """A rung whose moment has come; with `skip` it is claimed without effect."""

    rung: Rung
    moment: datetime
    skip: Skip | None = None


def rung_moment(rung: Rung, ledger: ClockLedger, calendar: WorkingCalendar) -> datetime | None:
    """Return when `rung` takes effect, in UTC; None where it is counted from a due date that the clock has not.

    Offsets in days, weeks or months take effect when the office opens on the day that they lead to, or on the next
    working day; offsets in hours exactly, whether the office is open or not.
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


def light_instants(rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar) -> dict[Light, datetime]:
    """Return for each light of the ladder the first instant from which one of its rungs sheds it."""
    return lights_among((rung, rung_moment(rung, ledger, calendar)) for rung in rungs if rung.light is not None)


def lights_among(moments: Iterable[tuple[Rung, datetime | None]]) -> dict[Light, datetime]:
    """Return the same from rungs with their moments."""
    instants: dict[Light, datetime] = {}
    for rung, moment in moments:
        light = rung.light
        if light is not None and moment is not None and not (light in instants and instants[light] <= moment):
            instants[light] = moment
    return instants


def light_at(instants: Mapping[Light, datetime], now: datetime) -> Light:
    """Return the worst light whose instant is past or present, else green."""
    if instants:
        now = utc(now)
        for light in _WORST_FIRST:
            since = instants.get(light)
            if since is not None and since <= now:
                return light
    return Light.GREEN


def due_rungs(
    rungs: Iterable[Rung], ledger: ClockLedger, calendar: WorkingCalendar, claimed: Container[str], now: datetime
) -> list[DueRung]:
    """Return the unclaimed rungs whose moment has come by `now`, in its order, and which of them are to be skipped.

    Those are skipped that lie behind the start of the lap (see `lies_behind`), those before the due instant once that
    has passed, and those that give way to a later one which is due as well: a rung of policy `latest`, the default
    before due, to a later `latest` on its side of due, one of policy `skip` to any later one. A rung of policy `each`,
    the default from due on, gives way to none. A clock that stands still has none.
    """
    if ledger.status is not ClockStatus.RUNNING:
        return []
    now = utc(now)
    reached = [
        (moment, rung)
        for rung in rungs
        if rung.id not in claimed and (moment := rung_moment(rung, ledger, calendar)) is not None and moment <= now
    ]
    reached.sort(key=lambda pair: pair[0])
    sides = [_before_due(rung, moment, ledger) for moment, rung in reached]
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
        due.append(DueRung(rung, moment, skip))
    return due


def _policy(rung: Rung, *, early: bool) -> Missed:
    return rung.missed or (Missed.LATEST if early else Missed.EACH)


def reviews(review: Review, ledger: ClockLedger, calendar: WorkingCalendar, claimed: Iterable[str]) -> Iterator[Rung]:
    """Yield the returns of a review from the first one on that is neither claimed nor behind the lap, without end.

    The n-th is the rung `review n`, n times `every` after the clock's start. Each is counted from the start itself,
    so that a month after a month after 31 January is 31 March. None where the clock has a due date or stands still.
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
    """Return the `number`-th return of a review as the rung that it is."""
    return Rung(
        id=f"{_REVIEW}{number}",
        at=Moment(Anchor.START, 1, Duration(review.every.amount * number, review.every.unit)),
        notify=review.notify,
        copy=review.copy,
        message=review.message,
        urgent=review.urgent,
    )


def review_number(rung: str) -> int | None:
    """Return which return of a review a rung's identity names; None where it names none."""
    return int(rung.removeprefix(_REVIEW)) if is_review(rung) else None


def is_review(rung: str) -> bool:
    """Return whether a rung's identity is that of a review's return."""
    return rung.startswith(_REVIEW) and rung.removeprefix(_REVIEW).isdecimal()


def claim(claimed: tuple[str, ...], rung: str) -> tuple[str, ...]:
    """Return the claims of a lap with one more; of a review, which may go on for years, only the last is kept."""
    return (*(known for known in claimed if not (is_review(rung) and is_review(known))), rung)


def lies_behind(rung: Rung, moment: datetime, ledger: ClockLedger) -> bool:
    """Return whether a rung's moment was reached before the present lap began, so that it does nothing in it.

    In the first lap that goes for what was to come before due: nobody is reminded on the day of a deadline that was
    nearer than the reminder. What is overdue already when its clock starts is escalated all the same.
    """
    return moment <= ledger.lap_at and (ledger.lap > 1 or _before_due(rung, moment, ledger))


def _before_due(rung: Rung, moment: datetime, ledger: ClockLedger) -> bool:
    # A rung declared before due stays one where its day was off and the next opening is past due: a reminder that
    # something falls due must not come after the notice that it is overdue.
    return rung.at.sign < 0 or ledger.due_at is None or moment < ledger.due_at
