"""What is reckoned: each figure, with what is in its denominator, what is in its numerator, and what is left out.

The definitions are those of published practice: 按期办结率 over what fell due in the period, as the hotline of 连云港
publishes it; 返工率 and 延期率 over what was to be handled, as the scheme of 金牛区 for 数字城管 has them; 缓办 out of
the denominator, as in the one of 金华; 在办未到期 apart, as 唐山 prints it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from duban.workflow.reads.figures.cases import EXCUSED, TRANSFERRED
from duban.workflow.reads.figures.standards import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from duban.workflow.reads.figures.cases import Case


class FigureSort(StrEnum):
    """What a figure is: a share of something, a number of matters, or the days that something took."""

    RATE = "rate"
    COUNT = "count"
    DAYS = "days"


class Item(NamedTuple):
    """Something that may be counted: the day that puts it in a period, why it is left out, and what is known of it."""

    day: date
    out: str | None = None
    hit: object = None
    good: bool = False
    unit: str | None = None


NOT_DUE, PAUSED, UNDATED = "not_due", "paused", "undated"
UNANSWERED, UNREACHED = "unanswered", "unreached"


def _handed(case: Case) -> Iterator[Item]:
    if case.round == 1:
        yield Item(case.began_on, case.why_out)


def _due(case: Case) -> Iterator[Item]:
    if case.why_out is not None:
        yield Item(case.due_on or case.began_on, case.why_out)
    elif case.due_on is None:
        yield Item(case.began_on, UNDATED)
    elif case.paused:
        yield Item(case.due_on, PAUSED)
    elif case.done_on is None and not case.due_over:
        yield Item(case.due_on, NOT_DUE)
    else:
        yield Item(case.due_on)


def _done(case: Case) -> Iterator[Item]:
    if case.done_on is not None:
        yield Item(case.done_on, case.why_out)


def _open(case: Case) -> Iterator[Item]:
    if case.done_on is None:
        yield Item(case.began_on, case.why_out)


def _sign(case: Case) -> Iterator[Item]:
    for unit, due_on, over, in_time, why in case.signings:
        own = None if case.why_out == EXCUSED else case.why_out
        why_not = own or why or (None if over or in_time else NOT_DUE)
        yield Item(due_on, why_not, in_time, unit=unit)


def _asked(case: Case) -> Iterator[Item]:
    ended = case.why_out if case.why_out != TRANSFERRED else None
    for day, unit, granted in case.returns:
        yield Item(day, ended or (UNANSWERED if granted is None else None), granted, unit=unit)


def _backs(case: Case) -> Iterator[Item]:
    for day in case.backs:
        yield Item(day, case.why_out)


def _again(case: Case) -> Iterator[Item]:
    if case.round > 1:
        yield Item(case.began_on, case.why_out)


def _tried(case: Case) -> Iterator[Item]:
    for day, value, good, _ in case.calls:
        yield Item(day, case.why_out, value, good)


def _rated(case: Case) -> Iterator[Item]:
    for day, value, good, _ in case.calls:
        yield Item(day, case.why_out or (UNREACHED if value is None else None), value, good)


class Reckoned(NamedTuple):
    """A figure: which items it is of, and which of these are in its numerator.

    Of a `sheets` figure the items are the sheets on which units report, of others they are matters. `rest` says of a
    figure that it is about what stands at the cut-off, whenever it was handed out up to the end of the period.
    `times` counts how often something befell what is in the numerator.
    """

    name: str
    sort: FigureSort
    items: Callable[[Case], Iterator[Item]]
    hits: Callable[[Case, Item], object]
    sheets: bool = False
    rest: bool = False
    times: Callable[[Case], int] | None = None
    days: Callable[[Case], int | None] | None = None
    lower: bool = False
    """Whether less is better."""


def _always(_: Case, __: Item) -> bool:
    return True


def _is_done(case: Case, _: Item) -> bool:
    return case.done_on is not None


def _extended(case: Case) -> int:
    return case.extended


def _reworked(case: Case) -> int:
    """Return how often work was done again: sent back within the round, or begun anew with it."""
    return len(case.backs) + (case.round > 1)


FIGURES: tuple[Reckoned, ...] = (
    Reckoned("received", FigureSort.COUNT, _handed, _always),
    Reckoned("done", FigureSort.COUNT, _done, _always),
    Reckoned("open", FigureSort.COUNT, _open, _always, rest=True),
    Reckoned("not_due_yet", FigureSort.COUNT, _open, lambda case, _: case.due_on and not case.due_over, rest=True),
    Reckoned("signed_in_time", FigureSort.RATE, _sign, lambda _, item: item.hit),
    Reckoned("done_in_time", FigureSort.RATE, _due, lambda case, _: case.in_time),
    Reckoned("done_of_due", FigureSort.RATE, _due, _is_done),
    Reckoned("done_of_received", FigureSort.RATE, _handed, _is_done),
    Reckoned("overdue", FigureSort.RATE, _due, lambda case, _: not case.in_time, lower=True),
    Reckoned("overdue_open", FigureSort.RATE, _due, lambda case, _: case.done_on is None, lower=True),
    Reckoned("in_first_limit", FigureSort.RATE, _due, lambda case, _: case.in_first_limit),
    Reckoned(
        "extended", FigureSort.RATE, _due, lambda case, _: case.extended, times=lambda case: case.extended, lower=True
    ),
    Reckoned("reworked", FigureSort.RATE, _due, lambda case, _: _reworked(case), times=_reworked, lower=True),
    Reckoned("sent_back", FigureSort.COUNT, _backs, _always, lower=True),
    Reckoned("reopened", FigureSort.COUNT, _again, _always, lower=True),
    Reckoned("returns_granted", FigureSort.RATE, _asked, lambda _, item: item.hit),
    Reckoned("returned", FigureSort.RATE, _handed, lambda case, _: case.was_returned, lower=True),
    Reckoned("satisfied", FigureSort.RATE, _rated, lambda _, item: item.good),
    Reckoned("very_satisfied", FigureSort.RATE, _rated, lambda _, item: item.hit == GOOD),
    Reckoned("reached", FigureSort.RATE, _tried, lambda _, item: item.hit is not None),
    Reckoned("done_at_once", FigureSort.RATE, _done, lambda case, _: not _reworked(case) and not case.was_returned),
    Reckoned("working_days", FigureSort.DAYS, _done, _always, days=lambda case: case.working_days, lower=True),
    Reckoned("calendar_days", FigureSort.DAYS, _done, _always, days=lambda case: case.calendar_days, lower=True),
    Reckoned("reported_in_time", FigureSort.RATE, _due, lambda case, _: case.in_time, sheets=True),
    Reckoned("reported", FigureSort.RATE, _due, _is_done, sheets=True),
)
FIGURE_NAMES = tuple(each.name for each in FIGURES)


def figure_named(name: str) -> Reckoned:
    """Return the figure of this name; raises KeyError."""
    return next(each for each in FIGURES if each.name == name)
