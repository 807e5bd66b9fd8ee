"""Counting cases: which rows each is in, and what it adds to each figure of a row, in one pass."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from duban.states import Period, span_of
from duban.workflow.reads.figures.cases import shares_of
from duban.workflow.reads.figures.outcome import Behind, Figure, FiguresRow, Listed
from duban.workflow.reads.figures.reckoned import FIGURES, FigureSort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from duban.workflow.reads.figures.cases import Case
    from duban.workflow.reads.figures.reckoned import Item, Reckoned

UNIT, LEAD, SCENARIO, SOURCE, PLAN = "unit", "lead", "scenario", "source", "plan"
MONTH, QUARTER = "month", "quarter"
FIGURED_BY = (UNIT, LEAD, SCENARIO, SOURCE, PLAN, MONTH, QUARTER)
"""By what figures are counted: the unit that works on a matter, that which leads it, its scenario, its source, the plan
that it is a task of, or the month or quarter in which what is counted falls."""
_SPANS = {MONTH: Period.MONTH, QUARTER: Period.QUARTER}
_KEYS: Mapping[str, Callable[[Case], tuple[str, ...]]] = {
    LEAD: lambda case: case.leads or ("",),
    SCENARIO: lambda case: (case.scenario,),
    SOURCE: lambda case: (case.source or "",),
    PLAN: lambda case: (case.plan or "",),
}


class Wanted(NamedTuple):
    """What is counted: from the first to the last day, by what, and of which figures the matters are listed."""

    first: date | None
    last: date | None
    by: str
    listed: frozenset[str]


class _Sum:
    """What has been counted of one figure in one row."""

    __slots__ = ("counted", "denominator", "left_out", "numerator", "others", "out", "taken", "times")

    def __init__(self) -> None:
        self.numerator = self.denominator = self.left_out = self.times = 0
        self.taken: list[int] = []
        self.counted: list[Behind] = []
        self.others: list[Behind] = []
        self.out: list[Behind] = []

    def add(self, figure: Reckoned, case: Case, item: Item, *, listed: bool) -> None:
        """Count an item of a case."""
        if item.out is not None:
            self.left_out += 1
            if listed:
                self.out.append(Behind(case.number, case.round, case.unit, item.out))
            return
        hit = figure.hits(case, item)
        self.denominator += 1
        if hit:
            self.numerator += 1
            if figure.times is not None:
                self.times += figure.times(case)
            if figure.days is not None:
                self.taken.append(figure.days(case) or 0)
        if listed and (hit or figure.sort is FigureSort.RATE):
            (self.counted if hit else self.others).append(Behind(case.number, case.round, case.unit))

    def figure(self, figure: Reckoned, *, listed: bool) -> Figure:
        """Return what has been counted."""
        return Figure(
            name=figure.name,
            sort=figure.sort,
            numerator=self.numerator,
            denominator=None if figure.sort is FigureSort.COUNT else self.denominator,
            left_out=self.left_out,
            times=None if figure.times is None else self.times,
            total=sum(self.taken) if figure.sort is FigureSort.DAYS else None,
            median=_median(self.taken),
            listed=Listed(tuple(self.counted), tuple(self.others), tuple(self.out)) if listed else None,
        )


def _median(taken: Sequence[int]) -> Fraction | None:
    if not taken:
        return None
    ordered, half = sorted(taken), len(taken) // 2
    return Fraction(ordered[half] if len(taken) % 2 else ordered[half - 1] + ordered[half], 1 if len(taken) % 2 else 2)


_Row = dict[str, _Sum]
_BY_ITEMS: dict[bool, list[tuple[Callable[[Case], Iterable[Item]], list[Reckoned]]]] = {
    sheets: [
        (items, [each for each in FIGURES if each.items is items and each.sheets is sheets])
        for items in dict.fromkeys(each.items for each in FIGURES if each.sheets is sheets)
    ]
    for sheets in (False, True)
}
"""The figures of matters and those of sheets, by what they are of: each is asked once of a case."""


class Counter:
    """Counts cases into rows, and all of them once into those of all."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._rows: dict[str, _Row] = {}
        self._total = _Row()
        self._span = _SPANS.get(wanted.by)
        self._months: dict[date, str] = {}

    def take(self, case: Case) -> None:
        """Count a case."""
        by = self._wanted.by
        if by == UNIT:
            self._count(case, (self._total,), None)
            shares = list(shares_of(case))
            for share in shares:
                self._count(share, (self._row(str(share.unit)),), None)
            if not shares:
                self._count(case, (self._row(""),), None)
        elif self._span is not None:
            self._count(case, (self._total,), self._span)
        else:
            self._count(case, (self._total, *map(self._row, _KEYS[by](case))), None)

    def _row(self, key: str) -> _Row:
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = {}
        return found

    def _count(self, case: Case, rows: Sequence[_Row], span: Period | None) -> None:
        first, last, listed = self._wanted.first, self._wanted.last, self._wanted.listed
        for items, figures in _BY_ITEMS[case.is_sheet]:
            for item in items(case):
                day = item.day
                if last is not None and day > last:
                    continue
                early = first is not None and day < first
                for figure in figures:
                    if early and not figure.rest:
                        continue
                    name = figure.name
                    into = rows if span is None or figure.rest else (*rows, self._row(self._month(day, span)))
                    for row in into:
                        kept = row.get(name)
                        if kept is None:
                            kept = row[name] = _Sum()
                        kept.add(figure, case, item, listed=name in listed)

    def _month(self, day: date, span: Period) -> str:
        found = self._months.get(day)
        if found is None:
            found = self._months[day] = span_of(span, day).key
        return found

    def rows(self) -> tuple[FiguresRow, ...]:
        """Return the rows: of months in order, of others the most matters first, and what has no key last."""
        found = [self._made(key, row) for key, row in self._rows.items()]
        if self._span is not None:
            found.sort(key=lambda row: row.key)
        else:
            found.sort(key=lambda row: (not row.key, -_weight(row), row.key))
        return tuple(found)

    def total(self) -> FiguresRow:
        """Return the figures of all, each case counted once."""
        return self._made("", self._total)

    def _made(self, key: str, row: _Row) -> FiguresRow:
        none, listed = _Sum(), self._wanted.listed
        return FiguresRow(
            key,
            {
                each.name: row.get(each.name, none).figure(each, listed=each.name in listed)
                for each in FIGURES
                if not (key and each.rest and self._span is not None)
            },
        )


def _weight(row: FiguresRow) -> int:
    return row["received"].numerator + row["open"].numerator + (row["done_in_time"].denominator or 0)


def summed(rows: Iterable[FiguresRow], names: Iterable[str]) -> FiguresRow:
    """Return the sum of rows, figure by figure; the median of all is not the sum of theirs, and is left out."""
    rows = tuple(rows)
    found: dict[str, Figure] = {}
    for name in names:
        each = [row.figures[name] for row in rows if name in row.figures]
        if each:
            found[name] = _added(each)
    return FiguresRow("", found)


def _added(figures: Sequence[Figure]) -> Figure:
    first = figures[0]
    return Figure(
        name=first.name,
        sort=first.sort,
        numerator=sum(each.numerator for each in figures),
        denominator=None if first.denominator is None else sum(each.denominator or 0 for each in figures),
        left_out=sum(each.left_out for each in figures),
        times=None if first.times is None else sum(each.times or 0 for each in figures),
        total=None if first.total is None else sum(each.total or 0 for each in figures),
    )
