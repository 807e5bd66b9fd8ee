"""Days and office hours for the oracle, walked one by one from the holidays library; nothing here is the engine's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
OPENS = time(8, 30)
_HOURS = ((time(8, 30), time(12)), (time(14), time(17, 30)))
_LENGTH = re.compile(r"(\d+) (working day|calendar day|hour|week)s?")


@cache
def _china(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=(year - 1, year, year + 1))


@cache
def works(day: date) -> bool:
    return _china(day.year).is_working_day(day)


def local_day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), SHANGHAI).astimezone(UTC)


def opening(day: date) -> datetime:
    while not works(day):
        day += DAY
    return datetime.combine(day, OPENS, SHANGHAI).astimezone(UTC)


def is_open(at: datetime) -> bool:
    local = at.astimezone(SHANGHAI)
    return works(local.date()) and any(opens <= local.time() < closes for opens, closes in _HOURS)


def counts(day: date, unit: str) -> bool:
    return unit != "working day" or works(day)


def walk(day: date, number: int, unit: str) -> date:
    """Return the day reached after so many days that count, backwards where negative."""
    step = DAY if number > 0 else -DAY
    left = abs(number) * (7 if unit == "week" else 1)
    while left:
        day += step
        left -= counts(day, unit)
    return day


def length(text: str) -> tuple[int, str]:
    found = _LENGTH.fullmatch(text)
    assert found is not None, text
    return int(found[1]), found[2]
