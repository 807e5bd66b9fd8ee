"""How long a clock has been overdue, in its own unit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.states.clocks.running import TimeLeft
from duban.states.time import Unit

if TYPE_CHECKING:
    from datetime import datetime

    from duban.states.clocks.ledger import ClockLedger
    from duban.states.time import WorkingCalendar

_DAY = timedelta(days=1)


def time_over(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> TimeLeft | None:
    """Return how long a clock has been overdue at `at`, or None if it is not; a day that has begun counts."""
    at = ledger.halted_at or at
    if ledger.due_on is None or ledger.due_at is None or at < ledger.due_at:
        return None
    if not ledger.unit.in_hours:
        days = calendar.count(ledger.due_on + _DAY, calendar.local_date(at), ledger.unit)
        return TimeLeft(max(days, 1), ledger.unit)
    over = at - ledger.due_at
    if ledger.unit is Unit.WORKING_HOURS:
        over = timedelta(seconds=calendar.working_seconds(ledger.due_at, at))
    hours, minutes = divmod(over // timedelta(minutes=1), 60)
    return TimeLeft(hours, ledger.unit, minutes)
