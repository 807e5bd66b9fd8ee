"""The filters of message templates: they write dates, instants and lengths of time in the reader's locale, and cut."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from jinja2 import Undefined, pass_context

from duban import words
from duban.states.messages.withheld import Withheld

if TYPE_CHECKING:
    from typing import Protocol

    from jinja2.runtime import Context

    class _Writer(Protocol):
        def __call__(self, day: date, *, this_year: int | None) -> str: ...


ZONE = " zone"
"""The context's hidden key for the time zone in which instants are shown; no template can name it."""


TODAY = " today"
"""The context's hidden key for the day on which a message is sent."""

_ELLIPSIS = "…"


@pass_context
def show_day(context: Context, value: object) -> str:
    """Return 12月31日（周四） or 31 December (Thu); a day of another year than that of the message has its year."""
    return _as_day(context, value, words.written_day)


@pass_context
def show_short_day(context: Context, value: object) -> str:
    """Return 12月31日 or 31 Dec, for an SMS, in which each character counts; likewise with the year of another one."""
    return _as_day(context, value, words.brief_day)


def _as_day(context: Context, value: object, written: _Writer) -> str:
    if isinstance(value, Withheld):
        return str(value)
    found = _moment(context, value)
    if found is None:
        return _unsettled()
    day = found.date() if isinstance(found, datetime) else found
    today = context.get(TODAY)
    return written(day, this_year=today.year if isinstance(today, date) else None)


def shorten(value: object, most: object = 12) -> str:
    """Return a text of at most `most` characters: what is longer ends in … after one fewer."""
    if isinstance(value, Withheld):
        return str(value)
    if isinstance(value, Undefined):
        str(value)  # raises an error that names the missing value
    whole = "" if value is None else " ".join(str(value).split())
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise ValueError(words.Line("{most:shown} is no number of characters from 1", most=most))
    return whole if len(whole) <= most else f"{whole[: most - 1]}{_ELLIPSIS}"


@pass_context
def show_date(context: Context, value: object) -> str:
    """Return 2024年4月23日 or 23 April 2024 for a date, an instant (in the context's zone) or ISO text."""
    if isinstance(value, Withheld):
        return str(value)
    found = _moment(context, value)
    return _unsettled() if found is None else words.written_date(found)


@pass_context
def show_datetime(context: Context, value: object) -> str:
    """Return text such as 2024年4月23日 08:30 for an instant (in the context's zone); a date gets no time."""
    if isinstance(value, Withheld):
        return str(value)
    found = _moment(context, value)
    if found is None:
        return _unsettled()
    return words.written_instant(found) if isinstance(found, datetime) else words.written_date(found)


def show_duration(value: object) -> str:
    """Return 2天3小时 or 2 days 3 hours for a timedelta or seconds, in its two largest units; text stays as it is."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if value is None:
        return _unsettled()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return words.elapsed(value)


def _unsettled() -> str:
    """Return the text that is shown in place of a date if there is none."""
    return words.text("not settled")


def _moment(context: Context, value: object) -> date | None:
    # An instant without a zone comes from a field that somebody typed, so it is already local to the scenario.
    if isinstance(value, Undefined):
        str(value)  # raises an error that names the missing value
    if isinstance(value, str):
        value = _parse(value)
    if isinstance(value, datetime):
        zone = context.get(ZONE, UTC)
        return value.astimezone(zone if isinstance(zone, tzinfo) else UTC) if value.tzinfo else value
    if value is None or isinstance(value, date):
        return value
    raise ValueError(words.Line("a {kind} is not a date", kind=type(value).__name__))


def _parse(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(words.Line("{text:shown} is not a date, such as 2024-04-23", text=text[:40])) from None
