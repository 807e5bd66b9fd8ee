"""The reckoning of a due day, day by day, for those who ask why it is this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.states.calendar import WorkingCalendar
    from duban.states.clock_ledger import ClockLedger

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReckonedDay:
    """One day of a reckoning: whether it counts, why, and how many are consumed with its end."""

    day: date
    counted: bool
    why: str
    consumed: int


def reckon(ledger: ClockLedger, calendar: WorkingCalendar, *, until: date | None = None) -> tuple[ReckonedDay, ...]:
    """Return the days of the present run of a clock that counts days, from its first to the due day or `until`.

    Of a clock that stands still, measures hours or has no due date there is nothing to walk: the result is empty.
    """
    last = until or ledger.due_on
    if ledger.since is None or last is None or ledger.unit.in_hours:
        return ()
    start = calendar.local_date(ledger.started_at)
    day, consumed, days = calendar.local_date(ledger.since), ledger.consumed, []
    while day <= last:
        counted = day > start and calendar.counted(day, ledger.unit)
        consumed += counted
        why = "起算当日，不计入" if day == start else calendar.describe(day)
        days.append(ReckonedDay(day, counted, why, consumed))
        day += _DAY
    return tuple(days)
