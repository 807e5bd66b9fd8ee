"""China's working days of 2010 to 2026, day by day, as another library keeps the notices, and a walk over them."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.states import Unit, calendar_for

CHINA = calendar_for("china")
_DAY = timedelta(days=1)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + _DAY * place for place in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2010, 2027))
def test_each_day_of_a_year_is_worked_or_not_as_the_notice_has_it(year: int) -> None:
    differ = [day for day in days_of(year) if CHINA.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == []


@given(st.dates(date(2010, 2, 1), date(2026, 6, 1)), st.integers(1, 120))
@settings(deadline=None, max_examples=300)
def test_so_many_working_days_later_is_where_a_walk_comes_to(start: date, number: int) -> None:
    day, left = start, number
    while left:
        day += _DAY
        left -= chinese_calendar.is_workday(day)
    assert CHINA.shift(start, number, Unit.WORKING_DAYS) == day
    assert CHINA.count(start + _DAY, day, Unit.WORKING_DAYS) == number
    back = day
    for _ in range(number - 1):
        back -= _DAY
        while not chinese_calendar.is_workday(back):
            back -= _DAY
    assert CHINA.shift(day, 1 - number, Unit.WORKING_DAYS) == back
