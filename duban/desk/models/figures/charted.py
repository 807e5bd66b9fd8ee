"""The chart of the figures: rates of units as bars, or months by what has become of their matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from duban import words
from duban.ledger import Month, MonthChart, RateBar, RateChart, RateGroup, chart_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.workflow import Figures, FiguresRow

FEW = 5
"""A rate of fewer matters is drawn apart."""


def charted(found: Figures, titles: Mapping[str, str], period: str) -> str:
    """Return the figure of a chart as HTML; empty if there is nothing to draw."""
    if not found.rows:
        return ""
    if found.by == "month":
        chart = MonthChart(words.text("months by what has become of their matters"), _months(found), period)
        return Markup(chart_figure(chart))  # noqa: S704 - it is escaped there
    bars = _bars(found.rows, titles)
    return Markup(chart_figure(RateChart(words.text("done in time"), (RateGroup(bars),), note=period))) if bars else ""  # noqa: S704 - it is escaped there


def _bars(rows: Sequence[FiguresRow], titles: Mapping[str, str]) -> tuple[RateBar, ...]:
    """Return the rates of what anything fell due of, the best first; those of few matters stand below."""
    bars = [
        RateBar(titles.get(row.key, row.key) or words.text("to be named"), one.numerator, whole, ranked=whole >= FEW)
        for row in rows
        if (whole := (one := row["done_in_time"]).denominator or 0)
    ]
    return tuple(sorted(bars, key=lambda bar: (not bar.ranked, -bar.percent * bar.ranked, -bar.whole, bar.name)))


def _months(found: Figures) -> tuple[Month, ...]:
    """Return the months by what has become of what fell due in them."""
    return tuple(
        Month(
            row.key,
            on_time=row["done_in_time"].numerator,
            late=row["overdue"].numerator - row["overdue_open"].numerator,
            overdue=row["overdue_open"].numerator,
        )
        for row in found.rows
    )
