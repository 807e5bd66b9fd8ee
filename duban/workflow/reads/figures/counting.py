"""Counting cases: which rows each is in, and what it adds to each figure of a row, in one pass."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from duban.states import Period, span_of
from duban.workflow.reads.figures.cases import is_sole, share_of, shares_of
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

    @property
    def by_span(self) -> bool:
        """Return whether the rows are periods."""
        return self.by in _SPANS


class _Sum:
    """What has been counted of one figure in one row."""

    __slots__ = ("counted", "denominator", "left_out", "numerator", "others", "out", "taken", "times")

    def __init__(self) -> None:
        self.numerator = self.denominator = self.left_out = self.times = 0
        self.taken: list[int] = []
        self.counted: list[Behind] = []
        self.others: list[Behind] = []
        self.out: list[Behind] = []

    def add(self, figure: Reckoned, seen: Case, cases: Sequence[Case], item: Item) -> None:
        """Count an item of each of some cases of one kind, of which `seen` is one."""
        if item.out is not None:
            self.left_out += len(cases)
            return
        self.denominator += len(cases)
        if figure.hits(seen, item):
            self.numerator += len(cases)
            if figure.times is not None:
                self.times += figure.times(seen) * len(cases)
            if figure.days is not None:
                self.taken += [figure.days(case) or 0 for case in cases]

    def name(self, figure: Reckoned, case: Case, item: Item, unit: str | None) -> None:
        """Add what is behind the figure of an item of a case."""
        whose = item.unit or case.unit or unit
        if item.out is not None:
            self.out.append(Behind(case.number, case.round, whose, item.out))
        elif figure.hits(case, item):
            self.counted.append(Behind(case.number, case.round, whose))
        elif figure.sort is FigureSort.RATE:
            self.others.append(Behind(case.number, case.round, whose))

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


_Kinds = defaultdict[tuple[object, ...], list["Case"]]
"""Cases by what figures see of them: those of one kind count alike, and are counted together."""


def _kinds() -> _Kinds:
    return defaultdict(list)


_BY_ITEMS: dict[bool, list[tuple[Callable[[Case], Iterable[Item]], list[Reckoned]]]] = {
    sheets: [
        (items, [each for each in FIGURES if each.items is items and each.sheets is sheets])
        for items in dict.fromkeys(each.items for each in FIGURES if each.sheets is sheets)
    ]
    for sheets in (False, True)
}
"""The figures of matters and those of sheets, by what they are of: each is asked once of a case."""


class _Falls(dict["date | None", object]):
    """Where days fall: before the period, in it (as a month or quarter of it, if asked), or behind it."""

    def __init__(self, wanted: Wanted) -> None:
        self._first, self._last, self.span = wanted.first, wanted.last, _SPANS.get(wanted.by)
        self[None] = None

    def __missing__(self, day: date | None) -> object:
        if day is None:
            return None
        first, last = self._first, self._last
        found: object = -1 if first is not None and day < first else 1 if last is not None and day > last else 0
        if found == 0 and self.span is not None:
            found = span_of(self.span, day).key
        self[day] = found
        return found


class Counter:
    """Counts cases into rows, and all of them once into those of all.

    Of a matter the figures see little: whether its days fall before, in or behind the period, and a few facts. So cases
    are sorted by these first, and each figure judges one case of each kind only. In the row of a unit the cases stand
    as wholes: its shares of them are made of those that are judged, or listed.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._rows: defaultdict[str, _Kinds] = defaultdict(_kinds)
        self._total = _kinds()
        self._falls = _Falls(wanted)
        self._plain: dict[tuple[object, ...], int] = {}

    def take(self, case: Case) -> None:
        """Count a case."""
        by, plain = self._wanted.by, self._plain_kind(case)
        befell = bool(case.returns or case.signings or case.calls)
        kind = self._kind(plain, case) if befell else (plain, case.why_out)
        self._total[kind].append(case)
        if by == UNIT:
            if is_sole(case):
                self._rows[case.units[0]][kind].append(case)
                return
            shares = shares_of(case)
            for unit, why in shares:
                self._rows[unit][self._kind(plain, case, unit, why) if befell else (plain, why)].append(case)
            if not shares:
                self._rows[""][kind].append(case)
        elif self._falls.span is None:
            for key in _KEYS[by](case):
                self._rows[key][kind].append(case)

    def _plain_kind(self, case: Case) -> int:
        """Return a number for what figures see alike of a case and of each unit's share of it."""
        falls, known = self._falls, self._plain
        seen = (
            *(case.is_sheet, case.round == 1, case.due_over, case.in_time, case.in_first_limit, case.paused),
            *(falls[case.began_on], falls[case.due_on], falls[case.done_on], case.extended),
            tuple([falls[day] for day in case.backs]) if case.backs else (),
        )
        return known.setdefault(seen, len(known))

    def _kind(self, plain: int, case: Case, unit: str | None = None, why: str | None = None) -> tuple[object, ...]:
        """Return all that figures see of a case, or of the share of one of its units."""
        falls = self._falls
        whole = unit is None
        returns = [(falls[day], granted) for day, asked, granted in case.returns if whole or asked == unit]
        calls = [(falls[day], value, good) for day, value, good, units in case.calls if whole or unit in units]
        signings = [
            (falls[day], over, in_time, out) for name, day, over, in_time, out in case.signings if whole or name == unit
        ]
        return plain, case.why_out if whole else why, tuple(returns), tuple(calls), tuple(signings)

    def rows(self) -> tuple[FiguresRow, ...]:
        """Return the rows: of months in order, of others the most matters first, and what has no key last."""
        if self._falls.span is not None:
            return tuple(self._months())
        found = [row for key, kinds in self._rows.items() if _any_in(row := self._made(key, kinds))]
        found.sort(key=lambda row: (not row.key, -_weight(row), row.key))
        return tuple(found)

    def total(self) -> FiguresRow:
        """Return the figures of all, each case counted once."""
        return self._made("", self._total)

    def _made(self, key: str, kinds: _Kinds) -> FiguresRow:
        sums = {each.name: _Sum() for each in FIGURES}
        unit = key if key and self._wanted.by == UNIT else None
        for cases in kinds.values():
            seen = cases[0] if unit is None else share_of(cases[0], unit)
            for items, figures in _BY_ITEMS[seen.is_sheet]:
                for item in items(seen):
                    for figure in self._asked(figures, item):
                        sums[figure.name].add(figure, seen, cases, item)
                listed = [figure for figure in figures if figure.name in self._wanted.listed]
                for case in cases if listed else ():
                    for item in items(case if unit is None else share_of(case, unit)):
                        for figure in self._asked(listed, item):
                            sums[figure.name].name(figure, case, item, unit)
        return self._row(key, sums)

    def _asked(self, figures: Sequence[Reckoned], item: Item) -> Sequence[Reckoned]:
        """Return those of some figures into whose period an item falls."""
        first, last = self._wanted.first, self._wanted.last
        if last is not None and item.day > last:
            return ()
        if first is not None and item.day < first:
            return [figure for figure in figures if figure.rest]
        return figures

    def _row(self, key: str, sums: Mapping[str, _Sum]) -> FiguresRow:
        listed = self._wanted.listed
        return FiguresRow(
            key,
            {
                each.name: sums[each.name].figure(each, listed=each.name in listed)
                for each in FIGURES
                if not (key and each.rest and self._falls.span is not None)
            },
        )

    def _months(self) -> list[FiguresRow]:
        """Return the rows of months or quarters: each as if it were the period, of what falls into it."""
        found: dict[str, dict[str, _Sum]] = {}
        for cases in self._total.values():
            for items, figures in _BY_ITEMS[cases[0].is_sheet]:
                whole = [figure for figure in figures if not figure.rest]
                for item in items(cases[0]):
                    key = self._falls[item.day]
                    if isinstance(key, str):
                        sums = found.setdefault(key, {each.name: _Sum() for each in FIGURES})
                        for figure in whole:
                            sums[figure.name].add(figure, cases[0], cases, item)
                listed = [figure for figure in whole if figure.name in self._wanted.listed]
                for case in cases if listed else ():
                    for item in items(case):
                        key = self._falls[item.day]
                        for figure in listed if isinstance(key, str) else ():
                            found[str(key)][figure.name].name(figure, case, item, None)
        return [self._row(key, found[key]) for key in sorted(found)]


def _any_in(row: FiguresRow) -> bool:
    """Return whether anything of a row falls into the period."""
    return any(each.numerator or each.denominator or each.left_out for each in row.figures.values())


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
