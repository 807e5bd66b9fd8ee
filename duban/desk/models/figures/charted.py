"""The chart of the figures: rates of units as bars, or months by what has become of their matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger import FEW, Month, MonthChart, RateBar, RateChart, RateGroup, chart_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.workflow import Tallies, TalliesRow


def charted(found: Tallies, titles: Mapping[str, str], period: str) -> str:
    """Return the figure of a chart as HTML; empty if there is nothing to draw."""
    if not found.rows:
        return ""
    if found.by == "month":
        return chart_figure(
            MonthChart(words.text("months by what has become of their matters"), _months(found), period)
        )
    bars = _bars(found.rows, titles)
    return chart_figure(RateChart(words.text("done in time"), (RateGroup(bars),), note=period)) if bars else ""


def _bars(rows: Sequence[TalliesRow], titles: Mapping[str, str]) -> tuple[RateBar, ...]:
    """Return the rates of what anything fell due of, the best first; those of few matters stand below."""
    bars = [
        RateBar(titles.get(row.key, row.key) or words.text("to be named"), row.on_time, row.due, ranked=row.due >= FEW)
        for row in rows
        if row.due
    ]
    return tuple(sorted(bars, key=lambda bar: (not bar.ranked, -bar.percent * bar.ranked, -bar.whole, bar.name)))


def _months(found: Tallies) -> tuple[Month, ...]:
    """Return the months; what was closed without a due day was not late."""
    return tuple(
        Month(
            row.key,
            on_time=row.closed - (row.due - row.on_time - row.overdue),
            late=row.due - row.on_time - row.overdue,
            running=row.open - row.overdue,
            overdue=row.overdue,
        )
        for row in found.rows
    )
