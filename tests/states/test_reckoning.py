"""The reckoning of a due day: what a person is shown who asks why it is this one."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

from duban.states.calendars import calendar_for
from duban.states.clocks import pause_clock, resume_clock, start_clock
from duban.states.definition import ClockRule
from duban.states.durations import parse_duration
from duban.states.reckoning import reckon

CHINA = calendar_for("china")


def shown(budget: str, *, given: date | None = None) -> list[tuple[str, bool, str, int]]:
    rule = ClockRule("整改时限", ("open",), ("销号",), parse_duration(budget))
    ledger = start_clock(rule, at=datetime(2024, 2, 8, 2, tzinfo=UTC), calendar=CHINA, round=1, given=given)
    return [(f"{day.day:%m-%d}", day.counted, day.why, day.consumed) for day in reckon(ledger, CHINA)]


def test_each_day_says_whether_it_counts_and_why() -> None:
    days = shown("2 working days")
    assert [day for day, counted, _, _ in days if counted] == ["02-09", "02-18"]
    assert [consumed for *_, consumed in days] == [0, *[1] * 9, 2]
    reasons = {day: why for day, _, why, _ in days}
    assert reasons["02-08"] == "起算当日，不计入"
    assert reasons["02-09"] == "工作日"
    assert all("春节" in reasons[f"02-{day}"] for day in (10, 11, 12, 13, 14))
    assert "2024-02-04" in reasons["02-15"]  # the Sunday that was worked for it
    assert reasons["02-17"] == "周末"
    assert reasons["02-18"] == "调休上班"


def test_calendar_days_count_whether_they_are_worked_or_not() -> None:
    assert [day[1] for day in shown("3 calendar days")] == [False, True, True, True]


def test_a_given_date_is_walked_to_its_day() -> None:
    assert shown("2 working days", given=date(2024, 2, 9))[-1] == ("02-09", True, "工作日", 1)


def test_a_resumed_clock_is_walked_from_its_resumption_with_what_it_had_consumed() -> None:
    rule = ClockRule("整改时限", ("open",), ("销号",), parse_duration("5 working days"))
    ledger = start_clock(rule, at=datetime(2024, 4, 1, 2, tzinfo=UTC), calendar=CHINA, round=1)
    paused = pause_clock(ledger, at=datetime(2024, 4, 3, 2, tzinfo=UTC), calendar=CHINA, light=None)
    again = resume_clock(paused, at=datetime(2024, 4, 9, 2, tzinfo=UTC), calendar=CHINA)
    assert reckon(paused, CHINA) == ()
    assert [(day.day.day, day.consumed) for day in reckon(again, CHINA)] == [(9, 2), (10, 3), (11, 4), (12, 5)]
    assert [day.day.day for day in reckon(again, CHINA, until=date(2024, 4, 10))] == [9, 10]


def test_hours_have_no_days_to_walk() -> None:
    assert shown("36 hours") == []


def test_days_of_other_calendars_are_named_too() -> None:
    assert calendar_for("24x7").describe(date(2024, 2, 10)) == "工作日"
    assert calendar_for("24x7", table={date(2024, 2, 10): False}).describe(date(2024, 2, 10)) == "经调整为休息日"
    assert calendar_for("china", table={date(2024, 2, 10): True}).describe(date(2024, 2, 10)) == "经调整为工作日"
    assert calendar_for("china").describe(date(2024, 2, 10)) == "春节"


def test_naming_chinas_calendar_does_not_load_the_library_of_holidays() -> None:
    script = "import sys, duban.states as states; states.calendar_for('china'); print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
