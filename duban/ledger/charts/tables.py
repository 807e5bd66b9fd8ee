"""The table behind a chart: every number of it, for those who read rather than look."""

from __future__ import annotations

from functools import singledispatch

from duban import words
from duban.ledger.charts.values import STATE_TEXTS, STATES, MonthChart, RateChart


@singledispatch
def chart_table(chart: object) -> list[list[str]]:
    """Return the numbers of a chart as rows of text under a head."""
    raise TypeError(chart)


@chart_table.register
def _(chart: RateChart) -> list[list[str]]:
    grouped = any(group.title for group in chart.groups)
    head = [words.text("Unit"), words.text("Closed in time"), words.text("Fell due"), words.text("Rate")]
    rows = [
        [
            *([group.title] if grouped else []),
            bar.name,
            str(bar.part),
            str(bar.whole),
            f"{bar.percent}%" if bar.ranked and bar.whole else "",
        ]
        for group in chart.groups
        for bar in group.bars
    ]
    return [[*([words.text("Group")] if grouped else []), *head], *rows]


@chart_table.register
def _(chart: MonthChart) -> list[list[str]]:
    head = [words.text("Month"), *(words.text(STATE_TEXTS[state]) for state in STATES), words.text("all together")]
    return [
        head,
        *([month.month, *(str(getattr(month, state)) for state in STATES), str(month.total)] for month in chart.months),
    ]
