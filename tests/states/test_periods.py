"""The periods of recurring work and their days, by the published calendar of China."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from duban.states import Period, PeriodDay, calendar_for, occurrences, parse_period_day

CHINA = calendar_for("china")


@pytest.mark.parametrize(
    ("every", "on", "expected"),
    [
        # 29 September 2024 is a Sunday that works, the 30th the last working day before the National Day.
        (Period.QUARTER, "last working day", [("2024年第三季度", "2024-09-30"), ("2024年第四季度", "2024-12-31")]),
        (Period.MONTH, "first working day", [("2024年9月", "2024-09-02"), ("2024年10月", "2024-10-08")]),
        (Period.MONTH, "working day 3", [("2024年9月", "2024-09-04"), ("2024年10月", "2024-10-10")]),
        (Period.MONTH, "day 31", [("2024年9月", "2024-09-30"), ("2024年10月", "2024-10-31")]),
        (Period.MONTH, "last day", [("2024年9月", "2024-09-30"), ("2024年10月", "2024-10-31")]),
        (Period.HALF_YEAR, "day 20", [("2024年下半年", "2024-07-20"), ("2025年上半年", "2025-01-20")]),
        (Period.YEAR, "last working day", [("2024年", "2024-12-31"), ("2025年", "2025-12-31")]),
        # The week of Monday 30 September: Tuesday to Sunday and the whole next week but Tuesday on are off.
        (Period.WEEK, "working day 2", [("2024年第39周", "2024-09-24"), ("2024年第41周", "2024-10-09")]),
        (Period.DAY, "first working day", [("2024年9月29日", "2024-09-29"), ("2024年9月30日", "2024-09-30")]),
    ],
)
def test_the_day_of_each_period(every: Period, on: str, expected: list[tuple[str, str]]) -> None:
    wanted = parse_period_day(on)
    assert wanted is not None
    since = date(2024, 9, 28) if every is Period.DAY else date(2024, 9, 25)
    found = islice(occurrences(every, wanted, since, CHINA), 2)
    assert [(span.name, str(day)) for span, day in found] == expected


@pytest.mark.parametrize(
    ("day", "key", "name"),
    [
        # The Monday of 30 December 2024 begins the first week of 2025; that of 28 December 2026 the 53rd of 2026.
        (date(2024, 12, 29), "2024-W52", "2024年第52周"),
        (date(2024, 12, 30), "2025-W01", "2025年第1周"),
        (date(2027, 1, 3), "2026-W53", "2026年第53周"),
        (date(2027, 1, 4), "2027-W01", "2027年第1周"),
    ],
)
def test_a_week_is_one_of_the_year_in_which_most_of_its_days_lie(day: date, key: str, name: str) -> None:
    monday = PeriodDay(1, working=False)
    span, first = next(occurrences(Period.WEEK, monday, day, CHINA))
    assert (span.key, span.name) == (key, name)
    assert first == span.first <= day <= span.last


@pytest.mark.parametrize(
    "text", ["", "lastworking day", "day", "day 0", "working day 0", "day -1", "monday", "day 1000"]
)
def test_a_day_that_is_none(text: str) -> None:
    assert parse_period_day(text) is None
