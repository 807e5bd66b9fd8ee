"""The working days of a country by the `holidays` library, and up to which year they are published."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.errors import CalendarError, OutOfCalendar
from duban.states.time.countries import holidays_library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holidays import HolidayBase

FIRST_YEAR, LAST_YEAR = 1950, 2150
"""The years that calendars cover; a date outside them is a typing error."""

_COUNTRY = re.compile(r"([A-Z]{2,3})(?:-(\w+))?")
_EXCHANGE = 4
"""The numbers in an entry that moves a working day: the day off, and the day worked in its place."""


def check_country(name: str) -> None:
    """Raise `CalendarError` unless `name` is the code of a country, or of a part of one, in the library."""
    match = _COUNTRY.fullmatch(name)
    problem = words.Line(
        "is no calendar; write `china`, `24x7` or a country code of the holidays library, such as `DE` or `DE-BY`"
    )
    if match is None:
        raise CalendarError(name, problem)
    try:
        calendar = holidays_library().country_holidays(match[1], subdiv=match[2])
    except (NotImplementedError, TypeError):
        raise CalendarError(name, problem) from None
    # The library looks up financial markets by the same function.
    if getattr(calendar, "country", None) is None:
        raise CalendarError(name, problem)


@lru_cache(maxsize=4096)
def working_ordinals(country: str | None, year: int) -> tuple[int, ...]:
    """Return the ordinals of the working days of `year`, in order; every day if `country` is None."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(date(year, 1, 1), FIRST_YEAR, LAST_YEAR)
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    if country is None:
        return tuple(days)
    calendar = _country_year(country, year)
    return tuple(day for day in days if calendar.is_working_day(date.fromordinal(day)))


def describe(country: str | None, day: date, *, works: bool) -> str:
    """Return why `day` is a working day or not: the holiday's name, a weekend, a moved working day."""
    if country is None:
        return words.text("working day") if works else words.text("day off")
    calendar = _country_year(country, day.year, words.language())
    if works:
        moved = day in calendar.weekend_workdays
        return words.text("worked in exchange for a holiday") if moved else words.text("working day")
    return str(calendar.get(day) or words.text("weekend"))


@lru_cache(maxsize=256)
def _country_year(country: str, year: int, language: words.Language = "zh") -> HolidayBase:
    """Return the holidays of a year; their names are those of the country where it has none in the language."""
    code, _, part = country.partition("-")
    locale = {"zh": "zh_CN", "en": "en_US"}[language]
    there_are = holidays_library().country_holidays(code).supported_languages
    # A year's notice may move working days into December of the year before, so the neighbouring years are read too.
    days: HolidayBase = holidays_library().country_holidays(
        code,
        subdiv=part or None,
        years=(year - 1, year, year + 1),
        language=locale if locale in there_are else None,
    )
    return days


@lru_cache(maxsize=1)
def last_decreed_year() -> int:
    """Return the last year for which the library has working days moved by the State Council.

    The library computes the statutory holidays of every year, but which weekends are worked in exchange comes only from
    the yearly notice: entries with four or more numbers, the day off and the day worked in its place.
    """
    special: Mapping[int, Any] = getattr(holidays_library().country_holidays("CN"), "special_public_holidays", {})
    return max(
        (year for year, entries in special.items() if any(len(entry) >= _EXCHANGE for entry in _entries(entries))),
        default=FIRST_YEAR,
    )


def _entries(entries: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    yield from entries if entries and isinstance(entries[0], tuple) else (entries,)


def source() -> str:
    """Return the name and version of the library that the days come from."""
    return f"holidays-{holidays_library().__version__}"
