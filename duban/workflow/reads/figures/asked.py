"""What figures are asked for: the period, the cut-off, and which matters, each checked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, shown, span_named
from duban.workflow.errors import near
from duban.workflow.inputs import listed as several
from duban.workflow.reads.figures.cases import Cut
from duban.workflow.reads.figures.counting import FIGURED_BY, Wanted
from duban.workflow.reads.figures.reckoned import FIGURE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.states import WorkingCalendar
    from duban.workflow.reads.finding.query import Query

FiguresPeriod = str | tuple[date | None, date | None] | None
"""A period: its key, such as 2026-03, 2026-Q1, 2026-H1, 2026 or 2026-W10; two days, as 2026-03-01/2026-03-20; or the
two days themselves, of which either may be none. None is all that ever was."""
_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)
_STANDING = (
    *("state", "light", "open_only", "ended", "waiting_for", "quiet_since"),
    *("closed_from", "closed_to", "due_from", "due_to"),
)
"""Conditions of a query about how matters stand now, which are not those of the cut-off."""


def days_of(period: FiguresPeriod) -> tuple[date | None, date | None]:
    """Return the first and the last day of a period; raises InvalidData."""
    if isinstance(period, str):
        return _days_written(period.strip())
    first, last = (None, None) if period is None else period
    for day in (first, last):
        if day is not None and (isinstance(day, datetime) or not isinstance(day, date)):
            raise _no_period(str(day))
    if first is not None and last is not None and last < first:
        raise InvalidData((words.Line("period: {first} is after {last}", first=str(first), last=str(last)),))
    return first, last


def _days_written(text: str) -> tuple[date | None, date | None]:
    found = span_named(text)
    if found is not None:
        return found.first, found.last
    one, slash, other = text.partition("/")
    if not slash:
        raise _no_period(text)
    try:
        return days_of((date.fromisoformat(one) if one else None, date.fromisoformat(other) if other else None))
    except ValueError as wrong:
        if isinstance(wrong, InvalidData):
            raise
        raise _no_period(text) from None


def _no_period(text: str) -> InvalidData:
    said = words.Line(
        "{given} is no period: it is written as 2026-03, 2026-Q1, 2026 or 2026-03-01/2026-03-20", given=shown(text)
    )
    return InvalidData((words.at("period", said),))


def cut_of(at: date | None, now: datetime, calendar: WorkingCalendar) -> Cut:
    """Return the cut-off: a day counts as a whole, but for today, which is cut off now; raises InvalidData."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            said = words.Line("has to be a day, or an aware datetime, not {given}", given=shown(str(at)))
            raise InvalidData((words.at("at", said),))
        if at > now:
            raise _not_yet(at.isoformat())
        return Cut(at + _INSTANT, calendar.local_date(at) - _DAY, calendar.local_date(at))
    today = calendar.local_date(now)
    if at is None or at == today:
        return Cut(now + _INSTANT, today - _DAY, today)
    if at > today:
        raise _not_yet(at.isoformat())
    return Cut(calendar.end_of(at), at, at)


def _not_yet(given: str) -> InvalidData:
    said = words.Line("{given} is still to come; nothing is known of it", given=given)
    return InvalidData((words.at("at", said),))


def wanted_of(period: FiguresPeriod, by: str, listed: str | Sequence[str]) -> Wanted:
    """Return what is counted; raises InvalidData."""
    if by not in FIGURED_BY:
        said = words.Line("by: nothing is counted by {by}; {near}", by=shown(by), near=near(by, FIGURED_BY))
        raise InvalidData((said,))
    names = (listed,) if isinstance(listed, str) else tuple(several("listed", listed))
    for name in names:
        if name not in FIGURE_NAMES:
            raise no_figure(name)
    return Wanted(*days_of(period), by, frozenset(names))


def no_figure(name: str) -> InvalidData:
    """Return the error of a figure that is none."""
    said = words.Line("there is no figure {name}; {near}", name=shown(name), near=near(name, FIGURE_NAMES))
    return InvalidData((said,))


def check_standing(query: Query) -> None:
    """Raise InvalidData if a query asks how matters stand now: figures are of what was known at the cut-off."""
    asked = [name for name in _STANDING if getattr(query, name)]
    problems: Iterable[words.Line] = (
        words.at(name, words.Line("says how matters stand now; figures are asked for by a period and a cut-off"))
        for name in asked
    )
    if asked:
        raise InvalidData(tuple(problems))
