"""What charts are drawn of: plain values, counted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from duban import words
from duban.workflow import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

State = Literal["on_time", "late", "running", "overdue"]
STATES: tuple[State, ...] = ("on_time", "late", "running", "overdue")
"""What has become of the matters of a month, in the order in which they are stacked."""

STATE_TEXTS = {
    "on_time": "Closed in time",
    "late": "Closed late",
    "running": "Under way, not due",
    "overdue": "Overdue, not closed",
}


@dataclass(frozen=True, slots=True)
class RateBar:
    """A rate: `part` of `whole`. One that is not `ranked`, as of too few matters, is drawn apart."""

    name: str
    part: int
    whole: int
    ranked: bool = True

    @property
    def percent(self) -> Decimal:
        """Return the rate in percent to two places, half up; 0 of nothing."""
        return rounded(Fraction(100 * self.part, self.whole)) if self.whole else Decimal(0)

    @property
    def said(self) -> str:
        """Return the rate with what it is a rate of: 89.62% (22345/24932); one that is not ranked as 3/4 alone."""
        counted = f"{self.part}/{self.whole}"
        rate = f"{self.percent}%"
        return words.text("{rate} ({counted})", rate=rate, counted=counted) if self.ranked and self.whole else counted


@dataclass(frozen=True, slots=True)
class RateGroup:
    """Units that are ranked among each other; `bars` are drawn in their order. One group alone needs no title."""

    bars: tuple[RateBar, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class RateChart:
    """Rates of units as bars, a line where the target is, and a note below that says of which day they are."""

    title: str
    groups: tuple[RateGroup, ...]
    target: Decimal | None = None
    note: str = ""

    @property
    def bars(self) -> tuple[RateBar, ...]:
        """Return the bars of all groups."""
        return tuple(bar for group in self.groups for bar in group.bars)

    def reaches(self, bar: RateBar) -> bool:
        """Return whether a rate reaches the target; without one all do. The rate itself decides, not what is said."""
        return self.target is None or 100 * bar.part >= self.target * bar.whole


@dataclass(frozen=True, slots=True)
class Month:
    """The matters of a month (such as 2026-03), by what has become of them."""

    month: str
    on_time: int = 0
    late: int = 0
    running: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        """Return how many they are."""
        return self.on_time + self.late + self.running + self.overdue


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Months as columns, each stacked of its matters by state."""

    title: str
    months: tuple[Month, ...]
    note: str = ""


def parted(chart: RateChart, most: int = 24) -> tuple[RateChart, ...]:
    """Return a chart as several of at most so many bars each, so that each goes on a page."""
    if len(chart.bars) <= most:
        return (chart,)
    return tuple(replace(chart, groups=groups) for groups in _pages(chart, most))


def _pages(chart: RateChart, most: int) -> Iterator[tuple[RateGroup, ...]]:
    page: list[RateGroup] = []
    for group in chart.groups:
        left = group.bars
        while left:
            room = most - sum(len(each.bars) for each in page)
            if room <= 0 or (page and room < min(len(left), 3)):
                yield tuple(page)
                page, room = [], most
            page.append(replace(group, bars=left[:room]))
            left = left[room:]
    if page:
        yield tuple(page)
