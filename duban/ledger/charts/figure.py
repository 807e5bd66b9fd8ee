"""A chart as it stands in a page: drawn for a wide and for a narrow one, with its table behind it."""

from __future__ import annotations

from html import escape

from duban import words
from duban.ledger.charts.months import draw_months
from duban.ledger.charts.rates import NARROW, WIDE, draw_rates
from duban.ledger.charts.svg import chart_svg
from duban.ledger.charts.tables import chart_table
from duban.ledger.charts.values import MonthChart, RateChart


def chart_figure(chart: RateChart | MonthChart, name: str = "chart") -> str:
    """Return a chart as an HTML figure; a style sheet shows `.wide-chart` or `.narrow-chart` by the width of the page.

    All text in it is escaped. `name` keeps its ids apart from those of other charts.
    """
    wide, narrow = (
        draw_rates(chart, width) if isinstance(chart, RateChart) else draw_months(chart, width)
        for width in (WIDE, NARROW)
    )
    head, *rows = chart_table(chart)
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<figure class="chart"><div class="wide-chart">{chart_svg(wide, f"{name}-w")}</div>'
        f'<div class="narrow-chart">{chart_svg(narrow, f"{name}-n")}</div>'
        f"<details><summary>{escape(words.text('the numbers of this chart as a table'))}</summary>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(chart.title)}">'
        f'<table class="plain"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details></figure>'
    )
