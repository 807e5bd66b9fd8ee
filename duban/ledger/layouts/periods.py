"""The periods that a layout names: a quarter or a month of this year, the last ones, or one by its key."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.states import Period, span_named, span_of

if TYPE_CHECKING:
    from datetime import date

    from duban.states import Span

FORMS = (
    *("quarter 1", "month 3", "first half", "second half"),
    *("this month", "last month", "this quarter", "last quarter", "this year", "last year"),
    *("2026", "2026-Q1", "2026-03"),
)
"""Periods as they can be written, as examples."""

_PLACED = re.compile(r"(quarter [1-4]|month (?:[1-9]|1[0-2])|(?:first|second) half)")
_NEAR = re.compile(r"(this|last) (month|quarter|year)")


def is_period(text: str) -> bool:
    """Return whether a text names a period."""
    return bool(_PLACED.fullmatch(text) or _NEAR.fullmatch(text)) or span_named(text) is not None


def span_meant(text: str, today: date) -> Span:
    """Return the period that a text names, as of a day."""
    named = span_named(text)
    if named is not None:
        return named
    near = _NEAR.fullmatch(text)
    if near is not None:
        span = span_of(Period(near.group(2)), today)
        return span if near.group(1) == "this" else span_of(Period(near.group(2)), span.first - timedelta(days=1))
    head, _, place = text.partition(" ")
    if place == "half":
        return _at(Period.HALF_YEAR, today, 1 if head == "first" else 7)
    number = int(place)
    return _at(Period(head), today, number if head == "month" else 3 * number - 2)


def _at(every: Period, today: date, month: int) -> Span:
    return span_of(every, today.replace(month=month, day=1))
