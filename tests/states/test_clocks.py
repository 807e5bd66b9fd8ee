"""Clocks: golden due days, and what pauses, stops, laps and a revised calendar do to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from duban.states.clocks.ledger import ClockLedger, ClockStatus
from duban.states.clocks.overdue import time_over
from duban.states.clocks.running import (
    begin_lap,
    consumed_at,
    due_instant,
    left,
    pause_clock,
    redate,
    resume_clock,
    stop_clock,
)
from duban.states.clocks.starting import start_clock
from duban.states.definition import ClockRule, Light
from duban.states.errors import NaiveInstant, OutOfCalendar
from duban.states.time.calendars import calendar_for
from duban.states.time.durations import parse_duration
from duban.words import left_over

if TYPE_CHECKING:
    from duban.states.time.calendar import WorkingCalendar

CHINA = calendar_for("china")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(
    at: str,
    budget: str | None,
    given: date | datetime | None = None,
    calendar: WorkingCalendar = CHINA,
    *,
    ongoing: bool = False,
) -> ClockLedger:
    rule = ClockRule("整改时限", ("open",), ("销号",), None if budget is None else parse_duration(budget), "deadline")
    return start_clock(rule, at=local(at), calendar=calendar, round=1, given=given, ongoing=ongoing)


def pause(ledger: ClockLedger, at: str) -> ClockLedger:
    return pause_clock(ledger, at=local(at), calendar=CHINA, light=Light.BLUE)


def resume(ledger: ClockLedger, at: str) -> ClockLedger:
    return resume_clock(ledger, at=local(at), calendar=CHINA)


def stop(ledger: ClockLedger, at: str) -> ClockLedger:
    return stop_clock(ledger, at=local(at), calendar=CHINA)


@pytest.mark.parametrize(
    ("at", "budget", "due_on"),
    [
        ("2024-02-05 10:00", "5 working days", date(2024, 2, 18)),  # a Sunday that is worked
        ("2024-04-28 10:00", "3 working days", date(2024, 5, 6)),
        ("2024-09-29 10:00", "3 working days", date(2024, 10, 9)),
        ("2024-12-30 10:00", "3 working days", date(2025, 1, 3)),
        ("2025-01-23 10:00", "7 working days", date(2025, 2, 8)),  # a Saturday that is worked
        ("2026-02-10 10:00", "5 working days", date(2026, 2, 24)),
        ("2024-04-02 00:00", "1 working day", date(2024, 4, 3)),
        ("2024-04-02 23:59", "1 working day", date(2024, 4, 3)),
        ("2024-02-14 10:00", "1 working day", date(2024, 2, 18)),  # handed out on a holiday
        ("2024-04-02 10:00", "30 calendar days", date(2024, 5, 2)),  # a day off is not moved
        ("2024-04-02 10:00", "2 weeks", date(2024, 4, 16)),
        ("2024-01-31 10:00", "1 month", date(2024, 2, 29)),
        ("2024-11-30 10:00", "3 months", date(2025, 2, 28)),
    ],
)
def test_a_budget_of_days_ends_with_the_due_day_and_is_over_at_the_midnight_after(
    at: str, budget: str, due_on: date
) -> None:
    ledger = start(at, budget)
    assert ledger.due_on == due_on
    assert ledger.due_at == local(f"{due_on + timedelta(days=1)} 00:00")
    assert due_instant(parse_duration(budget), at=local(at), calendar=CHINA) == ledger.due_at


@pytest.mark.parametrize(
    ("at", "budget", "due_at", "due_on"),
    [
        ("2024-04-30 10:00", "36 hours", "2024-05-01 22:00", date(2024, 5, 1)),
        ("2024-04-30 10:00", "14 hours", "2024-05-01 00:00", date(2024, 4, 30)),
        ("2024-04-30 16:30", "2 working hours", "2024-05-06 09:30", date(2024, 5, 6)),
        ("2024-04-30 11:00", "2 working hours", "2024-04-30 15:00", date(2024, 4, 30)),
    ],
)
def test_a_budget_of_hours_is_over_at_its_exact_instant(at: str, budget: str, due_at: str, due_on: date) -> None:
    ledger = start(at, budget)
    assert (ledger.due_at, ledger.due_on) == (local(due_at), due_on)
    assert due_instant(parse_duration(budget), at=local(at), calendar=CHINA) == local(due_at)


def test_months_become_calendar_days_once_at_the_start() -> None:
    assert start("2024-01-31 10:00", "1 month").budget == parse_duration("29 calendar days")
    assert start("2024-01-31 10:00", "2 weeks").budget == parse_duration("14 calendar days")


def test_a_clock_without_budget_and_date_or_of_an_ongoing_matter_is_never_due() -> None:
    for ledger in (
        start("2024-04-02 10:00", None),
        start("2024-04-02 10:00", "5 working days", ongoing=True),
        start("2024-04-02 10:00", "5 working days", date(2024, 4, 9), ongoing=True),
    ):
        again = resume(pause(ledger, "2024-04-03 10:00"), "2024-04-08 10:00")
        assert (again.due_on, again.due_at, again.provisional) == (None, None, False)
        assert left(again, local("2024-04-08 10:00"), CHINA) == "不限期"


def test_a_given_date_replaces_the_budget_and_is_not_moved_off_a_holiday() -> None:
    ledger = start("2024-04-02 10:00", "5 working days", date(2024, 5, 1))
    assert (ledger.due_on, ledger.due_at) == (date(2024, 5, 1), local("2024-05-02 00:00"))


def test_a_given_instant_is_due_at_that_instant() -> None:
    ledger = start("2024-04-02 10:00", "5 working days", local("2024-04-30 17:00"))
    assert (ledger.due_on, ledger.due_at) == (date(2024, 4, 30), local("2024-04-30 17:00"))
    midnight = start("2024-04-02 10:00", None, local("2024-05-01 00:00"))
    assert midnight.due_on == date(2024, 4, 30)


@pytest.mark.parametrize(
    ("paused", "resumed", "due_on"),
    [
        ("2024-04-08 09:00", "2024-04-08 17:00", date(2024, 4, 10)),  # within one day nothing is lost
        ("2024-04-08 09:00", "2024-04-09 09:00", date(2024, 4, 11)),  # Monday stands still, Tuesday counts
        ("2024-04-08 09:00", "2024-04-10 09:00", date(2024, 4, 12)),
        ("2024-04-05 09:00", "2024-04-06 09:00", date(2024, 4, 10)),  # a holiday that stands still costs nothing
        ("2024-04-08 00:00", "2024-04-09 00:00", date(2024, 4, 11)),
        ("2024-04-02 11:00", "2024-04-02 12:00", date(2024, 4, 10)),  # the starting day is never counted
        ("2024-04-02 11:00", "2024-04-03 09:00", date(2024, 4, 10)),
        ("2024-04-02 11:00", "2024-04-07 09:00", date(2024, 4, 11)),
    ],
)
def test_a_pause_moves_the_due_day_by_the_counted_days_that_stood_still(
    paused: str, resumed: str, due_on: date
) -> None:
    ledger = start("2024-04-02 10:00", "5 working days")  # 3, 7, 8, 9 and 10 April
    assert ledger.due_on == date(2024, 4, 10)
    assert resume(pause(ledger, paused), resumed).due_on == due_on


def test_hours_are_elapsed_time_less_pauses() -> None:
    ledger = start("2024-04-30 10:00", "36 hours")
    again = resume(pause(ledger, "2024-04-30 20:00"), "2024-05-03 08:00")
    assert again.consumed == 10 * 3600
    assert again.due_at == local("2024-05-04 10:00")
    office = resume(pause(start("2024-04-30 10:00", "8 working hours"), "2024-04-30 16:00"), "2024-05-01 08:00")
    assert office.consumed == 4 * 3600
    assert office.due_at == local("2024-05-06 14:30")


@pytest.mark.parametrize(
    ("budget", "due_on"),
    [("5 working days", date(2024, 5, 6)), ("30 calendar days", date(2024, 5, 2)), (None, date(2024, 5, 2)),
     ("36 hours", date(2024, 5, 2))],
)  # fmt: skip
def test_a_given_date_moves_with_a_pause_by_the_days_that_its_budget_counts(budget: str | None, due_on: date) -> None:
    ledger = start("2024-04-02 10:00", budget, date(2024, 4, 28))
    again = resume(pause(ledger, "2024-04-03 10:00"), "2024-04-07 10:00")  # 4 days, one of them worked
    moved = {"5 working days": date(2024, 4, 29)}.get(budget or "", due_on)
    assert again.due_on == moved


def test_a_given_instant_keeps_its_time_of_day_or_moves_by_time_where_the_budget_is_hours() -> None:
    by_days = start("2024-04-02 10:00", "5 working days", local("2024-04-30 17:00"))
    assert resume(pause(by_days, "2024-04-03 10:00"), "2024-04-07 12:00").due_at == local("2024-05-06 17:00")
    by_hours = start("2024-04-02 10:00", "36 hours", local("2024-04-30 17:00"))
    assert resume(pause(by_hours, "2024-04-03 10:00"), "2024-04-03 11:30").due_at == local("2024-04-30 18:30")
    by_office = start("2024-04-02 10:00", "8 working hours", local("2024-04-03 17:00"))
    assert resume(pause(by_office, "2024-04-02 11:00"), "2024-04-02 15:00").due_at == local("2024-04-07 10:00")


def test_a_given_date_does_not_move_for_the_time_between_a_stop_and_the_resumption() -> None:
    ledger = start("2024-04-02 10:00", "5 working days", date(2024, 4, 28))
    assert resume(stop(ledger, "2024-04-03 10:00"), "2024-04-10 10:00").due_on == date(2024, 4, 28)


def test_a_given_date_moves_for_the_pause_alone_where_the_clock_is_stopped_out_of_it() -> None:
    ledger = pause(start("2024-04-02 10:00", "5 working days", date(2024, 4, 23)), "2024-04-08 10:00")
    stopped = stop(ledger, "2024-04-10 10:00")
    assert (stopped.status, stopped.due_on) == (ClockStatus.STOPPED, date(2024, 4, 25))
    assert resume(stopped, "2024-04-18 10:00").due_on == date(2024, 4, 25)


def test_a_given_date_that_is_past_stays_past() -> None:
    ledger = pause(start("2024-04-02 10:00", "5 working days", date(2024, 4, 8)), "2024-04-09 10:00")
    assert resume(ledger, "2024-04-12 10:00").due_on == date(2024, 4, 8)


def test_what_is_over_stays_over_however_long_it_stands_still() -> None:
    ledger = start("2024-04-02 10:00", "1 working day")
    again = resume(pause(ledger, "2024-04-08 10:00"), "2024-04-12 10:00")
    assert (again.due_on, again.due_at) == (date(2024, 4, 3), local("2024-04-04 00:00"))


def test_acts_that_change_nothing_leave_the_ledger_as_it_is() -> None:
    running = start("2024-04-02 10:00", "5 working days")
    paused = pause(running, "2024-04-03 10:00")
    stopped = stop(running, "2024-04-03 10:00")
    assert resume(running, "2024-04-08 10:00") == running
    assert pause(paused, "2024-04-08 10:00") == paused
    assert pause(stopped, "2024-04-08 10:00") == stopped
    assert stop(stopped, "2024-04-08 10:00") == stopped


def test_a_paused_clock_keeps_its_light_until_it_runs_or_stops() -> None:
    paused = pause(start("2024-04-02 10:00", "5 working days"), "2024-04-03 10:00")
    assert paused.light is Light.BLUE
    assert resume(paused, "2024-04-08 10:00").light is None
    assert stop(paused, "2024-04-08 10:00").light is None


def test_an_act_before_the_last_one_counts_as_at_the_same_instant() -> None:
    ledger = start("2024-04-02 10:00", "36 hours")
    paused = pause(ledger, "2024-04-01 10:00")
    assert (paused.consumed, paused.halted_at) == (0, ledger.started_at)
    assert resume(paused, "2024-03-30 10:00").due_at == ledger.due_at


def test_a_lap_keeps_what_is_consumed() -> None:
    ledger = start("2024-04-02 10:00", "5 working days")
    lapped = begin_lap(ledger, at=local("2024-04-08 10:00"), calendar=CHINA)
    assert (lapped.lap, lapped.lap_at) == (2, local("2024-04-08 10:00"))
    assert replace(lapped, lap=1, lap_at=ledger.lap_at) == ledger


@pytest.mark.parametrize("halt", [None, pause, stop])
def test_a_restart_begins_the_clock_anew_whether_it_ran_or_not(halt: object) -> None:
    ledger = start("2024-04-02 10:00", "5 working days")
    halted = halt(ledger, "2024-04-08 10:00") if callable(halt) else ledger
    again = begin_lap(halted, at=local("2024-04-09 10:00"), calendar=CHINA, restart=True)
    fresh = start("2024-04-09 10:00", "5 working days")
    assert again == replace(fresh, lap=2)
    assert again.due_on == date(2024, 4, 16)


def test_a_restart_leaves_a_given_date_what_it_is() -> None:
    ledger = start("2024-04-02 10:00", "5 working days", date(2024, 4, 23))
    assert begin_lap(ledger, at=local("2024-04-09 10:00"), calendar=CHINA, restart=True).due_on == date(2024, 4, 23)
    paused = pause(ledger, "2024-04-08 10:00")
    moved = begin_lap(paused, at=local("2024-04-10 10:00"), calendar=CHINA, restart=True)
    assert moved.due_on == date(2024, 4, 25)


@pytest.mark.parametrize(
    ("ledger", "at", "text"),
    [
        (start("2024-04-02 10:00", "5 working days"), "2024-04-02 10:00", "5个工作日"),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-03 10:00", "5个工作日"),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-05 10:00", "4个工作日"),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-10 23:59", "1个工作日"),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-11 00:00", "0个工作日"),
        (start("2024-04-02 10:00", "30 calendar days"), "2024-04-12 10:00", "21个自然日"),
        (start("2024-04-02 10:00", "5 working days", date(2024, 5, 1)), "2024-04-28 10:00", "3个工作日"),
        (start("2024-04-02 10:00", None, date(2024, 5, 1)), "2024-04-28 10:00", "4个自然日"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-03 17:00", "5小时"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-03 16:30", "5小时30分钟"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-03 21:30", "30分钟"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-03 21:59:30", "1分钟"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-04 10:00", "0小时"),
        (start("2024-04-02 10:00", "8 working hours"), "2024-04-02 17:30", "2个工作小时30分钟"),
        (start("2024-04-02 10:00", "8 working hours"), "2024-04-02 13:00", "6个工作小时"),
        (start("2024-04-02 10:00", "8 working hours"), "2024-04-20 17:30", "0个工作小时"),
        (pause(start("2024-04-02 10:00", "5 working days"), "2024-04-05 10:00"), "2024-04-30 10:00", "4个工作日"),
        (pause(start("2024-04-02 10:00", "5 working days"), "2024-04-15 10:00"), "2024-04-30 10:00", "0个工作日"),
    ],
)  # fmt: skip
def test_what_is_left_is_said_in_the_clocks_own_unit(ledger: ClockLedger, at: str, text: str) -> None:
    assert left(ledger, local(at), CHINA) == text


@pytest.mark.parametrize(
    ("ledger", "at", "over"),
    [
        (start("2024-04-02 10:00", "5 working days"), "2024-04-10 23:59", None),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-11 00:00", "1个工作日"),
        (start("2024-04-02 10:00", "5 working days"), "2024-04-15 08:30", "3个工作日"),
        # Due on a Friday: on the Saturday no working day is over yet, and yet it is late.
        (start("2024-04-07 10:00", "5 working days"), "2024-04-13 10:00", "1个工作日"),
        (start("2024-04-02 10:00", "30 calendar days"), "2024-05-12 10:00", "10个自然日"),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-03 21:59", None),
        (start("2024-04-02 10:00", "36 hours"), "2024-04-04 00:30", "2小时30分钟"),
        (start("2024-04-02 10:00", "8 working hours"), "2024-04-03 17:30", "4个工作小时30分钟"),
        (start("2024-04-02 10:00", None, None), "2024-05-12 10:00", None),
        (stop(start("2024-04-02 10:00", "5 working days"), "2024-04-12 10:00"), "2024-04-30 10:00", "2个工作日"),
    ],
)  # fmt: skip
def test_how_long_a_clock_is_overdue_is_said_in_its_own_unit(ledger: ClockLedger, at: str, over: str | None) -> None:
    found = time_over(ledger, local(at), CHINA)
    assert (None if found is None else left_over(found.amount, found.unit, found.minutes)) == over


def test_a_due_day_past_the_horizon_is_provisional_until_the_year_is_imported() -> None:
    assert CHINA.horizon is not None
    year = CHINA.horizon.year
    new_year = date(year + 1, 1, 1)
    ledger = start(f"{year}-12-20 10:00", "15 working days")
    assert ledger.provisional
    assert ledger.revision == CHINA.revision
    assert not start(f"{year}-12-01 10:00", "15 working days").provisional
    # The whole first week off: the due day moves, the lap does not.
    imported = calendar_for("china", table={new_year + timedelta(days=number): False for number in range(7)})
    dated = redate(ledger, imported)
    again = start(f"{year}-12-20 10:00", "15 working days", calendar=imported)
    assert dated == again
    assert not dated.provisional
    assert ledger.due_on is not None
    assert dated.due_on is not None
    assert dated.due_on > ledger.due_on
    assert dated.lap == ledger.lap


def test_redating_leaves_a_clock_that_stands_still_to_its_resumption() -> None:
    table = {date(2024, 4, 9): False}
    special = calendar_for("china", table=table)
    paused = pause(start("2024-04-02 10:00", "5 working days"), "2024-04-08 10:00")
    assert redate(paused, special) == paused
    again = resume_clock(paused, at=local("2024-04-08 11:00"), calendar=special)
    assert (again.due_on, again.revision) == (date(2024, 4, 11), special.revision)


def test_redating_by_the_same_calendar_changes_nothing() -> None:
    ledger = resume(pause(start("2024-04-02 10:00", "5 working days"), "2024-04-08 10:00"), "2024-04-10 10:00")
    assert redate(ledger, CHINA) == ledger


def test_instants_that_are_naive_or_absurd_are_refused() -> None:
    rule = ClockRule("时限", ("open",), ("销号",), parse_duration("1 hour"))
    noon = datetime(2024, 4, 1, 12)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(NaiveInstant):
        start_clock(rule, at=noon, calendar=CHINA, round=1)
    with pytest.raises(NaiveInstant):
        start_clock(rule, at=local("2024-04-01 10:00"), calendar=CHINA, round=1, given=noon)
    with pytest.raises(NaiveInstant):
        consumed_at(start("2024-04-02 10:00", "5 working days"), noon, CHINA)
    for far in (
        date(9999, 12, 31),
        datetime(9999, 12, 31, tzinfo=UTC),
        date(1, 1, 1),
        datetime.min.replace(tzinfo=UTC),
    ):
        with pytest.raises(OutOfCalendar):
            start("2024-04-02 10:00", None, far)
