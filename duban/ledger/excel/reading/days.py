"""Days as they stand in cells: true dates, days in words, and numbers that are dates without the form of one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from duban.ledger.notice.wording import in_digits, read_day

_SERIAL = re.compile(r"[2-9][0-9]{4}(?:\.0+)?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SHORT = re.compile(r"(?P<month>[0-9]{1,2})(?:月|[-/.])(?P<day>[0-9]{1,2})[日号]?")
_FULL = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:年|[-/.])(?P<month>[0-9]{1,2})(?:月|[-/.])(?P<day>[0-9]{1,2})[日号]?"
    r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?(?:[0 ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


class CellDay(NamedTuple):
    """A day that a cell has, or None; `guessed` if the cell says less than a day, such as 45412 or 1月15日."""

    day: date | None
    guessed: bool = False


def day_in_cell(text: str, *, year: int | None = None, epoch_1904: bool = False) -> CellDay:
    """Return the day that a cell has; one without a year is in `year`, and none if that is None.

    A number from 20000 to 99999 counts the days of a workbook, from 1900 or, if it is a workbook of 1904, from then.
    """
    plain = in_digits(text)
    if _SERIAL.fullmatch(plain):
        start = _EPOCH_1904 if epoch_1904 else _EPOCH
        return CellDay(start + timedelta(days=int(plain.partition(".")[0])), guessed=True)
    if day := read_day(plain):
        return CellDay(day)
    if found := _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return CellDay(_day(int(found["year"]), int(found["month"]), int(found["day"])))
    found = _SHORT.fullmatch(plain)
    if found and year is not None:
        return CellDay(_day(year, int(found["month"]), int(found["day"])), guessed=True)
    return CellDay(None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
