"""The reckoning of a due day, day by day, for those who ask why it is this one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.jsonable import Jsonable

if TYPE_CHECKING:
    from duban.states.calendar import WorkingCalendar
    from duban.states.clock_ledger import ClockLedger

_DAY = timedelta(days=1)


class ReckonedDay(Struct, Jsonable, frozen=True):
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
    start = calendar.start_day(ledger.started_at)
    first = calendar.first_day(start)
    day, consumed, days = calendar.local_date(ledger.since), ledger.consumed, []
    full = None if ledger.budget is None else ledger.budget.amount
    while day <= last:
        counted = day >= first and calendar.counted(day, ledger.unit)
        if counted and full is not None and consumed == full:
            counted, why = False, f"期满之日不上班，顺延（{calendar.describe(day)}）"
        elif day < start:
            why = "已过当日收件时刻，自次一工作日起算"
        elif day < first:
            why = "起算当日，不计入"
        else:
            why = calendar.describe(day)
        consumed += counted
        days.append(ReckonedDay(day, counted, why, consumed))
        day += _DAY
    return tuple(days)
