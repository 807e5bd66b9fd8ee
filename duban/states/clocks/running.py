"""What happens to a clock: it starts, pauses, resumes, stops and begins laps; how much is left, and until when.

A clock counts days or measures time, by its unit. The starting day is not counted, unless the calendar's conventions
say so; a later day that counts is consumed if the clock runs at that day's end. Hours are elapsed time, working hours
office time, less what stood still.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from duban import words
from duban.states.clocks.ledger import ClockLedger, ClockStatus
from duban.states.time import Duration, Unit, known, utc

if TYPE_CHECKING:
    from duban.states.definition import ClockRule, Light
    from duban.states.time import WorkingCalendar

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_INSTANT_BEFORE = timedelta(microseconds=1)
_HOUR = 3600
_SECONDS = {Unit.HOURS: _HOUR, Unit.WORKING_HOURS: _HOUR}


def start_clock(
    rule: ClockRule,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    round: int,
    given: date | datetime | None = None,
    ongoing: bool = False,
) -> ClockLedger:
    """Return the clock of `rule` as it starts at `at`.

    `given` is the value of its `unless` field, and replaces the budget; a clock with neither, or of an `ongoing`
    instance, has no due date. Raises `OutOfCalendar` where the due date is too far away to be meant.
    """
    at = utc(at)
    if isinstance(given, datetime):
        known(given.date())
        given = utc(given)
    budget = None if rule.budget is None else _fixed(rule.budget, calendar.start_day(at), calendar)
    unit = Unit.CALENDAR_DAYS if budget is None else budget.unit
    if given is not None and not isinstance(given, datetime) and unit.in_hours:
        unit = Unit.CALENDAR_DAYS
    ledger = ClockLedger(
        name=rule.name,
        round=round,
        lap=1,
        status=ClockStatus.RUNNING,
        started_at=at,
        lap_at=at,
        since=at,
        halted_at=None,
        consumed=0,
        unit=unit,
        budget=None if ongoing else budget,
        given=None if ongoing else given,
        due_on=None,
        due_at=None,
        provisional=False,
        revision=calendar.revision,
    )
    return _dated(ledger, calendar)


def pause_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar, light: Light | None) -> ClockLedger:
    """Return the clock standing still from `at` with the light that it keeps; only a running one pauses."""
    if ledger.status is not ClockStatus.RUNNING:
        return ledger
    return _halted(ledger, utc(at), calendar).replaced(status=ClockStatus.PAUSED, light=light)


def stop_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock stopped at `at`; it can be resumed within the round."""
    at = utc(at)
    match ledger.status:
        case ClockStatus.RUNNING:
            halted = _halted(ledger, at, calendar)
        case ClockStatus.PAUSED:
            moved = _moved(ledger, at, calendar).replaced(halted_at=max(at, ledger.halted_at or at))
            halted = moved if moved.given is None else _dated(moved, calendar)
        case _:
            return ledger
    return halted.replaced(status=ClockStatus.STOPPED, light=None)


def resume_clock(ledger: ClockLedger, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock running again from `at`, with the rest of its budget.

    A given date moves by what stood still in a pause, and not by what lay between a stop and the resumption.
    """
    if ledger.status is ClockStatus.RUNNING:
        return ledger
    at = max(utc(at), ledger.halted_at or utc(at))
    moved = _moved(ledger, at, calendar) if ledger.status is ClockStatus.PAUSED else ledger
    return _dated(moved.replaced(status=ClockStatus.RUNNING, since=at, halted_at=None, light=None), calendar)


def begin_lap(
    ledger: ClockLedger,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    restart: bool = False,
    budget: Duration | None = None,
) -> ClockLedger:
    """Return the clock in its next lap from `at`; what is consumed stays, unless it is a `restart`.

    A restart consumes the budget from nothing, and starts a clock that stood still. It is a start: the rule's own
    `budget`, where given, becomes calendar days anew, for a month from now is not the month it was. A given date stays
    what it is: after the start only an extension moves it, and pauses.
    """
    at = utc(at)
    lapped = ledger.replaced(lap=ledger.lap + 1, lap_at=at)
    if not restart:
        return lapped
    if ledger.status is ClockStatus.PAUSED:
        lapped = _moved(lapped, at, calendar)
    fresh = lapped.replaced(status=ClockStatus.RUNNING, started_at=at, since=at, halted_at=None, consumed=0, light=None)
    if budget is not None and ledger.budget is not None:
        fresh = fresh.replaced(budget=_fixed(budget, calendar.start_day(at), calendar))
    return _dated(fresh, calendar)


def extend(ledger: ClockLedger, length: Duration, *, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with `length` more, in its next lap; what is consumed stays.

    A budget of the same unit grows. Otherwise the due day moves by `length`, and is from then on a given date.
    """
    lapped = begin_lap(ledger, at=at, calendar=calendar)
    if ledger.given is None and ledger.budget is not None and ledger.budget.unit is length.unit:
        grown = lapped.replaced(budget=Duration(ledger.budget.amount + length.amount, length.unit))
        if grown.status is ClockStatus.RUNNING and _due_by_budget(grown, calendar) is not None:
            return _dated(grown, calendar)
        # What stands still is dated when it resumes, and shows until then what it would have been; and where more was
        # consumed than even the grown budget, the due day lies behind, that much later than it did.
        shown = ledger.due_at if length.unit.in_hours else ledger.due_on
        return grown if shown is None else _shown(grown, _later(shown, length, calendar), calendar)
    due: date | datetime | None = ledger.given
    if due is None:
        due = ledger.due_at if ledger.unit.in_hours or length.unit.in_hours else ledger.due_on
    if due is None:
        return lapped
    return _shown(lapped.replaced(given=_later(due, length, calendar)), _later(due, length, calendar), calendar)


def _later(due: date | datetime, length: Duration, calendar: WorkingCalendar) -> date | datetime:
    """Return a due day or instant `length` later; hours make an instant of a day."""
    if length.unit.in_hours:
        instant = due if isinstance(due, datetime) else calendar.end_of(due)
        return _elapse(instant, length.amount * _HOUR, length.unit, calendar)
    if not isinstance(due, datetime):
        return calendar.shift(due, length.amount, length.unit)
    local = due.astimezone(calendar.timezone)
    return utc(datetime.combine(calendar.shift(local.date(), length.amount, length.unit), local.timetz()))


def _shown(ledger: ClockLedger, due: date | datetime, calendar: WorkingCalendar) -> ClockLedger:
    day, at = _due_as_given(due, calendar)
    return ledger.replaced(due_on=day, due_at=at, provisional=calendar.provisional(day), revision=calendar.revision)


def redate(ledger: ClockLedger, calendar: WorkingCalendar) -> ClockLedger:
    """Return a running clock with its due date by another revision of the calendar; no lap begins.

    One that stands still is dated anew when it resumes.
    """
    return _dated(ledger, calendar) if ledger.status is ClockStatus.RUNNING else ledger


def rebudget(
    ledger: ClockLedger,
    before: Duration | None,
    after: Duration | None,
    *,
    was: WorkingCalendar,
    calendar: WorkingCalendar,
) -> ClockLedger | None:
    """Return the clock with the budget `after` in place of `before`, both as declared; no lap begins.

    It counts from the same start: what is consumed stays, and so does what extensions have granted. A date that was
    given stands. None where time that was used or granted in one unit would have to be counted in another. `was` is the
    calendar that it was reckoned with so far.
    """
    if ledger.given is not None or before == after:
        return ledger
    if after is None:
        return ledger.replaced(budget=None, due_on=None, due_at=None, provisional=False, revision=calendar.revision)
    fresh, granted = _fixed(after, calendar.start_day(ledger.started_at), calendar), 0
    if before is not None and ledger.budget is not None:
        granted = ledger.budget.amount - _fixed(before, was.start_day(ledger.started_at), was).amount
    if fresh.unit is not ledger.unit and (granted or ledger.consumed):
        return None
    grown = ledger.replaced(budget=Duration(fresh.amount + granted, fresh.unit), unit=fresh.unit)
    # What stands still shows what it would have been due, had it run on.
    running = grown.replaced(since=grown.since or grown.halted_at)
    due = _due_by_budget(running, calendar)
    if due is None:
        # It ran out before it last ran: as much earlier or later than shown as the budget is smaller or greater.
        shown = ledger.due_at if fresh.unit.in_hours else ledger.due_on
        more = fresh.amount + granted - (0 if ledger.budget is None else ledger.budget.amount)
        return grown if shown is None else _shown(grown, _moved_by(shown, more, fresh.unit, calendar), calendar)
    return _shown(grown, due[1] if fresh.unit.in_hours else due[0], calendar)


def _moved_by(due: date | datetime, amount: int, unit: Unit, calendar: WorkingCalendar) -> date | datetime:
    if isinstance(due, datetime):
        return _elapse(due, amount * _HOUR, unit, calendar)
    return calendar.shift(due, amount, unit)


def consumed_at(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> int:
    """Return what is consumed by `at`: days of the clock's unit, or seconds where that is hours."""
    if ledger.since is None:
        return ledger.consumed
    return ledger.consumed + _span(ledger, ledger.since, utc(at), calendar)


class TimeLeft(Struct, frozen=True, gc=False):
    """What is left of a clock: so much of its unit, and minutes where that is hours."""

    amount: int
    unit: Unit
    minutes: int = 0


def time_left(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> TimeLeft | None:
    """Return what is left at `at`, zero when it is over; None where the clock has no due date."""
    if ledger.due_on is None or ledger.due_at is None:
        return None
    at = ledger.halted_at or utc(at)
    if not ledger.unit.in_hours:
        days = calendar.count(_first_day(ledger, at, calendar), ledger.due_on, ledger.unit) if at < ledger.due_at else 0
        return TimeLeft(days, ledger.unit)
    rest = max(timedelta(), ledger.due_at - at)
    if ledger.unit is Unit.WORKING_HOURS:
        rest = timedelta(seconds=calendar.working_seconds(at, at + rest))
    hours, minutes = divmod(-(-rest // timedelta(minutes=1)), 60)
    return TimeLeft(hours, ledger.unit, minutes)


def left(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> str:
    """Return what is left at `at` in words, in the language of the reader: `3个工作日`, `5 hours`, `30 minutes`."""
    rest = time_left(ledger, at, calendar)
    return words.length(None) if rest is None else words.left_over(rest.amount, rest.unit, rest.minutes)


def due_instant(length: Duration, *, at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when `length` is over, reckoned like a clock that starts at `at`."""
    at = utc(at)
    day = calendar.start_day(at)
    fixed = _fixed(length, day, calendar)
    if fixed.unit.in_hours:
        return _elapse(at, fixed.amount * _HOUR, fixed.unit, calendar)
    return calendar.end_of(_last_day(calendar.first_day(day), fixed.amount, fixed.unit, calendar))


def _fixed(budget: Duration, start: date, calendar: WorkingCalendar) -> Duration:
    """Return weeks and months as the calendar days that they are from the day `start` on.

    Months end with the day of the same number, or the day before where the starting day counts; where there is no such
    day, with the last of the month, whether it counts or not (BGB § 188 (2) and (3); Civil Code of the PRC, art. 202).
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


def _first_day(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> date:
    """Return the first day that can still be consumed by a clock that runs from `at`."""
    today, first = calendar.local_date(at), calendar.first_day(calendar.start_day(ledger.started_at))
    return max(first, today)


def _last_day(first: date, number: int, unit: Unit, calendar: WorkingCalendar) -> date:
    """Return the day with which `number` days are over that can count from `first` on."""
    return calendar.rolled(calendar.shift(first - _DAY, number, unit))


def _span(ledger: ClockLedger, start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Return what lies between two instants, in the clock's own unit: days that end within, or seconds."""
    if end <= start:
        return 0
    match ledger.unit:
        case Unit.HOURS:
            return (end - start) // _SECOND
        case Unit.WORKING_HOURS:
            return calendar.working_seconds(start, end)
        case unit:
            return calendar.count(_first_day(ledger, start, calendar), calendar.local_date(end) - _DAY, unit)


def _halted(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    at = max(at, ledger.since or at)
    return ledger.replaced(since=None, halted_at=at, consumed=consumed_at(ledger, at, calendar))


def _moved(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return a paused clock with its given date moved by what stood still; one that was over is over."""
    if ledger.given is None or ledger.halted_at is None or ledger.due_at is None or ledger.halted_at >= ledger.due_at:
        return ledger
    still = _span(ledger, ledger.halted_at, at, calendar)
    if isinstance(ledger.given, datetime) and ledger.unit.in_hours:
        return ledger.replaced(given=_elapse(ledger.given, still, ledger.unit, calendar))
    return ledger.replaced(given=_later(ledger.given, Duration(still, ledger.unit), calendar))


def _dated(ledger: ClockLedger, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with the due day and due instant that this calendar gives it."""
    due = _due_by_budget(ledger, calendar) if ledger.given is None else _due_as_given(ledger.given, calendar)
    if due is None:
        return ledger.replaced(revision=calendar.revision)
    day, at = due
    return ledger.replaced(due_on=day, due_at=at, provisional=calendar.provisional(day), revision=calendar.revision)


def _due_by_budget(ledger: ClockLedger, calendar: WorkingCalendar) -> tuple[date, datetime] | None:
    """Return when the rest of the budget runs out; None where it has run out or nothing consumes it."""
    if ledger.budget is None or ledger.since is None:
        return None
    rest = ledger.budget.amount * _SECONDS.get(ledger.unit, 1) - ledger.consumed
    if rest <= 0:
        return None
    if ledger.unit.in_hours:
        return _due_as_given(_elapse(ledger.since, rest, ledger.unit, calendar), calendar)
    day = _last_day(_first_day(ledger, ledger.since, calendar), rest, ledger.unit, calendar)
    return day, calendar.end_of(day)


def _due_as_given(given: date | datetime, calendar: WorkingCalendar) -> tuple[date, datetime]:
    if isinstance(given, datetime):
        return calendar.local_date(given - _INSTANT_BEFORE), given
    return given, calendar.end_of(given)
