"""Months as columns, each stacked of what has become of its matters."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.charts.drawing import LINE, SIZE, SMALL, Drawing, Label, Rect, Rule, Sheet
from duban.ledger.charts.rates import WIDE
from duban.ledger.charts.values import STATE_TEXTS, STATES

if TYPE_CHECKING:
    from duban.ledger.charts.values import Month, MonthChart

_HIGH, _LEAST, _MOST, _PAD = 220.0, 34.0, 64.0, 6.0
"""How high the highest column is; how wide a month's room must and may be."""


def draw_months(chart: MonthChart, width: float = WIDE) -> Drawing:
    """Return the chart, laid out for a sheet of some pixels in width; months that find no room go below."""
    sheet = Sheet(width)
    sheet.say(chart.title, size=SIZE + 2, bold=True)
    sheet.say(chart.note, size=SMALL, quiet=True, after=8)
    if not any(month.total for month in chart.months):
        sheet.say(words.text("no matters in these months"))
    else:
        most = max(month.total for month in chart.months)
        wide = _room(chart)
        each = max(1, int(width // wide))
        rows = ceil(len(chart.months) / each)
        each = ceil(len(chart.months) / rows)
        for start in range(0, len(chart.months), each):
            _row(sheet, chart.months[start : start + each], most, min(_MOST, width / each))
        sheet.y += 4
        sheet.explain([(state, words.text(STATE_TEXTS[state])) for state in STATES])
    return sheet.drawn(chart.title, said_of(chart))


def said_of(chart: MonthChart) -> str:
    """Return in a sentence what the chart shows, for those who do not see it."""
    if not any(month.total for month in chart.months):
        return words.text("no matters in these months")
    sums = [
        words.text(
            "{state} {count}", state=words.text(text), count=sum(getattr(month, state) for month in chart.months)
        )
        for state, text in STATE_TEXTS.items()
    ]
    return words.text("{count} months: {sums}", count=len(chart.months), sums=sums)


def month_said(month: str, before: str | None) -> tuple[str, ...]:
    """Return how a month is called under its column; the year stands there once."""
    year, _, number = month.partition("-")
    called = words.text("M{number}", number=int(number))
    known = before is not None and before.partition("-")[0] == year
    return (called,) if known else (called, words.text("in {year}", year=year))


def _room(chart: MonthChart) -> float:
    """Return how wide a month's room must be for its numbers and its name."""
    written = [str(month.total) for month in chart.months]
    said = [line for month in chart.months for line in month_said(month.month, None)]
    return max(_LEAST, *(words.text_width(text, SMALL) + _PAD for text in (*written, *said)))


def _row(sheet: Sheet, months: tuple[Month, ...], most: int, wide: float) -> None:
    top = sheet.y + SMALL * LINE
    ground = top + _HIGH
    sheet.rules.append(Rule(0, ground, wide * len(months), ground))
    before = None
    for place, month in enumerate(months):
        middle = (place + 0.5) * wide
        _column(sheet, month, middle=middle, wide=min(wide * 0.7, wide - _PAD), ground=ground, unit=_HIGH / most)
        for line, text in enumerate(month_said(month.month, before)):
            y = ground + (line + 1) * SMALL * LINE
            sheet.labels.append(Label(middle, y, text, SMALL, "middle", quiet=line > 0))
        before = month.month
    sheet.y = ground + 2 * SMALL * LINE + 8


def _column(sheet: Sheet, month: Month, *, middle: float, wide: float, ground: float, unit: float) -> None:
    """Draw a month; numbers stand in what is high enough for them, on a plate, so that they read on any hatch."""
    y = ground
    for state in STATES:
        many = getattr(month, state)
        if not many:
            continue
        high = many * unit
        y -= high
        sheet.rects.append(Rect(middle - wide / 2, y, wide, high, state))
        plate = words.text_width(str(many), SMALL) + 4
        if high >= SMALL * LINE + 2 and plate <= wide:
            sheet.rects.append(Rect(middle - plate / 2, y + high / 2 - SMALL * 0.65, plate, SMALL * 1.3, "plate"))
            sheet.labels.append(Label(middle, y + high / 2 + SMALL * 0.36, str(many), SMALL, "middle"))
    sheet.labels.append(Label(middle, y - 4, str(month.total), SMALL, "middle", bold=True))
