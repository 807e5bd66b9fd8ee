"""Days and office hours for the oracle, walked one by one from the holidays library; nothing here is the engine's."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
OPENS = time(8, 30)
_HOURS = ((time(8, 30), time(12)), (time(14), time(17, 30)))
_LENGTH = re.compile(r"(\d+) (working day|calendar day|working hour|hour|week|month)s?")


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


@dataclass(frozen=True)
class Habits:
    """How an office counts: whether the first day counts, from when on it is too late for today, where an end rolls."""

    start_counts: bool = False
    cut_off: time | None = None
    roll: int = 0

    @classmethod
    def of(cls, scenario: dict[str, Any]) -> Habits:
        """Return what a scenario file says."""
        said = scenario["calendar"]
        if not isinstance(said, dict):
            return cls()
        cut_off = said.get("cut_off")
        roll = {None: 0, "next": 1, "previous": -1}[said.get("roll")]
        counted = said.get("start_day") == "counted"
        return cls(counted, None if cut_off is None else time.fromisoformat(cut_off), roll)

    def start_day(self, at: datetime) -> date:
        """Return the day on which what begins at an instant begins."""
        day = local_day(at)
        if self.cut_off is None or at.astimezone(SHANGHAI).time() < self.cut_off:
            return day
        return walk(day, 1, "working day")

    def first_day(self, at: datetime) -> date:
        """Return the first day that may count of what begins at an instant."""
        return self.start_day(at) + (timedelta() if self.start_counts else DAY)

    def rolled(self, day: date) -> date:
        """Return a last day, moved where it is off."""
        while self.roll and not works(day):
            day += DAY * self.roll
        return day

    def last_of_months(self, at: datetime, number: int) -> date:
        """Return the last day of so many months: that before the same number, if the first counts; or the last."""
        start = self.start_day(at)
        place = start.year * 12 + start.month - 1 + number
        year, month = place // 12, place % 12 + 1
        days = calendar.monthrange(year, month)[1]
        if start.day > days:
            return date(year, month, days)
        return date(year, month, start.day) - (DAY if self.start_counts else timedelta())

    def over(self, at: datetime, number: int, unit: str) -> datetime:
        """Return when a length is over that begins at an instant."""
        if unit == "hour":
            return at + timedelta(hours=number)
        if unit == "working hour":
            return after_office(at, timedelta(hours=number))
        if unit == "month":
            return midnight_after(self.rolled(self.last_of_months(at, number)))
        return midnight_after(self.rolled(walk(self.first_day(at) - DAY, number, unit)))


def office(day: date) -> list[tuple[datetime, datetime]]:
    """Return from when to when the office is open on a day."""
    if not works(day):
        return []
    return [tuple(datetime.combine(day, at, SHANGHAI).astimezone(UTC) for at in span) for span in _HOURS]  # type: ignore[misc]


def office_time(since: datetime, until: datetime) -> timedelta:
    """Return for how long the office was open between two instants."""
    total, day = timedelta(), local_day(since)
    while day <= local_day(until):
        for opens, closes in office(day):
            total += max(timedelta(), min(until, closes) - max(since, opens))
        day += DAY
    return total


def after_office(at: datetime, left: timedelta) -> datetime:
    """Return the first instant by which the office was open for so long, before it where negative."""
    day, forward, left = local_day(at), left > timedelta(), abs(left)
    while True:
        for opens, closes in office(day)[:: 1 if forward else -1]:
            begins, ends = (max(at, opens), closes) if forward else (opens, min(at, closes))
            if ends - begins >= left:
                return begins + left if forward else ends - left
            left -= max(timedelta(), ends - begins)
        day += DAY if forward else -DAY


def walk(day: date, number: int, unit: str) -> date:
    """Return the day reached after so many days that count, backwards where negative."""
    if unit == "month":
        place = day.year * 12 + day.month - 1 + number
        year, month = place // 12, place % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
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
