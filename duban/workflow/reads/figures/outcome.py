"""Figures as values: a number with its numerator, its denominator and what was left out, in rows, with those of all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - Jsonable reads the fields
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from duban.states import Jsonable
from duban.workflow.reads.figures.reckoned import FigureSort

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import EllipsisType


def rounded(number: Fraction, places: int = 2) -> Decimal:
    """Return an exact number with so many decimals, a half rounded up (away from zero), as offices round."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (
        Decimal(whole if number >= 0 else -whole)
        .scaleb(-places)
        .quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    )


@dataclass(frozen=True, slots=True)
class Behind(Jsonable):
    """Something behind a number: the round of a matter, whose share it is if it is one unit's, and why it is out."""

    number: str
    round: int
    unit: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Listed(Jsonable):
    """What is behind a figure: what is in the numerator, what is in the denominator only, and what was left out."""

    counted: tuple[Behind, ...] = ()
    others: tuple[Behind, ...] = ()
    out: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Jsonable):
    """A figure: `numerator` of `denominator`, none of a count; `left_out` fell in the period and is in neither.

    `times` is how often something befell what is in the numerator. Of a figure in days `total` is their sum, over as
    many as the numerator says, and `median` theirs, exactly. `listed` is there if it was asked for.
    """

    _json: ClassVar[tuple[str | EllipsisType, ...]] = (
        *("name", "sort", "numerator", "denominator", "percent", "left_out", "times", "mean", "middle", "listed"),
    )

    name: str
    sort: FigureSort
    numerator: int
    denominator: int | None = None
    left_out: int = 0
    times: int | None = None
    total: int | None = None
    median: Fraction | None = None
    listed: Listed | None = None

    @property
    def share(self) -> Fraction | None:
        """Return the exact share; none of what is no share, or if there is nothing to be a share of."""
        return Fraction(self.numerator, self.denominator) if self.denominator and self.sort is FigureSort.RATE else None

    @property
    def percent(self) -> str | None:
        """Return the share in percent with two decimals, such as 89.62."""
        return None if self.share is None else str(rounded(self.share * 100))

    @property
    def mean(self) -> str | None:
        """Return the mean of days with two decimals."""
        if self.total is None or not self.numerator:
            return None
        return str(rounded(Fraction(self.total, self.numerator)))

    @property
    def middle(self) -> str | None:
        """Return the median of days with two decimals."""
        return None if self.median is None else str(rounded(self.median))


@dataclass(frozen=True, slots=True)
class FiguresRow(Jsonable):
    """The figures of a unit, a scenario, a month or the like; its key is empty for what has none, and for those of all.

    `row["done_in_time"]` is a figure. Those that cannot be counted by this are not there.
    """

    key: str
    figures: Mapping[str, Figure]

    def __getitem__(self, name: str) -> Figure:
        """Return a figure by its name; raises KeyError."""
        return self.figures[name]


@dataclass(frozen=True, slots=True)
class FigureChange(Jsonable):
    """How a figure differs from an earlier one, `base`: a rate by percentage `points`, anything else in `percent`.

    Each has two decimals and its sign; both are none if there is nothing to compare with.
    """

    base: Figure
    points: str | None = None
    percent: str | None = None


@dataclass(frozen=True, slots=True)
class FiguresChanges(Jsonable):
    """How the figures of a row differ from those of the earlier period; the key is empty for all together."""

    key: str
    figures: Mapping[str, FigureChange] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FiguresCompared(Jsonable):
    """How figures differ from those of an earlier period, as these were known at the same distance from its end.

    `compare` is `previous` or `last-year`. Without `known` nothing at all had been recorded then: there are no figures
    to compare with, which is something else than figures of 0, and no changes stand here.
    """

    compare: str
    first: date
    last: date
    as_of: date
    known: bool
    rows: tuple[FiguresChanges, ...]
    total: FiguresChanges
    sum: FiguresChanges

    def row(self, key: str) -> FiguresChanges:
        """Return the changes of the row of a key, empty if nothing is known of it."""
        return next((each for each in self.rows if each.key == key), FiguresChanges(key))


@dataclass(frozen=True, slots=True)
class Figures(Jsonable):
    """Figures of a period, as they were known at a cut-off, by what they are counted by, and those of all.

    In the `total` a matter counts once, and in the `sum` of the rows once for each row it is in: by unit the two differ
    where several units share a matter, and both are printed. `as_of` is the day of the cut-off, `until` the instant
    from which on nothing is known. `groups` are those of the directory, with their units, and `units` all of it, each
    as of the cut-off if the directory stands in the database, else as of now. `compared` is there if it was asked for.
    """

    first: date | None
    last: date | None
    until: datetime
    as_of: date
    by: str
    rows: tuple[FiguresRow, ...]
    total: FiguresRow
    sum: FiguresRow
    units: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compared: FiguresCompared | None = None

    def row(self, key: str) -> FiguresRow | None:
        """Return the row of a key; none if there is nothing of it."""
        return next((each for each in self.rows if each.key == key), None)
