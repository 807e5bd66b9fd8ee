"""Comparing figures with those of the period before (环比) or of the same period a year ago (同比)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import InvalidData, Period, shown, span_of
from duban.workflow.errors import near
from duban.workflow.reads.figures.outcome import Figure, FiguresChanges, FiguresCompared
from duban.workflow.reads.figures.ranking import change_of

if TYPE_CHECKING:
    from duban.workflow.reads.figures.counting import Wanted
    from duban.workflow.reads.figures.outcome import Figures, FiguresRow

PREVIOUS, LAST_YEAR = "previous", "last-year"
COMPARED_WITH = (PREVIOUS, LAST_YEAR)
"""With what figures are compared: the period before, or the same period of last year."""
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class Earlier(NamedTuple):
    """The period that figures are compared with, and its cut-off."""

    first: date
    last: date
    at: date


def compared_with(compare: str, wanted: Wanted) -> str:
    """Return with what figures are compared; raises InvalidData if they cannot be."""
    if compare not in COMPARED_WITH:
        said = words.Line(
            "{given} is nothing to compare with; {near}", given=shown(compare), near=near(compare, COMPARED_WITH)
        )
    elif wanted.by_span:
        said = words.Line(
            "figures by {by} stand beside each other already; ask for them by something else", by=wanted.by
        )
    elif wanted.first is None:
        said = words.Line("a period without a first day has none before it")
    else:
        return compare
    raise InvalidData((words.at("compare", said),))


def earlier_than(first: date, last: date | None, at: date, compare: str) -> Earlier:
    """Return the period to compare with, and its cut-off, which is moved by as much as the period is.

    A month, a quarter, a half-year or a year is compared with the one before, also if it is not over; whole months with
    as many before; other days with as many before. A week of a year ago is that of the same number.
    """
    end = at if last is None else last
    try:
        if compare == LAST_YEAR:
            if first.weekday() == 0 and end - first == _WEEK - _DAY:
                return _moved(first, end, at, first - _week_of_last_year(first))
            return Earlier(
                _months_before(first, 12), _months_before(end, 12, end=True), _months_before(at, 12, end=True)
            )
        months = _months_of(first, end, is_open=last is None)
        if months:
            return _moved_by_months(first, end, at, months)
        return _moved(first, end, at, end - first + _DAY)
    except (OverflowError, ValueError):
        said = words.Line("a period without a first day has none before it")
        raise InvalidData((words.at("compare", said),)) from None


def _moved(first: date, last: date, at: date, back: timedelta) -> Earlier:
    return Earlier(first - back, last - back, at - back)


def _moved_by_months(first: date, last: date, at: date, months: int) -> Earlier:
    ends = (_months_before(day, months, end=True) for day in (last, at))
    return Earlier(_months_before(first, months), *ends)


def _week_of_last_year(first: date) -> date:
    year, week, _ = first.isocalendar()
    try:
        return date.fromisocalendar(year - 1, week, 1)
    except ValueError:  # not every year has a 53rd
        return date.fromisocalendar(year - 1, week - 1, 1)


def _months_of(first: date, last: date, *, is_open: bool) -> int:
    """Return how many months a period is moved by; 0 if it is no period of months."""
    if first.day != 1:
        return 0
    if is_open or last.day != monthrange(last.year, last.month)[1]:
        for kind, length in _MONTHS.items():
            span = span_of(kind, first)
            if span.first == first and last <= span.last:
                return length
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _months_before(day: date, months: int, *, end: bool = False) -> date:
    """Return the day so many months before; with `end`, the last of a month for the last of a month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    longest = monthrange(year, month + 1)[1]
    is_last = end and day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, longest if is_last else min(day.day, longest))


def compared(found: Figures, before: Figures, compare: str) -> FiguresCompared:
    """Return how figures differ from earlier ones."""
    known = any(each.numerator or each.denominator or each.left_out for each in before.total.figures.values())
    was = {row.key: row for row in before.rows}
    return FiguresCompared(
        compare,
        before.first or date.min,
        before.last or before.as_of,
        before.as_of,
        known,
        tuple(_changes(row, was.get(row.key)) for row in found.rows) if known else (),
        _changes(found.total, before.total) if known else FiguresChanges(""),
        _changes(found.sum, before.sum) if known else FiguresChanges(""),
    )


def _changes(now: FiguresRow, before: FiguresRow | None) -> FiguresChanges:
    """Return how the figures of a row differ; a row that was not there had nothing to count."""
    then = {} if before is None else before.figures
    return FiguresChanges(
        now.key, {name: change_of(each, then.get(name) or _nothing_of(each)) for name, each in now.figures.items()}
    )


def _nothing_of(figure: Figure) -> Figure:
    denominator = None if figure.denominator is None else 0
    return Figure(figure.name, figure.sort, 0, denominator, total=None if figure.total is None else 0)
