"""The three filters of message templates: a date, an instant and a length of time as an office writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from jinja2 import Undefined, pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context

ZONE = " zone"
"""The context's hidden key for the time zone that instants are shown in; no template can name it."""

TEMPLATE_FILTERS: frozenset[str] = frozenset({"date", "datetime", "duration"})
"""The filters of message templates beside Jinja2's own."""

UNSETTLED = "未定"
"""What stands where a date should be and there is none."""

_UNITS = ((86_400, "天"), (3_600, "小时"), (60, "分钟"), (1, "秒"))


@pass_context
def show_date(context: Context, value: object) -> str:
    """Return 2024年4月23日 for a date, an instant (in the context's zone) or the ISO text of either."""
    found = _moment(context, value)
    return UNSETTLED if found is None else f"{found.year}年{found.month}月{found.day}日"


@pass_context
def show_datetime(context: Context, value: object) -> str:
    """Return 2024年4月23日 08:30 for an instant (in the context's zone); a mere date has no hour to show."""
    found = _moment(context, value)
    if found is None:
        return UNSETTLED
    day = f"{found.year}年{found.month}月{found.day}日"
    return f"{day} {found:%H:%M}" if isinstance(found, datetime) else day


def show_duration(value: object) -> str:
    """Return 2天3小时 for a timedelta or a number of seconds, in its two largest units; text passes through."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if value is None:
        return UNSETTLED
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    left = int(abs(value))
    for index, (size, unit) in enumerate(_UNITS):
        if left >= size:
            text = f"{left // size}{unit}"
            if index + 1 < len(_UNITS):
                smaller, name = _UNITS[index + 1]
                text += f"{left % size // smaller}{name}" if left % size // smaller else ""
            return f"已超{text}" if value < 0 else text
    return "0分钟"


def _moment(context: Context, value: object) -> date | None:
    # An instant without a zone is a field that somebody typed: it is local to the scenario already.
    if isinstance(value, Undefined):
        str(value)  # raises, and names what is missing
    if isinstance(value, str):
        value = _parse(value)
    if isinstance(value, datetime):
        zone = context.get(ZONE, UTC)
        return value.astimezone(zone if isinstance(zone, tzinfo) else UTC) if value.tzinfo else value
    if value is None or isinstance(value, date):
        return value
    message = f"a {type(value).__name__} is not a date"
    raise ValueError(message)


def _parse(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            message = f"{text[:40]!r} is not a date, such as 2024-04-23"
            raise ValueError(message) from None
