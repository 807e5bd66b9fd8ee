"""Clocks against an independent reckoning: the days off are written down again, and every day is walked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from duban.states.clocks.running import (
    consumed_at,
    pause_clock,
    resume_clock,
    stop_clock,
)
from duban.states.clocks.starting import start_clock
from duban.states.definition import ClockRule, Light
from duban.states.memory import recall, remember
from duban.states.subject import Subject
from duban.states.time.calendars import calendar_for
from duban.states.time.durations import Unit, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states.clocks.ledger import ClockLedger

CHINA = calendar_for("china")
SHANGHAI = ZoneInfo("Asia/Shanghai")

NEW_YEAR = date(2024, 1, 1)
OFF = {NEW_YEAR, date(2024, 6, 10)}
for _first, _length in [((2, 10), 8), ((4, 4), 3), ((5, 1), 5), ((9, 15), 3), ((10, 1), 7)]:
    OFF |= {date(2024, *_first) + timedelta(days=number) for number in range(_length)}
WORKED = {date(2024, *day) for day in [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]}


def walked(day: date, unit: Unit) -> bool:
    if unit is Unit.CALENDAR_DAYS:
        return True
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


Segments = list[tuple[int, int | None]]
"""When a clock ran, in minutes since the new year; the last run may be open."""


def consumed_days(segments: Segments, unit: Unit) -> Iterator[tuple[date, int]]:
    """Walk from the start day; yield each day that is consumed, and the minute with which it ends."""
    for number in range(segments[0][0] // 1440 + 1, 2000):
        day, midnight = NEW_YEAR + timedelta(days=number), (number + 1) * 1440
        if walked(day, unit) and any(since < midnight and (end is None or midnight <= end) for since, end in segments):
            yield day, midnight


def consumed_by(segments: Segments, unit: Unit, minute: int) -> int:
    return sum(midnight <= minute for _, midnight in consumed_days(segments, unit))


def instant(minutes: int) -> datetime:
    return datetime(2024, 1, 1, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(minutes=minutes)


MIDNIGHTS_AND_OTHERS = st.one_of(st.integers(0, 150).map(lambda day: day * 1440), st.integers(0, 150 * 1440))
LIVES = st.lists(MIDNIGHTS_AND_OTHERS, min_size=1, max_size=9, unique=True).map(sorted)
DAY_UNITS = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])


def live(times: list[int], ledger: ClockLedger, by_stop: list[bool]) -> ClockLedger:
    for number, minutes in enumerate(times[1:]):
        if number % 2:
            ledger = resume_clock(ledger, at=instant(minutes), calendar=CHINA)
        elif by_stop[number]:
            ledger = stop_clock(ledger, at=instant(minutes), calendar=CHINA)
        else:
            ledger = pause_clock(ledger, at=instant(minutes), calendar=CHINA, light=Light.GREEN)
    return ledger


@given(LIVES, st.integers(1, 60), DAY_UNITS, st.lists(st.booleans(), min_size=9, max_size=9))
@settings(deadline=None, max_examples=200)
def test_days_consumed_and_due_day_equal_the_walk_day_by_day(
    times: list[int], budget: int, unit: Unit, by_stop: list[bool]
) -> None:
    rule = ClockRule("整改时限", ("open",), ("销号",), parse_duration(f"{budget} {unit}"))
    ledger = live(times, start_clock(rule, at=instant(times[0]), calendar=CHINA, round=1), by_stop)
    ends = [*times[1:], *([None] if len(times) % 2 else [])]
    segments: Segments = [(times[number], ends[number]) for number in range(0, len(times), 2)]
    for minute in (times[-1], times[-1] + 10 * 1440 + 77):
        assert consumed_at(ledger, instant(minute), CHINA) == consumed_by(segments, unit, minute)
    # Where it stands still at the end it shows the due day of its last run, as if that had gone on.
    gone_on = [*segments[:-1], (segments[-1][0], None)]
    days = consumed_days(gone_on, unit)
    assert ledger.due_on == [next(days) for _ in range(budget)][-1][0]


@given(LIVES, st.integers(1, 400), st.lists(st.booleans(), min_size=9, max_size=9))
@settings(deadline=None)
def test_hours_consumed_are_the_sum_of_what_was_run(times: list[int], budget: int, by_stop: list[bool]) -> None:
    started = instant(times[0])
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration(f"{budget} hours"))
    ledger = live(times, start_clock(rule, at=started, calendar=CHINA, round=1), by_stop)
    runs = [(times[number], (times[number + 1 :] or [times[-1]])[0]) for number in range(0, len(times), 2)]
    assert consumed_at(ledger, instant(times[-1]), CHINA) == 60 * sum(end - since for since, end in runs)
    rest, due = budget * 60, None
    for since, end in runs:
        last_run = (since, end) == runs[-1]
        if due is None and (rest <= end - since or last_run):
            due = instant(since + rest)
        rest -= end - since
    assert ledger.due_at == due


LEDGERS = st.builds(
    lambda times, budget, given, by_stop: live(
        times,
        start_clock(
            ClockRule("整改时限", ("open",), ("销号",), budget),
            at=instant(times[0]) + timedelta(microseconds=times[0] % 7),
            calendar=CHINA,
            round=2,
            given=given,
        ),
        by_stop,
    ),
    LIVES,
    st.sampled_from([None, *map(parse_duration, ["5 working days", "1 month", "36 hours", "8 working hours"])]),
    st.sampled_from([None, date(2024, 3, 3), datetime(2024, 3, 3, 8, 0, 0, 5, tzinfo=UTC)]),
    st.lists(st.booleans(), min_size=9, max_size=9),
)


@given(LEDGERS)
@settings(deadline=None)
def test_a_ledger_survives_json_exactly(ledger: ClockLedger) -> None:
    columns = ("WT-1", "issue", "x", "整改")
    kept = Subject(*columns, ledger.started_at, ledger.started_at)
    kept.clocks = {ledger.name: ledger}
    read = recall(remember(kept), *columns, 1, 1, ongoing=False, opened_at=ledger.started_at, closed_at=None)
    assert read.clocks == kept.clocks
    assert remember(read) == remember(kept)


@given(LEDGERS)
@settings(deadline=None)
def test_due_day_and_due_instant_never_disagree(ledger: ClockLedger) -> None:
    assert (ledger.due_on is None) == (ledger.due_at is None)
    if ledger.due_on is not None and ledger.due_at is not None:
        assert CHINA.start_of(ledger.due_on) < ledger.due_at <= CHINA.end_of(ledger.due_on)
