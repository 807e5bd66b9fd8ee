"""Pause, resume and stop clocks, begin laps, extend them, and compute what is left and when they are due.

A clock counts days or measures time, depending on its unit. The starting day is not counted, unless the calendar's
conventions say so; a later day that counts is consumed if the clock runs at the end of that day. Hours are elapsed
time and working hours are office time, without the time for which the clock did not run.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from duban import words
from duban.states.clocks.ledger import ClockLedger, ClockStatus
from duban.states.time import Duration, Unit, known, utc

if TYPE_CHECKING:
    from duban.states.definition import Light
    from duban.states.time import WorkingCalendar

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_INSTANT_BEFORE = timedelta(microseconds=1)
_HOUR = 3600
_SECONDS = {Unit.HOURS: _HOUR, Unit.WORKING_HOURS: _HOUR}


def pause_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar, light: Light | None) -> ClockLedger:
    """Return the clock paused at `at`, keeping `light`; a clock that is not running is returned as it is."""
    if ledger.status is not ClockStatus.RUNNING:
        return ledger
    return replace(_halted(ledger, utc(at), calendar), status=ClockStatus.PAUSED, light=light)


def stop_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock stopped at `at`; it may be resumed within the round."""
    at = utc(at)
    match ledger.status:
        case ClockStatus.RUNNING:
            halted = _halted(ledger, at, calendar)
        case ClockStatus.PAUSED:
            moved = replace(_moved(ledger, at, calendar), halted_at=max(at, ledger.halted_at or at))
            halted = moved if moved.given is None else dated(moved, calendar)
        case _:
            return ledger
    return replace(halted, status=ClockStatus.STOPPED, light=None)


def resume_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock running again from `at`, with the rest of its budget.

    A given date moves by the length of a pause, but not by the time between a stop and the resumption.
    """
    if ledger.status is ClockStatus.RUNNING:
        return ledger
    at = max(utc(at), ledger.halted_at or utc(at))
    moved = _moved(ledger, at, calendar) if ledger.status is ClockStatus.PAUSED else ledger
    if ledger.stood is not None and ledger.halted_at is not None:
        moved = replace(moved, stood=(*ledger.stood, (ledger.halted_at, at)))
    return dated(replace(moved, status=ClockStatus.RUNNING, since=at, halted_at=None, light=None), calendar)


def begin_lap(
    ledger: ClockLedger,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    restart: bool = False,
    budget: Duration | None = None,
) -> ClockLedger:
    """Return the clock in its next lap, which begins at `at`; consumed time stays consumed unless it is a `restart`.

    A restart sets consumed time to zero and starts a clock that is not running. As at a start, the rule's own `budget`,
    if given, is converted to calendar days again, because a month from now may have another number of days. A given
    date does not change: after the start only extensions and pauses move it.
    """
    at = utc(at)
    lapped = replace(ledger, lap=ledger.lap + 1, lap_at=at)
    if not restart:
        return lapped
    if ledger.status is ClockStatus.PAUSED:
        lapped = _moved(lapped, at, calendar)
    fresh = replace(lapped, status=ClockStatus.RUNNING, started_at=at, since=at, halted_at=None, consumed=0, light=None)
    if ledger.stood is not None:
        fresh = replace(fresh, stood=())
    if budget is not None and ledger.budget is not None:
        fixed = fixed_budget(budget, calendar.start_day(at), calendar)
        fresh = replace(fresh, budget=fixed, unit=fixed.unit if ledger.given is None else ledger.unit, extra=0)
    return dated(fresh, calendar)


def extend(ledger: ClockLedger, length: Duration, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock extended by `length`, in its next lap; consumed time stays consumed.

    If the budget has the same unit it grows. Otherwise the due day moves by `length` and becomes a given date.
    """
    lapped = begin_lap(ledger, at=at, calendar=calendar)
    if ledger.given is None and ledger.budget is not None and ledger.budget.unit is length.unit:
        grown = replace(lapped, budget=Duration(ledger.budget.amount + length.amount, length.unit))
        if grown.status is ClockStatus.RUNNING and due_by_budget(grown, calendar) is not None:
            return dated(grown, calendar)
        # A clock that does not run gets its due date when it resumes, and until then shows the due date that it would
        # have had. If more is consumed than even the extended budget, the due day is in the past, `length` later than
        # before.
        shown = ledger.due_at if length.unit.in_hours else ledger.due_on
        return grown if shown is None else _shown(grown, later(shown, length, calendar), calendar)
    due: date | datetime | None = ledger.given
    if due is None:
        due = ledger.due_at if ledger.unit.in_hours or length.unit.in_hours else ledger.due_on
    if due is None:
        return lapped
    return _shown(replace(lapped, given=later(due, length, calendar)), later(due, length, calendar), calendar)


def give_date(ledger: ClockLedger, given: date | datetime, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with a date given at `at` in place of its budget or of an earlier date; no lap begins.

    A paused clock moves the new date only by what is left of the pause.
    """
    at = utc(at)
    if isinstance(given, datetime):
        known(given.date())
        given = utc(given)
    moved = replace(ledger, given=given)
    if ledger.unit.in_hours and not isinstance(given, datetime):
        moved = replace(moved, unit=Unit.CALENDAR_DAYS, consumed=ledger.consumed // (24 * _HOUR))
    if ledger.status is ClockStatus.PAUSED:
        moved = replace(moved, halted_at=max(at, ledger.halted_at or at))
    return dated(moved, calendar)


def later(due: date | datetime, length: Duration, calendar: WorkingCalendar) -> date | datetime:
    """Return a due day or instant moved by `length`; if that is in hours a day becomes an instant."""
    if length.unit.in_hours:
        instant = due if isinstance(due, datetime) else calendar.end_of(due)
        return _elapse(instant, length.amount * _HOUR, length.unit, calendar)
    if not isinstance(due, datetime):
        return calendar.shift(due, length.amount, length.unit)
    local = due.astimezone(calendar.timezone)
    return utc(datetime.combine(calendar.shift(local.date(), length.amount, length.unit), local.timetz()))


def _shown(ledger: ClockLedger, due: date | datetime, calendar: WorkingCalendar) -> ClockLedger:
    day, at = _due_as_given(due, calendar)
    return replace(ledger, due_on=day, due_at=at, provisional=calendar.provisional(day), revision=calendar.revision)


def redate(ledger: ClockLedger, calendar: WorkingCalendar) -> ClockLedger:
    """Return a running clock with its due date computed by another revision of the calendar; no lap begins.

    A clock that does not run is returned as it is, because its due date is computed when it resumes.
    """
    return dated(ledger, calendar) if ledger.status is ClockStatus.RUNNING else ledger


def rebudget(
    ledger: ClockLedger,
    before: Duration | None,
    after: Duration | None,
    *,
    was: WorkingCalendar,
    calendar: WorkingCalendar,
) -> ClockLedger | None:
    """Return the clock with another budget, or None if time was used or granted in another unit than the new one.

    The new budget counts from the same start; consumed time and extensions are kept, and so is a date that was given.
    No lap begins.

    Args:
        ledger: The clock.
        before: The budget so far, as declared.
        after: The new budget, as declared.
        was: The calendar by which the clock was computed so far.
        calendar: The calendar by which it is computed from now on.

    """
    if ledger.given is not None or before == after:
        return ledger
    if after is None:
        return replace(ledger, budget=None, due_on=None, due_at=None, provisional=False, revision=calendar.revision)
    fresh, granted = fixed_budget(after, calendar.start_day(ledger.started_at), calendar), 0
    if before is not None and ledger.budget is not None:
        granted = ledger.budget.amount - fixed_budget(before, was.start_day(ledger.started_at), was).amount
    if fresh.unit is not ledger.unit and (granted or ledger.consumed):
        return None
    grown = replace(ledger, budget=Duration(fresh.amount + granted, fresh.unit), unit=fresh.unit)
    # A clock that does not run shows the due date that it would have had if it had run on.
    running = replace(grown, since=grown.since or grown.halted_at)
    due = due_by_budget(running, calendar)
    if due is None:
        # It was used up before it last ran, so the due date that is shown moves by the difference of the budgets.
        shown = ledger.due_at if fresh.unit.in_hours else ledger.due_on
        more = fresh.amount + granted - (0 if ledger.budget is None else ledger.budget.amount)
        return grown if shown is None else _shown(grown, _moved_by(shown, more, fresh.unit, calendar), calendar)
    return _shown(grown, due[1] if fresh.unit.in_hours else due[0], calendar)


def _moved_by(due: date | datetime, amount: int, unit: Unit, calendar: WorkingCalendar) -> date | datetime:
    if isinstance(due, datetime):
        return _elapse(due, amount * _HOUR, unit, calendar)
    return calendar.shift(due, amount, unit)


def consumed_at(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> int:
    """Return how much is consumed by `at`: days of the clock's unit, or seconds if that is hours."""
    if ledger.since is None:
        return ledger.consumed
    return ledger.consumed + span(ledger, ledger.since, utc(at), calendar)


class TimeLeft(Struct, frozen=True, gc=False):
    """How much is left of a clock, in its unit, and in minutes if that is hours."""

    amount: int
    unit: Unit
    minutes: int = 0


def time_left(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> TimeLeft | None:
    """Return how much is left at `at`, zero if the clock is overdue, or None if it has no due date."""
    if ledger.due_on is None or ledger.due_at is None:
        return None
    at = ledger.halted_at or at
    if not ledger.unit.in_hours:
        days = calendar.count(first_day(ledger, at, calendar), ledger.due_on, ledger.unit) if at < ledger.due_at else 0
        return TimeLeft(days, ledger.unit)
    rest = ledger.due_at - at
    if ledger.unit is Unit.WORKING_HOURS:
        rest = timedelta(seconds=calendar.working_seconds(at, ledger.due_at))
    hours, minutes = divmod(-(-max(timedelta(), rest) // timedelta(minutes=1)), 60)
    return TimeLeft(hours, ledger.unit, minutes)


def left(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> str:
    """Return how much is left at `at`, in the reader's language: `3个工作日`, `5 hours`, `30 minutes`."""
    rest = time_left(ledger, at, calendar)
    return words.length(None) if rest is None else words.left_over(rest.amount, rest.unit, rest.minutes)


def due_instant(length: Duration, *, at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when `length` is over, computed like a clock that starts at `at`."""
    at = utc(at)
    day = calendar.start_day(at)
    fixed = fixed_budget(length, day, calendar)
    if fixed.unit.in_hours:
        return _elapse(at, fixed.amount * _HOUR, fixed.unit, calendar)
    return calendar.end_of(_last_day(calendar.first_day(day), fixed.amount, fixed.unit, calendar))


def fixed_budget(budget: Duration, start: date, calendar: WorkingCalendar) -> Duration:
    """Return a budget with weeks and months converted to calendar days, counted from the day `start`.

    Months end on the day with the same number, or on the day before if the starting day counts. If the month has no
    such day they end on its last day, whether the starting day counts or not (BGB § 188 (2) and (3); Civil Code of the
    PRC, art. 202).
    """
    if budget.unit not in (Unit.WEEKS, Unit.MONTHS):
        return budget
    same = calendar.shift(start, budget.amount, budget.unit)
    days = (same - start).days
    if budget.unit is Unit.MONTHS and same.day != start.day and calendar.conventions.start_counts:
        days += 1
    return Duration(days, Unit.CALENDAR_DAYS)


def _elapse(at: datetime, seconds: int, unit: Unit, calendar: WorkingCalendar) -> datetime:
    return calendar.add_working_seconds(at, seconds) if unit is Unit.WORKING_HOURS else at + timedelta(seconds=seconds)


def first_day(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> date:
    """Return the first day that a clock running from `at` can still consume."""
    today, first = calendar.local_date(at), calendar.first_day(calendar.start_day(ledger.started_at))
    return max(first, today)


def _last_day(first: date, number: int, unit: Unit, calendar: WorkingCalendar) -> date:
    """Return the day with whose end `number` counted days are over, counting from `first`."""
    return calendar.rolled(calendar.shift(first - _DAY, number, unit))


def span(ledger: ClockLedger, start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Return the length between two instants in the clock's unit: the days that end between them, or seconds."""
    if end <= start:
        return 0
    match ledger.unit:
        case Unit.HOURS:
            return (end - start) // _SECOND
        case Unit.WORKING_HOURS:
            return calendar.working_seconds(start, end)
        case unit:
            return calendar.count(first_day(ledger, start, calendar), calendar.local_date(end) - _DAY, unit)


def _halted(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    at = max(at, ledger.since or at)
    consumed = ledger.consumed if ledger.since is None else ledger.consumed + span(ledger, ledger.since, at, calendar)
    return replace(ledger, since=None, halted_at=at, consumed=consumed)


def _moved(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return a paused clock with its given date moved by the length of the pause; an overdue one stays overdue."""
    if ledger.given is None or ledger.halted_at is None or ledger.due_at is None or ledger.halted_at >= ledger.due_at:
        return ledger
    still = span(ledger, ledger.halted_at, at, calendar)
    if isinstance(ledger.given, datetime) and ledger.unit.in_hours:
        return replace(ledger, given=_elapse(ledger.given, still, ledger.unit, calendar))
    return replace(ledger, given=later(ledger.given, Duration(still, ledger.unit), calendar))


def dated(ledger: ClockLedger, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with its due day and due instant computed by this calendar."""
    due = due_by_budget(ledger, calendar) if ledger.given is None else _due_as_given(ledger.given, calendar)
    if due is None:
        return replace(ledger, revision=calendar.revision)
    day, at = due
    return replace(ledger, due_on=day, due_at=at, provisional=calendar.provisional(day), revision=calendar.revision)


def due_by_budget(ledger: ClockLedger, calendar: WorkingCalendar) -> tuple[date, datetime] | None:
    """Return when the rest of the budget runs out, or None if it has run out or the clock does not run."""
    if ledger.budget is None or ledger.since is None:
        return None
    rest = ledger.budget.amount * _SECONDS.get(ledger.unit, 1) - ledger.consumed
    if rest <= 0:
        return None
    if ledger.unit.in_hours:
        return _due_as_given(_elapse(ledger.since, rest, ledger.unit, calendar), calendar)
    day = _last_day(first_day(ledger, ledger.since, calendar), rest, ledger.unit, calendar)
    return day, calendar.end_of(day)


def _due_as_given(given: date | datetime, calendar: WorkingCalendar) -> tuple[date, datetime]:
    if isinstance(given, datetime):
        return calendar.local_date(given - _INSTANT_BEFORE), given
    return given, calendar.end_of(given)
