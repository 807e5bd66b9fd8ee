"""Start clocks."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.states.clocks.ledger import ClockLedger, ClockStatus
from duban.states.clocks.running import dated, fixed_budget
from duban.states.time import Duration, Unit, known, utc

if TYPE_CHECKING:
    from datetime import date

    from duban.states.definition import ClockRule
    from duban.states.time import WorkingCalendar

_REMEMBERED = 256


def start_clock(
    rule: ClockRule,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    round: int,
    given: date | datetime | None = None,
    ongoing: bool = False,
) -> ClockLedger:
    """Return a clock that starts at `at`.

    Args:
        rule: The declaration of the clock.
        at: The start.
        calendar: The calendar of the scenario.
        round: The instance's round.
        given: The value of the clock's `unless` field, which replaces the budget. A clock with neither has no due date.
        ongoing: Whether the instance has no end; then its clocks have no due date.

    Raises:
        OutOfCalendar: if the due date is outside the years that calendars cover.

    """
    if isinstance(given, datetime):
        known(given.date())
        given = utc(given)
    return _started(rule.name, rule.budget, utc(at), calendar, round, given, ongoing)


@lru_cache(maxsize=_REMEMBERED)
def _started(  # noqa: PLR0917 - what is cached is known by its arguments in order
    name: str,
    declared: Duration | None,
    at: datetime,
    calendar: WorkingCalendar,
    round: int,
    given: date | datetime | None,
    ongoing: bool,  # noqa: FBT001
) -> ClockLedger:
    """Return the clock; what is opened at one time starts the same clocks, so those that were made last are kept."""
    budget = None if declared is None else fixed_budget(declared, calendar.start_day(at), calendar)
    unit = Unit.CALENDAR_DAYS if budget is None else budget.unit
    if given is not None and not isinstance(given, datetime) and unit.in_hours:
        unit = Unit.CALENDAR_DAYS
    ledger = ClockLedger(
        name=name,
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
    return dated(ledger, calendar)
