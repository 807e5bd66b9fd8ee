"""Budgets that the value of a field chooses, and what becomes of a clock when another value chooses another budget."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states.clocks.ledger import ClockStatus
from duban.states.clocks.running import (
    consumed_at,
    dated,
    due_by_budget,
    first_day,
    fixed_budget,
    later,
    rebudget,
    span,
)
from duban.states.time import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from duban.states.clocks.ledger import ClockLedger
    from duban.states.definition import ClockRule
    from duban.states.time import WorkingCalendar

_DAY = timedelta(days=1)
_HOUR = 3600


def budget_of(rule: ClockRule, data: Mapping[str, Any]) -> Duration | None:
    """Return the budget of a clock as it is declared for these values of the fields."""
    by = rule.by
    return rule.budget if by is None else by.by_value.get(data.get(by.field, ""), rule.budget)


def reckon_anew(
    ledger: ClockLedger, before: Duration | None, after: Duration | None, *, at: datetime, calendar: WorkingCalendar
) -> ClockLedger:
    """Return the clock with another declared budget, counted from the clock's start; no lap begins.

    What was used and what was granted is kept. A date that was given goes on to stand for the budget. The clock is not
    due before the office opens next after `at`, so that people can still do something.
    """
    if ledger.given is not None:
        return ledger
    plain = ledger
    if ledger.extra and ledger.budget is not None:
        plain = replace(ledger, budget=Duration(ledger.budget.amount - ledger.extra, ledger.budget.unit), extra=0)
    fixed = None if after is None else fixed_budget(after, calendar.start_day(ledger.started_at), calendar)
    if after is not None and fixed is not None and fixed.unit is not ledger.unit:
        moved: ClockLedger | None = _in_another_unit(plain, before, after, calendar)
    else:
        moved = rebudget(plain, before, after, was=calendar, calendar=calendar)
    return ledger if moved is None else _with_time_to_act(moved, at, calendar)


def _in_another_unit(
    ledger: ClockLedger, before: Duration | None, after: Duration, calendar: WorkingCalendar
) -> ClockLedger:
    """Return the clock with a budget in another unit: what was used is measured again, in that unit.

    Time that was granted in the old unit cannot be added; as after any extension in another unit, the due date moves by
    it and counts as given.
    """
    start = calendar.start_day(ledger.started_at)
    granted = 0
    if before is not None and ledger.budget is not None:
        granted = ledger.budget.amount - fixed_budget(before, start, calendar).amount
    budget = fixed_budget(after, start, calendar)
    moved = replace(ledger, budget=budget, unit=budget.unit, consumed=0)
    stood = ledger.stood or ()
    starts = [ledger.started_at, *(until for _, until in stood)]
    ends = [*(since for since, _ in stood), *([] if ledger.halted_at is None else [ledger.halted_at])]
    used = sum(span(moved, since, until, calendar) for since, until in zip(starts, ends, strict=False))
    moved = _redue(replace(moved, consumed=used), calendar)
    due = moved.due_at if budget.unit.in_hours or ledger.unit.in_hours else moved.due_on
    if not granted or due is None:
        return moved
    return dated(replace(moved, given=later(due, Duration(granted, ledger.unit), calendar)), calendar)


def _redue(ledger: ClockLedger, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with its due date by its budget; one that does not run shows what it would be if it ran on."""
    if ledger.status is ClockStatus.RUNNING:
        return dated(ledger, calendar)
    return replace(dated(replace(ledger, since=ledger.halted_at), calendar), since=None)


def _with_time_to_act(ledger: ClockLedger, at: datetime, calendar: WorkingCalendar) -> ClockLedger:
    """Return the clock with as much more budget as it takes for it not to be due before the next opening after `at`."""
    budget = ledger.budget
    if budget is None or ledger.given is not None:
        return ledger
    opening = _opening_after(at, calendar)
    runs = ledger.status is ClockStatus.RUNNING
    used = consumed_at(ledger, at, calendar)
    probe = replace(ledger, since=at, halted_at=None, consumed=used)
    due = due_by_budget(probe, calendar)
    if due is not None and due[1] >= opening:
        return ledger
    if ledger.unit.in_hours:
        amount = -(-(used + span(ledger, at, opening, calendar)) // _HOUR)
    else:
        amount = used + calendar.count(first_day(ledger, at, calendar), calendar.local_date(opening), ledger.unit)
    if amount <= budget.amount:
        return ledger
    grown = replace(ledger, budget=Duration(amount, budget.unit), extra=amount - budget.amount)
    return dated(grown, calendar) if runs else _redue(grown, calendar)


def _opening_after(at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when the office opens next for a day of work, even if it is open now."""
    day = calendar.next_working_day(calendar.local_date(at))
    opening = calendar.opening(day)
    return opening if opening > at else calendar.opening(calendar.next_working_day(day + _DAY))
