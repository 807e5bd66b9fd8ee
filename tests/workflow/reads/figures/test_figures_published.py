"""A published city's figures, made again from as many histories as it counted: to the digit as it printed them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from duban.scenarios import shipped
from duban.states import calendar_for, span_named
from duban.storage.statements.finding import ToldEntry
from duban.workflow.reads.figures.cases import CaseMaker, Cut
from duban.workflow.reads.figures.counting import Counter, Wanted
from duban.workflow.reads.figures.courses import Course, course_of
from duban.workflow.reads.figures.standards import standard_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import FiguresRow

ISSUE = shipped("issue")
STANDARD = standard_of(ISSUE)
CALENDAR = calendar_for("china", timezone="Asia/Shanghai")


def history(opened: date, due: date, closed: date | None) -> Iterator[ToldEntry]:
    """Yield the entries of a matter that was handed out on a day, and closed on another one, if it was."""

    def clock(status: str) -> str:
        due_at = CALENDAR.end_of(due).astimezone(UTC).isoformat()
        return f'"clocks":{{"整改时限":{{"status":"{status}","lap":1,"due_on":"{due}","due_at":"{due_at}"}}}}'

    def at(day: date) -> datetime:
        return CALENDAR.start_of(day) + timedelta(hours=10)

    units = '"units":{"lead":["市12345"],"responsible":["东区"]}'
    yield ToldEntry(1, "open", "市12345", None, None, "交办", 1, at(opened), f"{{{clock('running')},{units}}}")
    if closed is not None:
        yield ToldEntry(1, "act", "市12345", "通过", "复核", "销号", 1, at(closed), f"{{{clock('stopped')}}}")


def reckoned(period: str, cut: date, *kinds: tuple[int, date, date, date | None]) -> FiguresRow:
    """Return the figures of so many matters of each kind: when handed out, due and closed."""
    span = span_named(period)
    assert span is not None
    counter = Counter(Wanted(span.first, span.last, "unit", frozenset()))
    maker = CaseMaker(Cut(CALENDAR.end_of(cut), cut, cut), lambda unit: unit)
    for many, *days in kinds:
        entries = list(history(*days))
        for number in range(many):
            course = course_of(Course(f"WT-{number}", "issue"), entries, STANDARD)
            for case in maker.cases(course, STANDARD, CALENDAR):
                counter.take(case)
    return counter.total()


@pytest.mark.parametrize(
    ("period", "counts", "said"),
    [
        ("2017-04", (24_932, 22_345, 23_974), ("89.62", "96.16")),  # the hotline of 连云港, April 2017
        ("2019-06", (29_186, 24_165, 24_165), ("82.80", "82.80")),  # and June 2019, of which no late ones are printed
    ],
)
def test_the_rates_of_lianyungang_are_made_again(
    period: str, counts: tuple[int, int, int], said: tuple[str, str]
) -> None:
    due, in_time, done = counts
    span = span_named(period)
    assert span is not None
    first, last, middle = span.first, span.last, span.first + timedelta(days=14)
    found = reckoned(
        period,
        last + timedelta(days=7),
        (in_time, first, middle, middle),
        (done - in_time, first, middle, middle + timedelta(days=1)),
        (due - done, first, middle, None),
        (568, first, last + timedelta(days=30), None),  # what falls due later is not among them
    )
    assert (found["done_in_time"].numerator, found["done_in_time"].denominator) == (in_time, due)
    assert found["done_in_time"].percent == said[0]
    assert (found["done_of_due"].numerator, found["done_of_due"].percent) == (done, said[1])
    assert found["overdue"].numerator == due - in_time
    assert found["overdue_open"].numerator == due - done


def test_what_is_within_its_limit_stands_apart_as_in_tangshan() -> None:
    first, last = date(2024, 11, 1), date(2024, 11, 30)
    done, within = (first, date(2024, 11, 20), date(2024, 11, 15)), (first, date(2024, 12, 20), None)
    found = reckoned("2024-11", last, (2_349, *done), (568, *within))
    assert found["received"].numerator == 2_917
    assert (found["done_of_received"].numerator, found["done_of_received"].denominator) == (2_349, 2_917)
    assert found["not_due_yet"].numerator == 568
    assert found["done_of_received"].numerator + found["not_due_yet"].numerator == 2_917
