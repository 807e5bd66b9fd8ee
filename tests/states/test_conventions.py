"""Conventions of a calendar, by hand and against a walk that knows nothing of the engine's arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.states import ClockRule, Conventions, Roll, Unit, calendar_for, parse_duration
from duban.states.clocks.running import consumed_at, due_instant, pause_clock, resume_clock
from duban.states.clocks.starting import start_clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
CUT_OFF = time(16)
# Written down from the notice for 2024: what is off, and the weekends that are worked for it.
OFF = {date(2024, 1, 1), date(2024, 6, 10)}
for _first, _length in [((2, 10), 8), ((4, 4), 3), ((5, 1), 5), ((9, 15), 3), ((10, 1), 7)]:
    OFF |= {date(2024, *_first) + timedelta(days=number) for number in range(_length)}
WORKED = {date(2024, *day) for day in [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]}
_DAY = timedelta(days=1)


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def due(budget: str, start: str, **conventions: object) -> str:
    calendar = calendar_for("china", conventions=Conventions(**conventions))  # type: ignore[arg-type]
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration(budget))
    at = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    return str(start_clock(rule, at=at, calendar=calendar, round=1).due_on)


@pytest.mark.parametrize(
    ("budget", "start", "conventions", "expected"),
    [
        # Sunday 29 September works, Monday the 30th does; 1 to 7 October are off.
        ("3 working days", "2024-09-29 09:00", {}, "2024-10-09"),
        ("3 working days", "2024-09-29 09:00", {"start_counts": True}, "2024-10-08"),
        ("3 working days", "2024-09-29 16:00", {"cut_off": CUT_OFF}, "2024-10-10"),
        ("3 working days", "2024-09-29 15:59", {"cut_off": CUT_OFF}, "2024-10-09"),
        ("3 working days", "2024-09-29 16:00", {"cut_off": CUT_OFF, "start_counts": True}, "2024-10-09"),
        # What is opened on a day off starts that day, and counts from the first day that is worked.
        ("1 working day", "2024-10-03 09:00", {"start_counts": True}, "2024-10-08"),
        # Five days from Thursday 26 September end on Tuesday 1 October, a holiday.
        ("5 calendar days", "2024-09-26 09:00", {}, "2024-10-01"),
        ("5 calendar days", "2024-09-26 09:00", {"roll": Roll.NEXT}, "2024-10-08"),
        ("5 calendar days", "2024-09-26 09:00", {"roll": Roll.PREVIOUS}, "2024-09-30"),
        ("5 calendar days", "2024-09-26 09:00", {"start_counts": True, "roll": Roll.NEXT}, "2024-09-30"),
        ("1 month", "2024-01-15 09:00", {}, "2024-02-15"),
        ("1 month", "2024-01-15 09:00", {"start_counts": True}, "2024-02-14"),
        # There is no 30th or 31st of February: the month's last day, whether the first one counts or not.
        ("1 month", "2024-01-31 09:00", {}, "2024-02-29"),
        ("1 month", "2024-01-31 09:00", {"start_counts": True}, "2024-02-29"),
        ("1 month", "2024-01-30 09:00", {"start_counts": True}, "2024-02-29"),
        ("1 month", "2024-01-29 09:00", {"start_counts": True}, "2024-02-28"),
        ("1 month", "2023-01-29 09:00", {"start_counts": True}, "2023-02-28"),
        ("3 months", "2024-11-30 09:00", {"start_counts": True}, "2025-02-28"),
        ("1 month", "2024-03-01 09:00", {"start_counts": True}, "2024-03-31"),
        ("1 month", "2024-02-29 09:00", {"start_counts": True}, "2024-03-28"),
        ("1 month", "2024-01-30 16:00", {"start_counts": True, "cut_off": CUT_OFF}, "2024-02-29"),
        # Hours are hours, whatever is said of days.
        ("24 hours", "2024-09-30 16:30", {"cut_off": CUT_OFF, "start_counts": True, "roll": Roll.NEXT}, "2024-10-01"),
    ],
)
def test_a_due_day_by_each_convention(budget: str, start: str, conventions: dict[str, object], expected: str) -> None:
    assert due(budget, start, **conventions) == expected


def test_a_date_that_was_given_stands_as_given() -> None:
    calendar = calendar_for("china", conventions=Conventions(roll=Roll.NEXT, start_counts=True, cut_off=CUT_OFF))
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration("5 working days"), unless="deadline")
    at = datetime(2024, 9, 26, 17, tzinfo=SHANGHAI)
    assert start_clock(rule, at=at, calendar=calendar, round=1, given=date(2024, 10, 1)).due_on == date(2024, 10, 1)


MINUTES = st.integers(0, 200 * 1440)
CONVENTIONS = st.builds(
    Conventions,
    start_counts=st.booleans(),
    cut_off=st.sampled_from([None, CUT_OFF]),
    roll=st.sampled_from([None, *Roll]),
)


def instant(minutes: int) -> datetime:
    return datetime(2024, 1, 2, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(minutes=minutes)


def first_that_counts(start: datetime, conventions: Conventions) -> date:
    local = start.astimezone(SHANGHAI)
    day = local.date()
    if conventions.cut_off is not None and local.time() >= conventions.cut_off:
        day += _DAY
        while not works(day):
            day += _DAY
    return day if conventions.start_counts else day + _DAY


def rolled(day: date, conventions: Conventions) -> date:
    while conventions.roll is not None and not works(day):
        day += _DAY if conventions.roll is Roll.NEXT else -_DAY
    return day


@given(MINUTES, st.integers(1, 40), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]), CONVENTIONS)
@settings(deadline=None, max_examples=300)
def test_the_due_day_equals_the_walk(minutes: int, budget: int, unit: Unit, conventions: Conventions) -> None:
    calendar = calendar_for("china", conventions=conventions)
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration(f"{budget} {unit}"))
    ledger = start_clock(rule, at=instant(minutes), calendar=calendar, round=1)
    day, left = first_that_counts(instant(minutes), conventions), budget
    while True:
        left -= unit is Unit.CALENDAR_DAYS or works(day)
        if not left:
            break
        day += _DAY
    assert ledger.due_on == rolled(day, conventions)
    length = parse_duration(f"{budget} {unit}")
    assert due_instant(length, at=instant(minutes), calendar=calendar) == ledger.due_at


@given(MINUTES, st.integers(0, 20 * 1440), st.integers(0, 20 * 1440), st.integers(1, 30), CONVENTIONS)
@settings(deadline=None, max_examples=200)
def test_what_a_pause_leaves_equals_the_walk(
    start: int, run: int, still: int, budget: int, conventions: Conventions
) -> None:
    calendar = calendar_for("china", conventions=conventions)
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration(f"{budget} working days"))
    ledger = start_clock(rule, at=instant(start), calendar=calendar, round=1)
    halted, resumed = instant(start + run), instant(start + run + still)
    ledger = pause_clock(ledger, at=halted, calendar=calendar, light=None)
    day, used = first_that_counts(instant(start), conventions), 0
    while datetime.combine(day + _DAY, time(), SHANGHAI) <= halted:
        used += works(day)
        day += _DAY
    assert ledger.consumed == used
    ledger = resume_clock(ledger, at=resumed, calendar=calendar)
    assert consumed_at(ledger, resumed, calendar) == used
    if used < budget:
        day, left = (
            max(resumed.astimezone(SHANGHAI).date(), first_that_counts(instant(start), conventions)),
            budget - used,
        )
        while True:
            left -= works(day)
            if not left:
                break
            day += _DAY
        assert ledger.due_on == day
