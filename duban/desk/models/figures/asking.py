"""Of what figures are asked for: a period, kinds of matters, a plan, and by what they are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger import ASKED_NAMES, Asked, asked_of, day_of
from duban.workflow import COMPARED_WITH, FIGURED_BY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BY_TEXTS = {
    "unit": "by the unit that works on it",
    "lead": "by the unit that leads",
    "scenario": "by kind of matter",
    "source": "by source",
    "plan": "by plan",
    "month": "by month",
    "quarter": "by quarter",
}
SPANS = frozenset({"month", "quarter"})
"""By these figures stand beside each other already, and are not compared."""
_DAY = timedelta(days=1)
_UNASKED = frozenset(
    {
        *("show", "light", "state", "waiting", "quiet", "order", "rows", "col", "fold", "dense", "view"),
        *("due_from", "due_to", "closed_from", "closed_to"),
    }
)
"""By these a list is narrowed down or shown, and no figures are."""
FIGURES_NAMES = (*(name for name in ASKED_NAMES if name not in _UNASKED), "by", "at", "compare")
"""What stands in an address of figures."""


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """What is asked for: as the ledger is asked, whatever became of the matters; by what, and as of which day.

    The days between which a matter was opened are the period; `at` is the cut-off, empty for now. `compare` says
    with what they are compared.
    """

    matters: Asked
    by: str = "unit"
    at: str = ""
    compare: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what stands behind the question mark of the address; both ends of the period are always there."""
        some = [pair for pair in self.matters.pairs if pair[0] not in {"show", "opened_from", "opened_to"}]
        ends = [("opened_from", self.matters.opened_from), ("opened_to", self.matters.opened_to)]
        more = [("by", self.by)] if self.by != FIGURED_BY[0] else []
        beside = [(name, value) for name, value in (("at", self.at), ("compare", self.compare)) if value]
        return [*ends, *some, *more, *beside]

    def but(self, *, by: str | None = None, **changes: object) -> FiguresAsked:
        """Return this with other values."""
        return FiguresAsked(
            self.matters.but(**changes) if changes else self.matters, by or self.by, self.at, self.compare
        )

    @property
    def period(self) -> tuple[date | None, date | None]:
        """Return the first and the last day; raises ValueError."""
        first, last = (date.fromisoformat(day) if day else None for day in self._ends)
        return first, last

    @property
    def _ends(self) -> tuple[str, str]:
        return self.matters.opened_from, self.matters.opened_to

    @property
    def narrowed(self) -> Asked:
        """Return what is asked for but the period."""
        return replace(self.matters, opened_from="", opened_to="")


@dataclass(frozen=True, slots=True)
class Span:
    """A period that can be chosen: what it is called, and whether it is."""

    title: str
    asked: FiguresAsked
    chosen: bool


def figures_asked(
    given: Callable[[str], bool], value: Callable[[str], str], values: Callable[[str], list[str]], today: date
) -> FiguresAsked:
    """Return what an address asks for; without a period, this year up to now."""
    asked = replace(asked_of(value, values), show="all", light=(), state=(), waiting=(), quiet="")
    if not given("opened_from") and not given("opened_to"):
        asked = replace(asked, opened_from=date(today.year, 1, 1).isoformat())
    asked = replace(asked, opened_from=_as_day(asked.opened_from, today), opened_to=_as_day(asked.opened_to, today))
    by = value("by")
    by = by if by in FIGURED_BY else FIGURED_BY[0]
    compare = value("compare") if value("compare") in COMPARED_WITH and by not in SPANS else ""
    return FiguresAsked(asked, by, _as_day(value("at"), today), compare)


def _as_day(written: str, today: date) -> str:
    """Return a day as addresses have it, so that days are compared as days; what is none stays, to be refused."""
    try:
        found = day_of(written, today) if written else None
    except ValueError:
        return written
    return written if found is None else found.isoformat()


def spans_of(asked: FiguresAsked, today: date) -> tuple[Span, ...]:
    """Return the periods that are chosen most."""
    now = asked.matters.opened_from, asked.matters.opened_to
    return tuple(
        Span(title, _in_span(asked, first, last), (first, last) == now) for title, first, last in _spans(today)
    )


def _in_span(asked: FiguresAsked, first: str, last: str) -> FiguresAsked:
    """Return what is asked for, of other days; what has no first day is compared with nothing."""
    found = asked.but(opened_from=first, opened_to=last)
    return found if first else replace(found, compare="")


def _spans(today: date) -> Iterator[tuple[str, str, str]]:
    month = today.replace(day=1)
    before = month - _DAY
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    year = date(today.year, 1, 1)
    yield words.text("this year"), year.isoformat(), ""
    yield words.text("this quarter"), quarter.isoformat(), ""
    yield words.text("this month"), month.isoformat(), ""
    yield words.text("last month"), before.replace(day=1).isoformat(), before.isoformat()
    last = date(today.year - 1, 1, 1), year - _DAY
    yield words.text("last year"), last[0].isoformat(), last[1].isoformat()
    yield words.text("all along"), "", ""
