"""Dates and instants as the reader's locale writes them; Babel is asked for languages other than ours."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.words.catalogue import looked_up
from duban.words.date_styles import WORLD, style_of
from duban.words.reader import locale

if TYPE_CHECKING:
    from datetime import date

    from babel import Locale


def written_date(day: date) -> str:
    """Return a day: 2024年4月23日, 23 April 2024 (`en`, `en-GB`), April 23, 2024 (`en-US`)."""
    return _written(day, locale())


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
    return _brief(day, locale(), with_year=this_year not in (None, day.year))


def _brief(day: date, tag: str, *, with_year: bool) -> str:
    style = style_of(tag)
    if style is None:
        return _by_babel(day, tag, "yMMMd" if with_year else "MMMd")
    return style.written(style.brief_with_year if with_year else style.brief, day)


def _in_year(day: date, tag: str) -> str:
    style = style_of(tag)
    return _by_babel(day, tag, "MMMMd") if style is None else style.written(style.in_year, day)


def _written(day: date, tag: str) -> str:
    style = style_of(tag)
    return _by_babel(day, tag, "long") if style is None else style.written(style.full, day)


def _weekday(day: date, tag: str) -> str:
    style = style_of(tag)
    return _by_babel(day, tag, "EEE") if style is None else style.weekdays[day.weekday()]


@lru_cache(maxsize=1024)
def _by_babel(day: date, tag: str, form: str) -> str:
    """Return a day by a form of the CLDR in another language; as the world's English has it if that is not known."""
    known = _locale(tag)
    if known is None:
        plain = {"long": WORLD.full, "yMMMd": WORLD.brief_with_year, "MMMd": WORLD.brief, "MMMMd": WORLD.in_year}
        return WORLD.weekdays[day.weekday()] if form == "EEE" else WORLD.written(plain[form], day)
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - an extra, and few readers need it

    if form in {"long", "EEE"}:
        return format_date(day, form, known)
    return format_skeleton(form, datetime(day.year, day.month, day.day), locale=known)  # noqa: DTZ001 - a day


@lru_cache(maxsize=64)
def _joint(tag: str) -> str:
    style = style_of(tag)
    known = None if style is not None else _locale(tag)
    if known is None:
        return (style or WORLD).joint
    from babel.dates import get_datetime_format  # noqa: PLC0415 - likewise

    return str(get_datetime_format("medium", known))


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale | None:
    """Return what Babel calls a locale; None if it does not know it, or is not installed (`duban[locales]`)."""
    try:
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - likewise
    except ImportError:
        return None
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
