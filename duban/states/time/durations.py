"""Lengths of time that always say their unit."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from duban import words
from duban.states.errors import DurationError


class Unit(StrEnum):
    """The units of time; four kinds that are never mixed up, and two that become calendar days."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    WEEKS = "weeks"
    MONTHS = "months"

    in_hours: bool
    """Whether time of this unit is measured in seconds and not by counting days."""

    def __init__(self, text: str) -> None:
        self.in_hours = text.endswith("hours")


# Twenty years of each: nothing that is supervised takes longer, and a typing error does not leave the calendar.
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

# Words that leave open which of the four kinds is meant.
BARE_UNITS = frozenset(["", "d", "day", "days", "日", "天", "个日", "h", "hr", "hrs", "时", "个时"])

_NUMBER_AND_WORD = re.compile(r"([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?) ?([^0-9]*)")


class Duration(Struct, frozen=True):
    """A positive whole number of one unit of time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        """Return the one normal form of this length, such as `1 working day` or `2 weeks`."""
        word = str(self.unit)
        return f"{self.amount} {word.removesuffix('s') if self.amount == 1 else word}"

    @property
    def said(self) -> str:
        """Return the length in words, in the language of the reader: `5个工作日`, `5 working days`."""
        return words.amount_of(self.amount, self.unit)

    @property
    def chinese(self) -> str:
        """Return the length in Chinese, for sentences that there are in Chinese only."""
        with words.speaking("zh"):
            return self.said


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> Duration:
    """Return the length of time that `text` says, in English or in Chinese.

    Raises `DurationError` where the unit is left open, with the four that may be meant, and where the number is not
    a positive whole one or exceeds twenty years.
    """
    match = _NUMBER_AND_WORD.fullmatch(plain(text))
    if match is None:
        raise DurationError(text, "is not a length of time", _choices("5"))
    number, word = match.groups()
    unit = _WORDS.get(word.strip())
    if unit is None:
        amount = number.lstrip("+-").partition(".")[0]
        open_unit = word.strip() in BARE_UNITS
        problem = "does not say which unit it means" if open_unit else "has a unit that is not known"
        raise DurationError(text, problem, _choices(amount) if open_unit else _choices(amount, every=True))
    if not number.isdecimal() or int(number) == 0:
        raise DurationError(text, "must be a positive whole number")
    if int(number) > _MOST[unit]:
        raise DurationError(text, f"is longer than twenty years; {Duration(_MOST[unit], unit)} is the most")
    return Duration(int(number), unit)


def plain(text: str) -> str:
    """Return a length or moment as it is read: lower case, single blanks, plain digits and signs."""
    # NFKC turns full-width digits and signs into plain ones; the typographic minus has no compatibility form.
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return " ".join(folded.lower().split())


def _choices(amount: str, *, every: bool = False) -> tuple[str, ...]:
    units = list(Unit) if every else list(Unit)[:4]
    number = int(amount) if amount.isdecimal() and int(amount) > 0 else 1
    return tuple(str(Duration(number, unit)) for unit in units)
