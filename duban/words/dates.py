"""Dates and instants as the reader's locale writes them: the one place that asks Babel, which knows how."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.words.catalogue import looked_up
from duban.words.reader import locale

if TYPE_CHECKING:
    from datetime import date

    from babel import Locale


def written_date(day: date) -> str:
    """Return a day: 2024年4月23日, 23 April 2024 (`en`, `en-GB`), April 23, 2024 (`en-US`)."""
    return _written(day.year, day.month, day.day, locale())


def written_instant(instant: datetime) -> str:
    """Return a day with the hour, as the instant's own zone has it: 2024年4月23日 08:30, 23 April 2024, 08:30."""
    whole = _joint(locale())
    return whole.format(f"{instant:%H:%M}", written_date(instant))


def written_on_weekday(instant: datetime) -> str:
    """Return a day with its weekday and the hour: 2024年4月23日（周二）08:30, 23 April 2024 (Tue), 08:30."""
    facts = {"day": written_date(instant), "weekday": _weekday(instant.date(), locale()), "time": f"{instant:%H:%M}"}
    return looked_up("{day} ({weekday}), {time}").format(**facts)


def written_day(day: date, *, this_year: int | None = None) -> str:
    """Return a day with its weekday, and with its year if that is not this one: 12月31日（周四）, 31 December (Thu)."""
    plain = written_date(day) if this_year not in (None, day.year) else _in_year(day, locale())
    return looked_up("{day} ({weekday})").format(day=plain, weekday=_weekday(day, locale()))


def brief_day(day: date, *, this_year: int | None = None) -> str:
    """Return a day as short as it can be, with its year if that is not this one: 12月31日, 31 Dec, 4 Jan 2027."""
    return _brief(day, locale(), "MMMd" if this_year in (None, day.year) else "yMMMd")


@lru_cache(maxsize=1024)
def _brief(day: date, tag: str, skeleton: str) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - takes a while to import, and most never need it

    return format_skeleton(skeleton, datetime(day.year, day.month, day.day), locale=_locale(tag))  # noqa: DTZ001 - a day


@lru_cache(maxsize=1024)
def _in_year(day: date, tag: str) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - takes a while to import, and most never need it

    return format_skeleton("MMMMd", datetime(day.year, day.month, day.day), locale=_locale(tag))  # noqa: DTZ001 - a day


@lru_cache(maxsize=1024)
def _written(year: int, month: int, day: int, tag: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - takes a while to import, and most never need it

    return format_date(datetime(year, month, day), "long", _locale(tag))  # noqa: DTZ001 - only its date is shown


@lru_cache(maxsize=1024)
def _weekday(day: date, tag: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - likewise

    return format_date(day, "EEE", _locale(tag))


@lru_cache(maxsize=64)
def _joint(tag: str) -> str:
    from babel.dates import get_datetime_format  # noqa: PLC0415 - likewise

    return str(get_datetime_format("medium", _locale(tag)))


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    """Return what Babel calls a locale; English that names no country, or an unknown locale, is the world's English."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - likewise

    if tag.lower() != "en":
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            pass
    return Locale.parse("en_001")
