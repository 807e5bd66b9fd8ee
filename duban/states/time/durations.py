"""Durations, which always have a unit."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from duban import words
from duban.states.errors import DurationError


class Unit(StrEnum):
    """The units of durations: four kinds that are never mixed up, and two that are converted to calendar days."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    WEEKS = "weeks"
    MONTHS = "months"

    in_hours: bool
    """Whether durations of this unit are measured in seconds and not counted in days."""

    def __init__(self, text: str) -> None:
        self.in_hours = text.endswith("hours")


# Twenty years in each unit: no supervised work takes longer, and a typing error stays within the calendar's years.
_MOST = {
    Unit.WORKING_DAYS: 5_220,
    Unit.CALENDAR_DAYS: 7_305,
    Unit.HOURS: 175_320,
    Unit.WORKING_HOURS: 41_760,
    Unit.WEEKS: 1_043,
    Unit.MONTHS: 240,
}

_WORDS = {
    **{str(unit): unit for unit in Unit},
    **{str(unit).removesuffix("s"): unit for unit in Unit},
    "个工作日": Unit.WORKING_DAYS,
    "工作日": Unit.WORKING_DAYS,
    "个自然日": Unit.CALENDAR_DAYS,
    "自然日": Unit.CALENDAR_DAYS,
    "小时": Unit.HOURS,
    "个小时": Unit.HOURS,
    "个工作小时": Unit.WORKING_HOURS,
    "工作小时": Unit.WORKING_HOURS,
    "周": Unit.WEEKS,
    "个月": Unit.MONTHS,
}

# Words that do not say which of the four kinds is meant.
BARE_UNITS = frozenset(["", "d", "day", "days", "日", "天", "个日", "h", "hr", "hrs", "时", "个时"])

_NUMBER_AND_WORD = re.compile(r"([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?) ?([^0-9]*)")


class Duration(Struct, frozen=True):
    """A positive whole number of a unit of time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        """Return the normal form of the duration, such as `1 working day` or `2 weeks`."""
        word = str(self.unit)
        return f"{self.amount} {word.removesuffix('s') if self.amount == 1 else word}"

    @property
    def said(self) -> str:
        """Return the duration in the reader's language: `5个工作日`, `5 working days`."""
        return words.amount_of(self.amount, self.unit)


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> Duration:
    """Return the duration written in `text`, in English or in Chinese.

    Raise `DurationError` if there is no definite unit (its `choices` list the four possible ones), or if the number is
    not a positive whole number or exceeds twenty years.
    """
    match = _NUMBER_AND_WORD.fullmatch(plain(text))
    if match is None:
        raise DurationError(text, words.Line("is not a length of time"), _choices("5"))
    number, word = match.groups()
    unit = _WORDS.get(word.strip())
    if unit is None:
        amount = number.lstrip("+-").partition(".")[0]
        open_unit = word.strip() in BARE_UNITS
        problem = words.Line("does not say which unit it means" if open_unit else "has a unit that is not known")
        raise DurationError(text, problem, _choices(amount) if open_unit else _choices(amount, every=True))
    if not number.isdecimal() or int(number) == 0:
        raise DurationError(text, words.Line("must be a positive whole number"))
    if int(number) > _MOST[unit]:
        most = str(Duration(_MOST[unit], unit))
        raise DurationError(text, words.Line("is longer than twenty years; {most:length} is the most", most=most))
    return Duration(int(number), unit)


def plain(text: str) -> str:
    """Return a duration or moment as it is parsed: in lower case, with single blanks, ASCII digits and signs."""
    # NFKC converts full-width digits and signs to ASCII, but the typographic minus has no compatibility form.
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return " ".join(folded.lower().split())


def _choices(amount: str, *, every: bool = False) -> tuple[str, ...]:
    units = list(Unit) if every else list(Unit)[:4]
    number = int(amount) if amount.isdecimal() and int(amount) > 0 else 1
    return tuple(str(Duration(number, unit)) for unit in units)
