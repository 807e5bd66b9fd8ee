"""Cases: one round of a matter as figures count it, for all or for one of its units, with the days that decide."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from duban.states import Unit
from duban.workflow.reads.figures.courses import PAUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.states import WorkingCalendar
    from duban.workflow.reads.figures.courses import Course, Round
    from duban.workflow.reads.figures.said import ClockSaid
    from duban.workflow.reads.figures.standards import Standard

EXCUSED, TRANSFERRED, PART, RELIEVED = "excused", "transferred", "part", "relieved"
_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)


class Cut(NamedTuple):
    """Until when anything is known: an instant that is not in it any more, the last day that is over, and its day."""

    until: datetime
    last: date
    day: date


class Case(Struct, gc=False):
    """A round of a matter; `unit` is whose share it is, none for the whole.

    `due_on` is the limit as it stood, `first_due_on` that before more time was first granted. `done_on` is the day on
    which the clock of the whole stopped, or without one the matter was closed. `why_out` says why it is in no rate.
    """

    number: str
    round: int
    scenario: str
    source: str | None
    plan: str | None
    is_sheet: bool
    unit: str | None
    units: tuple[str, ...]
    excused: tuple[str, ...]
    former: tuple[str, ...]
    leads: tuple[str, ...]
    began_on: date
    due_on: date | None
    due_over: bool
    first_due_on: date | None
    done_on: date | None
    in_time: bool
    in_first_limit: bool
    paused: bool
    why_out: str | None
    extended: int
    backs: tuple[date, ...]
    was_returned: bool
    returns: tuple[tuple[date, str, bool | None], ...]
    signings: tuple[tuple[str, date, bool, bool, str | None], ...]
    """Of each unit: the day on which it had to sign, whether it is over, and whether it did so in time; why not."""
    calls: tuple[tuple[date, str | None, bool, tuple[str, ...]], ...]
    working_days: int | None
    calendar_days: int | None


class _Days(NamedTuple):
    """What a calendar says, each remembered: the date of an instant, and of the last one before; the days between."""

    on: Callable[[datetime], date]
    before: Callable[[datetime], date]
    between: Callable[[date, date], tuple[int, int]]

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> _Days:
        """Return what a calendar says."""

        def between(first: date, last: date) -> tuple[int, int]:
            return calendar.count(first + _DAY, last, Unit.WORKING_DAYS), (last - first).days

        many = lru_cache(maxsize=1 << 14)
        on = many(calendar.local_date)
        return cls(on, many(lambda instant: on(instant - _INSTANT)), many(between))


class CaseMaker:
    """Makes cases of courses, with units by their names as of the cut-off; `parts` says whether these count."""

    def __init__(self, cut: Cut, canonical: Callable[[str], str], *, parts: bool = False) -> None:
        self._cut, self._canonical, self._parts = cut, canonical, parts
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._known_days: dict[int, _Days] = {}

    def _days(self, calendar: WorkingCalendar) -> _Days:
        """Return what gives the days of a calendar: of matters that were handed out together they are the same."""
        found = self._known_days.get(id(calendar))
        if found is None:
            found = self._known_days[id(calendar)] = _Days.of(calendar)
        return found

    def named(self, units: Sequence[str]) -> tuple[str, ...]:
        """Return units by their names as of the cut-off, each once."""
        if not units:
            return ()
        key = tuple(units)
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = tuple(dict.fromkeys(map(self._canonical, key)))
        return found

    def cases(self, course: Course, standard: Standard, calendar: WorkingCalendar) -> list[Case]:
        """Return the rounds of a course."""
        return [self._case(course, one, standard, calendar) for one in course.rounds]

    def _case(self, course: Course, one: Round, standard: Standard, calendar: WorkingCalendar) -> Case:
        days, cut = self._days(calendar), self._cut
        day = days.on
        name = _measuring(one, standard)
        clock = None if name is None or course.ongoing else one.clocks[name]
        due_on = None if clock is None else clock.due_on
        done_at = one.closed_at if clock is None else one.stopped.get(name or "")
        if one.ended is not None:
            done_at = None
        done_on = None if done_at is None else day(done_at)
        first = due_on if name is None else one.given.get(name, due_on) or due_on
        began_on = day(one.began)
        taken = (None, None) if done_on is None else _taken(one, name, began_on, done_on, days)
        open_still = done_at is None and one.ended is None
        return Case(
            number=course.number,
            round=one.number,
            scenario=course.scenario,
            source=course.source,
            plan=course.plan,
            is_sheet=standard.is_sheet,
            unit=None,
            units=self.named(tuple(one.bound)),
            excused=self._excused(one, standard) if one.excused else (),
            former=self.named(one.former),
            leads=self.named(one.units.get(standard.lead, ())),
            began_on=began_on,
            due_on=due_on,
            due_over=_is_over(clock, cut),
            first_due_on=first,
            done_on=done_on,
            in_time=_within(done_at, done_on, clock),
            in_first_limit=done_on is not None and first is not None and done_on <= first,
            paused=open_still and clock is not None and clock.status == PAUSED,
            why_out=self._why_out(course, one, standard),
            extended=one.extended,
            backs=tuple(map(day, one.backs)) if one.backs else (),
            was_returned=bool(one.returns) and any(each.granted for each in one.returns),
            returns=tuple([(day(each.at), self._canonical(each.unit), each.granted) for each in one.returns]),
            signings=() if one.sign_due is None else self._signings(one, one.sign_due, standard, days.before),
            calls=tuple([(day(each.at), each.value, each.good, self.named(each.units)) for each in one.calls]),
            working_days=taken[0],
            calendar_days=taken[1],
        )

    def _why_out(self, course: Course, one: Round, standard: Standard) -> str | None:
        if course.whole is not None and not self._parts:
            return PART
        return one.ended or (RELIEVED if one.state in standard.relieved else None)

    def _excused(self, one: Round, standard: Standard) -> tuple[str, ...]:
        return self.named([unit for unit, acts in one.excused.items() if set(acts) - standard.signs])

    def _signings(
        self, one: Round, sign_due: datetime, standard: Standard, last_day: Callable[[datetime], date]
    ) -> tuple[tuple[str, date, bool, bool, str | None], ...]:
        found = []
        for unit in one.bound:
            signed = one.signed.get(unit)
            due = sign_due if signed is None else signed.due_at or sign_due
            excused = bool(one.excused) and any(act in standard.signs for act in one.excused.get(unit, ()))
            in_time = signed is not None and signed.at < due
            name = self.named((unit,))[0]
            found.append((name, last_day(due), due <= self._cut.until, in_time, EXCUSED if excused else None))
        return tuple(found)


def _measuring(one: Round, standard: Standard) -> str | None:
    """Return the clock by which the whole is due: that with the last due day of those that may be."""
    if len(standard.clocks) == 1:
        (name,) = standard.clocks
        return name if name in one.clocks else None
    names = [name for name in standard.clocks if name in one.clocks]
    if len(names) < 2:  # noqa: PLR2004 - with one there is nothing to choose
        return names[0] if names else None
    return max(sorted(names), key=lambda name: one.clocks[name].due_on or date.min)


def _is_over(clock: ClockSaid | None, cut: Cut) -> bool:
    """Return whether a limit was over at the cut-off."""
    if clock is None or clock.due_on is None:
        return False
    return clock.due_on <= cut.last if clock.due_at is None else clock.due_at <= cut.until


def _within(done_at: datetime | None, done_on: date | None, clock: ClockSaid | None) -> bool:
    if done_at is None or done_on is None or clock is None or clock.due_on is None:
        return False
    return done_on <= clock.due_on if clock.due_at is None else done_at < clock.due_at


def _taken(one: Round, name: str | None, began_on: date, done_on: date, days_of: _Days) -> tuple[int, int]:
    """Return the working and the calendar days from the one after the hand-out to the last, without its pauses."""
    working, days = days_of.between(began_on, done_on)
    for since, resumed in one.pauses.get(name or "", ()):
        if since is None:
            continue
        first, last = days_of.on(since), done_on if resumed is None else days_of.on(resumed)
        # The day on which it was resumed counts again: its end is one at which the clock runs.
        working -= days_of.between(first - _DAY, last - _DAY)[0]
        days -= max(0, (last - first).days)
    return max(working, 0), max(days, 0)


def shares_of(case: Case) -> list[tuple[str, str | None]]:
    """Return each unit that works on a case or has done so, with why its share is in no rate."""
    found = [(unit, case.why_out or (EXCUSED if unit in case.excused else None)) for unit in case.units]
    if case.former:
        found += [(unit, case.why_out or TRANSFERRED) for unit in case.former if unit not in case.units]
    return found


def is_sole(case: Case) -> bool:
    """Return whether all of a case is one unit's."""
    return len(case.units) == 1 and not case.excused and not case.former


def share_of(case: Case, unit: str) -> Case:
    """Return the share of a unit in a case."""
    if is_sole(case):
        return case
    share = copy(case)
    share.unit, share.units, share.why_out = unit, (unit,), dict(shares_of(case))[unit]
    share.excused, share.former = (), ()
    if case.returns:
        share.returns = tuple(each for each in case.returns if each[1] == unit)
        share.was_returned = any(granted for _, _, granted in share.returns)
    if case.signings:
        share.signings = tuple(each for each in case.signings if each[0] == unit)
    if case.calls:
        share.calls = tuple(each for each in case.calls if unit in each[3])
    return share
