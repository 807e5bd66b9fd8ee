"""The periods of recurring work, and the day of each on which the work begins."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states.time.durations import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states.time.calendar import WorkingCalendar

_DAY = timedelta(days=1)
_NUMERALS = "一二三四"
_WRITTEN = re.compile(r"(first|last) (working )?day|working day (\d{1,3})|day (\d{1,3})")

_KEY = re.compile(r"(?P<year>\d{4})(-(?P<kind>[WQH]?)(?P<number>\d\d?)(-(?P<day>\d\d))?)?")


class Period(StrEnum):
    """How often work recurs."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half year"
    YEAR = "year"


_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


_LONGEST = {
    Period.DAY: 1,
    Period.WEEK: 7,
    Period.MONTH: 31,
    Period.QUARTER: 92,
    Period.HALF_YEAR: 184,
    Period.YEAR: 366,
}
"""The days of the longest period of each kind."""
_FIRST_LOOKED_AT, _LAST_LOOKED_AT = date(2007, 1, 1), date(2035, 1, 1)


class PeriodDay(Struct, frozen=True):
    """A day of a period: the `number`-th of all days or of working days, counted from the end if negative."""

    number: int
    working: bool = True


class Span(Struct, frozen=True):
    """One period: its key, which sorts by time, its first and last day, and its name as offices write it."""

    key: str
    first: date
    last: date
    name: str


def parse_period_day(text: str) -> PeriodDay | None:
    """Return the day that `last working day`, `working day 3`, `day 20` or the like means; None for other texts."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    end, working, nth_working, nth = found.groups()
    if end is not None:
        return PeriodDay(1 if end == "first" else -1, working=working is not None)
    number = int(nth_working or nth)
    return PeriodDay(number, working=nth_working is not None) if number else None


def span_of(every: Period, day: date) -> Span:
    """Return the period that contains a day."""
    if every is Period.DAY:
        return Span(f"{day}", day, day, f"{day.year}年{day.month}月{day.day}日")
    if every is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        iso, week, _ = first.isocalendar()
        return Span(f"{iso}-W{week:02d}", first, first + timedelta(days=6), f"{iso}年第{week}周")
    length = _MONTHS[every]
    place = (day.month - 1) // length
    first = date(day.year, place * length + 1, 1)
    after = place * length + length
    last = date(day.year + after // 12, after % 12 + 1, 1) - _DAY
    year = f"{day.year}年"
    match every:
        case Period.MONTH:
            return Span(f"{day.year}-{day.month:02d}", first, last, f"{year}{day.month}月")
        case Period.QUARTER:
            return Span(f"{day.year}-Q{place + 1}", first, last, f"{year}第{_NUMERALS[place]}季度")
        case Period.HALF_YEAR:
            return Span(f"{day.year}-H{place + 1}", first, last, f"{year}{'下' if place else '上'}半年")
        case _:
            return Span(f"{day.year}", first, last, year)


def following(every: Period, span: Span) -> Span:
    """Return the period after another."""
    return span_of(every, span.last + _DAY)


def day_in(span: Span, on: PeriodDay, calendar: WorkingCalendar) -> date | None:
    """Return the day of a period on which its work begins, or None if the period has no such day."""
    if not on.working:
        day = span.first + _DAY * (on.number - 1) if on.number > 0 else span.last + _DAY * (on.number + 1)
        return max(span.first, min(day, span.last))  # in a shorter month the 31st means its last day
    start, step = (span.first - _DAY, on.number) if on.number > 0 else (span.last + _DAY, on.number)
    day = calendar.shift(start, step, Unit.WORKING_DAYS)
    return day if span.first <= day <= span.last else None


def has_day(every: Period, on: PeriodDay, calendar: WorkingCalendar) -> bool:
    """Return whether any period has such a day: a month has no 32nd day, and in China none a 25th working day.

    Looks at the days of 28 years, in which every month begins on every day of the week.
    """
    if abs(on.number) > _LONGEST[every]:
        return False
    if not on.working or abs(on.number) == 1:
        return True  # some period has a day on which work is done: for that no calendar has to be read
    span = span_of(every, _FIRST_LOOKED_AT)
    while span.first < _LAST_LOOKED_AT:
        if day_in(span, on, calendar) is not None:
            return True
        span = span_of(every, span.last + _DAY)
    return False


def occurrences(every: Period, on: PeriodDay, since: date, calendar: WorkingCalendar) -> Iterator[tuple[Span, date]]:
    """Yield periods with their days without end, starting with the one that contains `since`."""
    span = span_of(every, since)
    while True:
        day = day_in(span, on, calendar)
        if day is not None:
            yield span, day
        span = span_of(every, span.last + _DAY)


def span_named(key: str) -> Span | None:
    """Return the period with this key; None if it is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year, number = int(found["year"]), int(found["number"] or 1)
    every, month, day = Period.MONTH if found["number"] else Period.YEAR, number, int(found["day"] or 1)
    try:
        match found["kind"]:
            case "W":
                return span_of(Period.WEEK, date.fromisocalendar(year, number, 1))
            case "Q":
                every, month = Period.QUARTER, 3 * number
            case "H":
                every, month = Period.HALF_YEAR, 6 * number
        return span_of(Period.DAY if found["day"] else every, date(year, month, day))
    except ValueError:
        return None


def span_called(key: str) -> str:
    """Return the name of the period with this key, as offices write it; the key itself if it is none."""
    found = span_named(key)
    return key if found is None else found.name
