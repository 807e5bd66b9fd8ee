"""The working calendar: China's days as they were published, office hours, time zones and the horizon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.states.errors import CalendarError, NaiveInstant, OutOfCalendar
from duban.states.time.calendars import calendar_for
from duban.states.time.durations import Unit

if TYPE_CHECKING:
    from duban.states.time.calendar import WorkingCalendar

pytestmark = pytest.mark.usefixtures("english")

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = calendar_for("china")


def days(year: int, *spans: str) -> set[date]:
    """Return the days of spans such as `2.10-2.17`."""
    found = set()
    for span in spans:
        first, _, last = span.partition("-")
        day = date(year, *map(int, first.split(".")))
        end = date(year, *map(int, (last or first).split(".")))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


# From the yearly notices of the General Office of the State Council: days off, and weekend days that are worked.
OFF = (
    days(2024, "1.1", "2.10-2.17", "4.4-4.6", "5.1-5.5", "6.10", "9.15-9.17", "10.1-10.7")
    | days(2025, "1.1", "1.28-2.4", "4.4-4.6", "5.1-5.5", "5.31-6.2", "10.1-10.8")
    | days(2026, "1.1-1.3", "2.15-2.23", "4.4-4.6", "5.1-5.5", "6.19-6.21", "9.25-9.27", "10.1-10.7")
)
WORKED = (
    days(2024, "2.4", "2.18", "4.7", "4.28", "5.11", "9.14", "9.29", "10.12")
    | days(2025, "1.26", "2.8", "4.27", "9.28", "10.11")
    | days(2026, "1.4", "2.14", "2.28", "5.9", "9.20", "10.10")
)


def published(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_chinas_year_equals_the_notice_of_the_state_council_day_by_day(year: int, count: int) -> None:
    day, worked = date(year, 1, 1), 0
    while day.year == year:
        assert CHINA.is_working_day(day) is published(day), day
        worked += published(day)
        day += timedelta(days=1)
    assert worked == count
    assert CHINA.count(date(year, 1, 1), date(year, 12, 31), Unit.WORKING_DAYS) == count


def test_a_december_day_that_the_next_years_notice_moves_is_worked() -> None:
    assert CHINA.is_working_day(date(2011, 12, 31))  # a Saturday, worked for 3 January 2012


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        (date(2024, 2, 5), 5, date(2024, 2, 18)),
        (date(2024, 4, 28), 3, date(2024, 5, 6)),
        (date(2024, 9, 29), 3, date(2024, 10, 9)),
        (date(2024, 12, 30), 3, date(2025, 1, 3)),
        (date(2025, 1, 23), 7, date(2025, 2, 8)),
        (date(2026, 2, 10), 5, date(2026, 2, 24)),
    ],
)
def test_the_golden_values_of_the_design(start: date, number: int, due: date) -> None:
    assert CHINA.shift(start, number, Unit.WORKING_DAYS) == due


@given(
    st.dates(date(2024, 3, 1), date(2026, 10, 1)),
    st.integers(-40, 40),
    st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]),
)
@settings(deadline=None)
def test_shifting_a_day_equals_walking_day_by_day(day: date, number: int, unit: Unit) -> None:
    here, steps, step = day, 0, timedelta(days=1 if number > 0 else -1)
    while steps < abs(number):
        here += step
        steps += unit is Unit.CALENDAR_DAYS or published(here)
    assert CHINA.shift(day, number, unit) == here


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
@settings(deadline=None)
def test_counting_days_equals_walking_day_by_day(first: date, last: date) -> None:
    walked = sum(published(first + timedelta(days=step)) for step in range((last - first).days + 1))
    assert CHINA.count(first, last, Unit.WORKING_DAYS) == walked
    assert CHINA.count(first, last, Unit.CALENDAR_DAYS) == max(0, (last - first).days + 1)


def test_months_keep_the_day_or_take_the_months_last() -> None:
    assert CHINA.shift(date(2024, 1, 31), 1, Unit.MONTHS) == date(2024, 2, 29)
    assert CHINA.shift(date(2024, 11, 30), 3, Unit.MONTHS) == date(2025, 2, 28)
    assert CHINA.shift(date(2024, 3, 31), -1, Unit.MONTHS) == date(2024, 2, 29)
    assert CHINA.shift(date(2024, 12, 15), 1, Unit.MONTHS) == date(2025, 1, 15)
    assert CHINA.shift(date(2024, 2, 5), 2, Unit.WEEKS) == date(2024, 2, 19)


def test_the_horizon_is_the_last_year_whose_moved_days_the_library_carries() -> None:
    from holidays.countries.china import ChinaStaticHolidays  # noqa: PLC0415

    decreed = max(ChinaStaticHolidays.special_public_holidays)
    assert CHINA.horizon == date(decreed, 12, 31)
    assert not CHINA.provisional(date(decreed, 12, 31))
    assert CHINA.provisional(date(decreed + 1, 1, 1))
    assert CHINA.revision.endswith(f"/{decreed}")
    assert CHINA.revision.startswith("china/holidays-")


@pytest.mark.parametrize("name", ["24x7", "DE", "US-NY"])
def test_where_no_year_is_decreed_nothing_is_provisional(name: str) -> None:
    calendar = calendar_for(name)
    assert calendar.horizon is None
    assert not calendar.provisional(date(2099, 1, 1))


def test_an_imported_year_moves_the_horizon_the_days_and_the_revision() -> None:
    assert CHINA.horizon is not None
    year = CHINA.horizon.year + 1
    table = {date(year, 1, 1): False, date(year, 3, 1): False, date(year, 3, 7): True}
    imported = calendar_for("china", table=table)
    assert imported.horizon == date(year, 12, 31)
    assert not imported.is_working_day(date(year, 3, 1))
    assert imported.is_working_day(date(year, 3, 7))
    assert imported.revision not in {CHINA.revision, calendar_for("china", table={date(year, 1, 1): False}).revision}


def test_a_single_day_off_of_ones_own_publishes_no_year() -> None:
    assert CHINA.horizon is not None
    stray = calendar_for("china", table={date(CHINA.horizon.year + 1, 8, 8): False})
    assert stray.horizon == CHINA.horizon
    assert stray.revision != CHINA.revision


def test_the_same_calendar_is_made_once() -> None:
    assert calendar_for("china") is CHINA
    assert calendar_for("CN") is CHINA
    assert calendar_for("china", hours=["09:00-17:00"]) is calendar_for("china", hours=("09:00-17:00",))


@pytest.mark.parametrize("name", ["chian", "", "germany", "JAN", "ECB", "NYSE", "DE-QQ", "24/7"])
def test_an_unknown_calendar_is_refused_with_what_may_be_written(name: str) -> None:
    with pytest.raises(CalendarError, match="`china`, `24x7` or a country code") as refused:
        calendar_for(name)
    assert refused.value.name == name


@pytest.mark.parametrize("zone", ["Asia/Wuhan", "../etc/passwd", "+08:00"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(CalendarError, match="no time zone"):
        calendar_for("china", timezone=zone)


@pytest.mark.parametrize(
    "hours",
    [[], ["8:30-12:00"], ["08:30"], ["12:00-08:30"], ["14:00-17:30", "08:30-12:00"], ["08:00-12:00", "11:00-17:00"],
     ["25:00-26:00"], ["08:00-08:00"], ["08:00-24:00", "09:00-10:00"], ["24:00-24:00"]],
)  # fmt: skip
def test_office_hours_that_cannot_be_are_refused(hours: list[str]) -> None:
    with pytest.raises(CalendarError, match="office hours"):
        calendar_for("china", hours=hours)


def test_china_opens_at_half_past_eight_and_rests_at_noon() -> None:
    day = date(2024, 4, 26)
    assert CHINA.opening(day) == local("2024-04-26 08:30")
    assert CHINA.start_of(day) == datetime(2024, 4, 25, 16, tzinfo=UTC)
    assert CHINA.end_of(day) == datetime(2024, 4, 26, 16, tzinfo=UTC)
    for text, opens in [
        ("2024-04-26 03:00", "2024-04-26 08:30"),
        ("2024-04-26 08:30", "2024-04-26 08:30"),
        ("2024-04-26 11:59:59", "2024-04-26 11:59:59"),
        ("2024-04-26 12:00", "2024-04-26 14:00"),
        ("2024-04-26 17:30", "2024-04-28 08:30"),  # over Saturday to a Sunday that is worked
        ("2024-04-30 20:00", "2024-05-06 08:30"),
    ]:
        assert CHINA.next_opening(local(text)) == local(opens)
        assert (CHINA.next_opening(local(text)) == local(text)) is (text == opens)


def test_round_the_clock_is_always_open_and_opens_at_midnight() -> None:
    always = calendar_for("24x7")
    instant = datetime(2024, 10, 1, 3, 4, 5, tzinfo=UTC)
    assert always.next_opening(instant) == instant
    assert always.opening(date(2024, 10, 1)) == datetime(2024, 10, 1, tzinfo=UTC)
    assert always.add_working_seconds(instant, -90) == instant - timedelta(seconds=90)
    assert always.working_seconds(instant, instant + timedelta(days=2)) == 2 * 86400
    assert always.is_working_day(date(2024, 10, 5))


def test_round_the_clock_with_hours_and_zone_of_its_own_keeps_to_them() -> None:
    shop = calendar_for("24x7", timezone="Asia/Tokyo", hours=["10:00-24:00"])
    assert shop.opening(date(2024, 10, 5)) == local("2024-10-05 10:00", ZoneInfo("Asia/Tokyo"))
    open_late, midnight = (local(text, ZoneInfo("Asia/Tokyo")) for text in ("2024-10-05 23:59", "2024-10-06 00:00"))
    assert shop.next_opening(open_late) == open_late
    assert shop.next_opening(midnight) > midnight


def test_a_country_has_its_own_weekend_and_holidays() -> None:
    assert not calendar_for("DE").is_working_day(date(2024, 10, 3))
    assert not calendar_for("DE-BY").is_working_day(date(2024, 11, 1))
    assert calendar_for("DE-BE").is_working_day(date(2024, 11, 1))
    assert calendar_for("SA").is_working_day(date(2024, 6, 2))  # a Sunday
    assert not calendar_for("SA").is_working_day(date(2024, 6, 7))  # a Friday


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2024-04-26 11:00", 1, "2024-04-26 12:00"),  # to closing, not to the next opening
        ("2024-04-26 11:00", 2, "2024-04-26 15:00"),
        ("2024-04-26 12:30", 1, "2024-04-26 15:00"),
        ("2024-04-26 17:00", 1, "2024-04-28 09:00"),
        ("2024-04-30 08:30", 8, "2024-05-06 09:30"),
        ("2024-04-26 15:00", -2, "2024-04-26 11:00"),
        ("2024-04-26 15:00", -1, "2024-04-26 14:00"),
        ("2024-04-28 09:00", -1, "2024-04-26 17:00"),
        ("2024-04-26 12:30", 0, "2024-04-26 12:30"),
    ],
)
def test_working_hours_pass_in_office_hours_alone(start: str, hours: int, end: str) -> None:
    assert CHINA.add_working_seconds(local(start), hours * 3600) == local(end)
    assert CHINA.working_seconds(local(start), local(end)) == hours * 3600


def minute(number: int) -> datetime:
    return local("2024-01-01 00:00") + timedelta(minutes=number)


def open_minute(instant: datetime) -> bool:
    here = instant.astimezone(SHANGHAI)
    clock = here.hour * 60 + here.minute
    return published(here.date()) and (510 <= clock < 720 or 840 <= clock < 1050)


@given(st.integers(0, 500 * 24 * 60), st.integers(0, 12 * 24 * 60))
@settings(deadline=None, max_examples=40)
def test_office_time_equals_counting_its_minutes(start: int, length: int) -> None:
    counted = sum(open_minute(minute(number)) for number in range(start, start + length))
    assert CHINA.working_seconds(minute(start), minute(start + length)) == counted * 60
    assert CHINA.working_seconds(minute(start + length), minute(start)) == -counted * 60


ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
]


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(-400 * 3600, 400 * 3600).filter(bool),
)
@settings(deadline=None)
def test_adding_office_time_and_measuring_it_agree_in_every_zone(zone: str, instant: datetime, seconds: int) -> None:
    calendar = calendar_for("china", timezone=zone)
    there = calendar.add_working_seconds(instant, seconds)
    assert calendar.working_seconds(instant, there) == seconds
    nearer = there + timedelta(seconds=-1 if seconds > 0 else 1)
    assert abs(calendar.working_seconds(instant, nearer)) < abs(seconds)


@given(st.sampled_from(ZONES), st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
@settings(deadline=None)
def test_every_instant_lies_within_its_local_day(zone: str, instant: datetime) -> None:
    calendar = calendar_for("china", timezone=zone)
    day = calendar.local_date(instant)
    assert calendar.start_of(day) <= instant < calendar.end_of(day)
    assert calendar.end_of(day) == calendar.start_of(day + timedelta(days=1))
    opening = calendar.next_opening(instant)
    assert opening >= instant
    assert calendar.next_opening(opening) == opening
    assert calendar.working_seconds(instant, opening) == 0


def test_a_day_of_the_clock_change_is_as_long_as_it_is() -> None:
    york = calendar_for("US", timezone="America/New_York")
    assert york.end_of(date(2024, 3, 10)) - york.start_of(date(2024, 3, 10)) == timedelta(hours=23)
    assert york.end_of(date(2024, 11, 3)) - york.start_of(date(2024, 11, 3)) == timedelta(hours=25)
    assert york.opening(date(2024, 3, 8)) == datetime(2024, 3, 8, 14, tzinfo=UTC)
    assert york.opening(date(2024, 3, 11)) == datetime(2024, 3, 11, 13, tzinfo=UTC)


def test_a_midnight_that_summer_time_leaves_out_begins_the_day_with_its_first_instant() -> None:
    cairo = calendar_for("24x7", timezone="Africa/Cairo")
    day = date(2024, 4, 26)  # 00:00 became 01:00
    assert cairo.start_of(day) == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert cairo.local_date(cairo.start_of(day)) == day
    assert cairo.local_date(cairo.start_of(day) - timedelta(seconds=1)) == date(2024, 4, 25)


def test_office_hours_that_summer_time_leaves_out_are_empty() -> None:
    night = calendar_for("24x7", timezone="America/New_York", hours=["02:15-03:00"])
    before, after = night.start_of(date(2024, 3, 10)), night.end_of(date(2024, 3, 10))
    assert night.working_seconds(before, after) == 0
    assert night.add_working_seconds(before, 60) == night.opening(date(2024, 3, 11)) + timedelta(seconds=60)


def naive() -> datetime:
    return datetime(2024, 4, 1, 9)  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize("method", ["local_date", "next_opening"])
def test_a_naive_instant_is_refused(method: str) -> None:
    with pytest.raises(NaiveInstant, match="no time zone"):
        getattr(CHINA, method)(naive())


def test_naive_ends_of_a_span_are_refused() -> None:
    with pytest.raises(NaiveInstant):
        CHINA.working_seconds(naive(), minute(0))
    with pytest.raises(NaiveInstant):
        CHINA.add_working_seconds(naive(), 60)


def test_days_that_nobody_means_are_refused() -> None:
    for ask in (
        lambda: CHINA.end_of(date(9999, 12, 31)),
        lambda: CHINA.is_working_day(date(1, 1, 1)),
        lambda: CHINA.shift(date(2024, 1, 1), 100_000, Unit.WORKING_DAYS),
        lambda: CHINA.shift(date(2024, 1, 1), -100_000, Unit.WORKING_DAYS),
        lambda: CHINA.shift(date(2024, 1, 1), 100_000, Unit.CALENDAR_DAYS),
        lambda: CHINA.shift(date(2024, 1, 1), 10**9, Unit.CALENDAR_DAYS),
        lambda: CHINA.shift(date(2024, 1, 1), 10_000, Unit.MONTHS),
    ):
        with pytest.raises(OutOfCalendar, match="1950 to 2150"):
            ask()


def test_a_day_cannot_be_shifted_by_hours() -> None:
    with pytest.raises(ValueError, match="hours"):
        CHINA.shift(date(2024, 1, 1), 1, Unit.HOURS)


def test_a_calendar_on_which_nobody_ever_works_ends_at_its_horizon_and_not_in_a_loop() -> None:
    never = {date(2024, 1, 1) + timedelta(days=number): False for number in range(47_000)}
    calendar: WorkingCalendar = calendar_for("24x7", table=never)
    with pytest.raises(OutOfCalendar):
        calendar.next_working_day(date(2024, 1, 1))
