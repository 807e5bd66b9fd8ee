"""Calendars by name: `china`, `24x7`, and those of the countries in `holidays`."""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from duban import words
from duban.states.errors import CalendarError
from duban.states.time.calendar import ALL_DAY, MIDNIGHT, USUAL, Conventions, Spans, WorkingCalendar
from duban.states.time.workdays import check_country

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

CHINA = "china"
ROUND_THE_CLOCK = "24x7"

_CHINA_HOURS: Spans = ((time(8, 30), time(12)), (time(14), time(17, 30)))
_OTHER_HOURS: Spans = ((time(9), time(17)),)
_SPAN = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d) ?[-–] ?((?:[01]\d|2[0-3]):[0-5]\d|24:00)")


def calendar_for(
    name: str,
    *,
    timezone: str | None = None,
    hours: Sequence[str] | None = None,
    table: Mapping[date, bool] | None = None,
    conventions: Conventions = USUAL,
) -> WorkingCalendar:
    """Return the calendar with a name.

    Args:
        name: `china`, `24x7`, or a country code of `holidays` such as `DE` or `DE-BY`.
        timezone: By default Asia/Shanghai for `china`, and UTC for all others.
        hours: Spans such as `"08:30-12:00"`, in order. By default 08:30-12:00 and 14:00-17:30 for `china`, all day for
            `24x7`, and 09:00-17:00 for a country.
        table: Single days that are working days or not, overriding the calendar. A year whose 1 January it contains
            counts as published.
        conventions: How durations in days are counted.

    Raises:
        CalendarError: if the name or the time zone is unknown, or the hours cannot be read.

    """
    days = None if table is None else tuple(sorted(table.items()))
    spans = None if hours is None else tuple(hours)
    return _calendar(CHINA if name == "CN" else name, timezone, spans, days, conventions)


@lru_cache(maxsize=256)
def _calendar(
    name: str,
    timezone: str | None,
    hours: tuple[str, ...] | None,
    table: tuple[tuple[date, bool], ...] | None,
    conventions: Conventions,
) -> WorkingCalendar:
    country: str | None = name
    default_zone, default_hours = "UTC", _OTHER_HOURS
    if name == CHINA:
        country, default_zone, default_hours = "CN", "Asia/Shanghai", _CHINA_HOURS
    elif name == ROUND_THE_CLOCK:
        country, default_hours = None, ALL_DAY
    else:
        check_country(name)
    spans = default_hours if hours is None else _read_hours(hours)
    zone = _read_zone(timezone or default_zone)
    return WorkingCalendar(name, zone, spans, country, dict(table or ()), conventions)


def _read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CalendarError(
            name, words.Line("is no time zone; write a name such as `Asia/Shanghai` or `UTC`")
        ) from None


def _read_hours(hours: tuple[str, ...]) -> Spans:
    spans = []
    for text in hours:
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise CalendarError(text, words.Line("is no span of office hours; write it as `08:30-12:00`"))
        spans.append((time.fromisoformat(match[1]), time.fromisoformat(match[2].replace("24:00", "00:00"))))
    ordered = all(first < last or last == MIDNIGHT for first, last in spans)
    after = all(left[1] != MIDNIGHT and left[1] <= right[0] for left, right in pairwise(spans))
    if not spans or not ordered or not after:
        problem = words.Line("are no office hours; write spans of one day, in order, without overlap")
        raise CalendarError(", ".join(hours), problem)
    return tuple(spans)
