"""Clocks that hang on another one: due at its due date, or some time before or after, for as long as it has one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states.clocks.ledger import ClockStatus
from duban.states.clocks.running import dated, later, redate
from duban.states.time import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from duban.states.clocks.ledger import ClockLedger
    from duban.states.definition import ClockRule, DueAfter, State
    from duban.states.time import WorkingCalendar

_SECONDS_A_DAY = 24 * 3600


def others_first(rules: Mapping[str, ClockRule]) -> tuple[ClockRule, ...]:
    """Return the clocks in such an order that each comes after the one that it hangs on."""
    for rule in rules.values():  # a loop and no generator, because every act asks
        if rule.after is not None:
            return tuple(sorted(rules.values(), key=lambda rule: sum(1 for _ in above(rule, rules))))
    return tuple(rules.values())


def above(rule: ClockRule, rules: Mapping[str, ClockRule]) -> Iterator[ClockRule]:
    """Yield the clock that a clock hangs on, the one that this hangs on, and so on; a circle ends where it closes."""
    passed = {rule.name}
    while rule.after is not None and rule.after.clock not in passed and rule.after.clock in rules:
        rule = rules[rule.after.clock]
        passed.add(rule.name)
        yield rule


def pauses_in(state: State, rule: ClockRule, rules: Mapping[str, ClockRule]) -> bool:
    """Return whether a clock is paused in a state: it is, or one that it hangs on."""
    paused = state.pauses
    if not paused or rule.after is None:
        return rule.name in paused
    return rule.name in paused or any(each.name in paused for each in above(rule, rules))


def hung(
    ledger: ClockLedger, rule: ClockRule, clocks: Mapping[str, ClockLedger], calendar: WorkingCalendar
) -> ClockLedger:
    """Return a clock that hangs on another with its date as that has it now; unchanged if that one has none."""
    other = None if rule.after is None else clocks.get(rule.after.clock)
    given = None if rule.after is None or other is None else _date_after(rule.after, other, calendar)
    if given is None:
        return ledger
    moved = replace(ledger, given=given)
    if ledger.unit.in_hours and not isinstance(given, datetime):
        moved = replace(moved, unit=Unit.CALENDAR_DAYS, consumed=ledger.consumed // _SECONDS_A_DAY)
    return dated(moved, calendar)


def redate_among(
    name: str, rules: Mapping[str, ClockRule], clocks: Mapping[str, ClockLedger], calendar: WorkingCalendar
) -> ClockLedger:
    """Return a clock with its due date by another revision of the calendar; those above it have to be dated before."""
    ledger = redate(clocks[name], calendar)
    rule = rules[name]
    return ledger if ledger.status is not ClockStatus.RUNNING else hung(ledger, rule, clocks, calendar)


def unit_of(rule: ClockRule, clocks: Mapping[str, ClockLedger]) -> Unit | None:
    """Return the unit in which a clock without a budget of its own is told: that of the clock that it hangs on."""
    other = None if rule.after is None or rule.budget is not None else clocks.get(rule.after.clock)
    return None if other is None or other.unit.in_hours else other.unit


def _date_after(after: DueAfter, other: ClockLedger, calendar: WorkingCalendar) -> date | datetime | None:
    if other.due_on is None or other.due_at is None:
        return None
    due = other.due_on if other.due_at == calendar.end_of(other.due_on) else other.due_at
    if after.offset is None:
        return due
    return later(due, Duration(after.sign * after.offset.amount, after.offset.unit), calendar)
