"""How long a message by the next medium waits for the one before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import Duration, DurationError, Unit, parse_duration

if TYPE_CHECKING:
    from duban.states import WorkingCalendar

LONGEST_FALLBACK = timedelta(days=31)
"""No message stands behind another one for longer: ten working days over the longest holidays."""

LONGEST_HOLIDAYS = timedelta(days=14)
"""For as long at most an office is closed while another one is open."""

USUAL_WAIT = Duration(1, Unit.WORKING_DAYS)
"""For those who say what comes first, but not after how long the next takes over."""

_MOST = {
    Unit.WORKING_DAYS: 10,
    Unit.CALENDAR_DAYS: 14,
    Unit.HOURS: 336,
    Unit.WORKING_HOURS: 80,
    Unit.WEEKS: 2,
    Unit.MONTHS: 0,
}


def wait_of(text: str) -> Duration:
    """Return how long a message waits for the one that it stands behind.

    Raise DurationError if that is no length of time, or too long.
    """
    length = parse_duration(text)
    if length.amount > _MOST[length.unit]:
        raise DurationError(text, words.Line("is longer than ten working days"))
    return length


def takes_over(calendar: WorkingCalendar, start: datetime, wait: Duration) -> datetime:
    """Return when the next medium takes over from one by which a message leaves at `start`."""
    if wait.unit is Unit.HOURS:
        found = start + timedelta(hours=wait.amount)
    elif wait.unit is Unit.WORKING_HOURS:
        found = calendar.add_working_seconds(start, wait.amount * 3600)
    else:
        local = start.astimezone(calendar.timezone)
        day = calendar.shift(local.date(), wait.amount, wait.unit)
        found = datetime.combine(day, local.time(), calendar.timezone)
    return min(calendar.next_opening(found), start + LONGEST_FALLBACK)
