"""The working calendar: which days are working days, when the office is open, and up to when that is known."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from duban import words
from duban.states.errors import NaiveInstant, OutOfCalendar
from duban.states.time.durations import Unit
from duban.states.time.workdays import (
    FIRST_YEAR,
    LAST_YEAR,
    describe,
    known,
    last_decreed_year,
    source,
    working_ordinals,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

Spans = tuple[tuple[time, time], ...]

MIDNIGHT = time()
ALL_DAY: Spans = ((MIDNIGHT, MIDNIGHT),)
_REMEMBERED = 4096
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class Roll(StrEnum):
    """Where the last day of a duration moves if it is off: to the next working day, or to the one before."""

    NEXT = "next"
    PREVIOUS = "previous"


class Conventions(Struct, frozen=True):
    """How durations in days are counted: whether the starting day counts, and where a last day moves that is off.

    A clock that starts at or after `cut_off` (local time) counts as started on the next working day. These conventions
    do not change dates that were given.
    """

    start_counts: bool = False
    cut_off: time | None = None
    roll: Roll | None = None


USUAL: Conventions = Conventions()


def utc(instant: datetime) -> datetime:
    """Return `instant` in UTC. Raise `NaiveInstant` if it has no time zone."""
    if instant.tzinfo is None:
        raise NaiveInstant(instant)
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """Working days, office hours and a time zone; instants passed in must be aware, returned ones are in UTC.

    `hours` are pairs of opening and closing time, in order; a closing time of 00:00 is the end of the day. `country` is
    a country code of `holidays`, or None if every day is a working day. `table` overrides single days.
    """

    name: str
    timezone: ZoneInfo
    hours: tuple[tuple[time, time], ...]
    country: str | None = None
    table: Mapping[date, bool] = field(default_factory=dict)
    conventions: Conventions = USUAL
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)
    # Everything done at one time asks for its day and the next opening with the same `datetime` object.
    _today: tuple[datetime | None, date] = field(default=(None, date.min), init=False, repr=False)
    _next_opening: tuple[datetime | None, datetime] = field(default=(None, datetime.min), init=False, repr=False)  # noqa: DTZ901

    @cached_property
    def horizon(self) -> date | None:
        """Return the last day of the last year whose working days are published, or None if the country publishes none.

        Only China decrees its working days each year, by a notice of the State Council.
        """
        if self.country != "CN":
            return None
        year = last_decreed_year()
        while self.table.get(date(year + 1, 1, 1)) is not None:
            year += 1
        return date(year, 12, 31)

    @cached_property
    def revision(self) -> str:
        """Return a short text that changes whenever the working days may have changed: `china/holidays-0.109/2026`."""
        parts = [self.name]
        if self.country is not None:
            parts.append(source())
        if self.horizon is not None:
            parts.append(str(self.horizon.year))
        if self.table:
            text = ",".join(f"{day}={int(works)}" for day, works in sorted(self.table.items()))
            parts.append(hashlib.sha256(text.encode()).hexdigest()[:8])
        return "/".join(parts)

    @cached_property
    def _every_day(self) -> bool:
        return self.country is None and not self.table

    @cached_property
    def _always(self) -> bool:
        return self._every_day and self.hours == ALL_DAY

    def provisional(self, day: date) -> bool:
        """Return whether `day` is after the last published year."""
        return self.horizon is not None and day > self.horizon

    # Days

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is a working day, taking moved working days into account."""
        days = self._working(day.year)
        place = bisect_left(days, day.toordinal())
        return place < len(days) and days[place] == day.toordinal()

    def describe(self, day: date) -> str:
        """Return why `day` is a working day or not, in the language of the reader, such as `weekend`."""
        works = self.is_working_day(day)
        if day in self.table:
            return words.text("made a working day") if works else words.text("made a day off")
        return describe(self.country, day, works=works)

    def counted(self, day: date, unit: Unit) -> bool:
        """Return whether `day` counts in a duration of `unit`: every day does, unless the unit is working days."""
        return unit is not Unit.WORKING_DAYS or self.is_working_day(day)

    def count(self, first: date, last: date, unit: Unit) -> int:
        """Return how many days from `first` to `last`, both included, count in `unit`."""
        if last < first:
            return 0
        if unit is not Unit.WORKING_DAYS or self._every_day:
            return (last - first).days + 1
        if first.year == last.year:
            days = self._working(first.year)
            return bisect_right(days, last.toordinal()) - bisect_left(days, first.toordinal())
        whole = sum(len(self._working(year)) for year in range(first.year + 1, last.year))
        head = self.count(first, date(first.year, 12, 31), unit)
        return head + whole + self.count(date(last.year, 1, 1), last, unit)

    def start_day(self, instant: datetime) -> date:
        """Return the starting day of a clock started at `instant`: from the cut-off hour on, the next working day."""
        local = utc(instant).astimezone(self.timezone)
        cut_off = self.conventions.cut_off
        if cut_off is None or local.time() < cut_off:
            return local.date()
        return self.shift(local.date(), 1, Unit.WORKING_DAYS)

    def first_day(self, start: date) -> date:
        """Return the first day that can count in a duration that starts on `start`."""
        return start if self.conventions.start_counts else start + _DAY

    def rolled(self, day: date) -> date:
        """Return the last day of a duration, moved to a working day if the conventions say so."""
        roll = self.conventions.roll
        if roll is None or self.is_working_day(day):
            return day
        return self.shift(day, 1 if roll is Roll.NEXT else -1, Unit.WORKING_DAYS)

    def shift(self, day: date, number: int, unit: Unit) -> date:
        """Return the `number`-th day after `day` that counts; before it if `number` is negative, `day` itself if zero.

        Weeks are seven calendar days. Months keep the day of the month, or take the last day of a shorter month.
        """
        if unit.in_hours:
            raise ValueError(words.Line("a day cannot be shifted by {unit}", unit=str(unit)))
        if unit is Unit.WORKING_DAYS and not self._every_day:
            return self._shift_working(day, number)
        try:
            if unit is Unit.MONTHS:
                return known(_add_months(day, number))
            return known(day + timedelta(days=number * (7 if unit is Unit.WEEKS else 1)))
        except OverflowError:
            raise OutOfCalendar(None, FIRST_YEAR, LAST_YEAR) from None

    def next_working_day(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.shift(day, 1, Unit.WORKING_DAYS)

    def _shift_working(self, day: date, number: int) -> date:
        if number == 0:
            return day
        year = day.year
        days = self._working(year)
        here = day.toordinal()
        place = bisect_right(days, here) + number - 1 if number > 0 else bisect_left(days, here) + number
        while place >= len(days):
            place -= len(days)
            year += 1
            days = self._working(year)
        while place < 0:
            year -= 1
            days = self._working(year)
            place += len(days)
        return date.fromordinal(days[place])

    def _working(self, year: int) -> tuple[int, ...]:
        days = self._years.get(year)
        if days is None:
            base = working_ordinals(self.country, year)
            changed = {day.toordinal(): works for day, works in self.table.items() if day.year == year}
            if changed:
                base = tuple(
                    sorted(
                        {day for day in base if changed.get(day, True)}
                        | {day for day, works in changed.items() if works}
                    )
                )
            self._years[year] = days = base
        return days

    # Instants

    def local_date(self, instant: datetime) -> date:
        """Return the date of `instant` in this calendar's time zone."""
        known_instant, day = self._today
        if known_instant is not instant:
            if instant.tzinfo is None:
                raise NaiveInstant(instant)
            day = instant.astimezone(self.timezone).date()
            object.__setattr__(self, "_today", (instant, day))
        return day

    def start_of(self, day: date) -> datetime:
        """Return the instant at which `day` begins in this calendar's time zone."""
        return self._instant(day, MIDNIGHT)

    def end_of(self, day: date) -> datetime:
        """Return the instant at which `day` ends in this calendar's time zone: 00:00 of the next day."""
        return self._instant(known(day) + _DAY, MIDNIGHT)

    def opening(self, day: date) -> datetime:
        """Return the instant of the first opening hour on `day`, even if it is not a working day."""
        return self._instant(day, self.hours[0][0])

    @cached_property
    def opening_after(self) -> Callable[[date, int, Unit], datetime]:
        """Return a function that gives the opening on the `number`-th day after a day, or on the next working day.

        Rungs are dated like this. The results are cached, because instances that are due together share them.
        """
        return lru_cache(maxsize=_REMEMBERED)(
            lambda day, number, unit: self.opening(self.next_working_day(self.shift(day, number, unit)))
        )

    def next_opening(self, instant: datetime) -> datetime:
        """Return `instant` if the office is open then, else its next opening."""
        known_instant, opening = self._next_opening
        if known_instant is not instant:
            opening = self._opens(utc(instant))
            object.__setattr__(self, "_next_opening", (instant, opening))
        return opening

    def _opens(self, at: datetime) -> datetime:
        if self._always:
            return at
        day = self.next_working_day(self.local_date(at))
        while True:
            for opens, closes in self._spans(day):
                if at < closes:
                    return max(at, opens)
            day = self.shift(day, 1, Unit.WORKING_DAYS)

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Return the whole seconds of office hours from `start` to `end`, negative if `end` is earlier."""
        start, end = utc(start), utc(end)
        if end < start:
            return -self.working_seconds(end, start)
        if self._always:
            return (end - start) // _SECOND
        total = timedelta()
        day, last = self.local_date(start), self.local_date(end)
        while (day := self.next_working_day(day)) <= last:
            for opens, closes in self._spans(day):
                total += max(timedelta(), min(end, closes) - max(start, opens))
            day += _DAY
        return total // _SECOND

    def add_working_seconds(self, instant: datetime, seconds: int) -> datetime:
        """Return the first instant by which `seconds` of office hours have passed since `instant`.

        If `seconds` is negative, return the last instant from which that many pass until `instant`.
        """
        at, left = utc(instant), timedelta(seconds=abs(seconds))
        if seconds == 0:
            return at
        if self._always:
            return at + timedelta(seconds=seconds)
        step = 1 if seconds > 0 else -1
        day = self.local_date(at)
        while True:
            if self.is_working_day(day):
                for opens, closes in self._spans(day)[::step]:
                    here = max(timedelta(), closes - max(at, opens) if step > 0 else min(at, closes) - opens)
                    if here >= left:
                        return max(at, opens) + left if step > 0 else min(at, closes) - left
                    left -= here
            day = self.shift(day, step, Unit.WORKING_DAYS)

    @cached_property
    def _spans(self) -> Callable[[date], tuple[tuple[datetime, datetime], ...]]:
        """Return a function that gives the open spans of a day, cached because all acts of a day need the same."""
        return lru_cache(maxsize=_REMEMBERED)(self._reckon_spans)

    def _reckon_spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        spans = []
        for opens, closes in self.hours:
            first = self._instant(day, opens)
            last = self._instant(day + _DAY if closes == MIDNIGHT else day, closes)
            # A span may fall into the hour that daylight saving time skips: then it is empty, never negative.
            spans.append((first, max(first, last)))
        return tuple(spans)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(known(day), at, self.timezone).astimezone(UTC)


def _add_months(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(None, FIRST_YEAR, LAST_YEAR)
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - _DAY).day))
