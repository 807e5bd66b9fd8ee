"""Rates of units as bars: sorted as they come, with part and whole at each, and the target as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.charts.drawing import LINE, SIZE, SMALL, Drawing, Fill, Label, Rect, Rule, Sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from duban.ledger.charts.drawing import Anchor
    from duban.ledger.charts.values import RateBar, RateChart

WIDE, NARROW = 680.0, 328.0
_BESIDE = 460.0
"""From this width on, names stand beside their bars; on a narrow sheet above them."""
_BAR, _GAP, _PAD = 14.0, 9.0, 8.0


def draw_rates(chart: RateChart, width: float = WIDE) -> Drawing:
    """Return the chart, laid out for a sheet of some pixels in width."""
    sheet = Sheet(width)
    sheet.say(chart.title, size=SIZE + 2, bold=True)
    sheet.say(chart.note, size=SMALL, quiet=True, after=8)
    if not chart.bars:
        sheet.say(words.text("nothing fell due in this period, so there is no rate to show"))
    else:
        _Bars(chart, sheet).draw()
    return sheet.drawn(chart.title, said_of(chart))


def said_of(chart: RateChart) -> str:
    """Return in a sentence what the chart shows, for those who do not see it."""
    bars = chart.bars
    if not bars:
        return words.text("nothing fell due in this period, so there is no rate to show")
    sentences = [
        words.text(
            "{count} units; the first is {first} with {rate}, the last {last} with {least}",
            count=len(bars),
            first=bars[0].name,
            rate=bars[0].said,
            last=bars[-1].name,
            least=bars[-1].said,
        )
    ]
    if chart.target is not None:
        reached = sum(chart.reaches(bar) for bar in bars if bar.ranked)
        target = _percent(chart.target)
        sentences.append(words.text("{count} reach the target of {target}", count=reached, target=target))
    return words.clauses(sentences)


class _Bars:
    """Lays the bars out on a sheet: a column of names, the bars, and a column of what they say."""

    def __init__(self, chart: RateChart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.beside = sheet.width >= _BESIDE
        said = max(words.text_width(bar.said, SMALL) for bar in chart.bars)
        names = max(words.text_width(bar.name, SIZE) for bar in chart.bars)
        self.names = min(names, sheet.width * 0.38) + _PAD if self.beside else 0.0
        self.track = sheet.width - self.names - said - 2 * _PAD

    def draw(self) -> None:
        """Draw the scale, the groups and what the fills mean."""
        sheet = self.sheet
        self._target_said()
        top = self._scale()
        for group in self.chart.groups:
            if group.title and group.bars:
                sheet.y += 4
                sheet.say(group.title, bold=True)
            for bar in group.bars:
                self._row(bar)
        if self.chart.target is not None:
            x = self._at(float(self.chart.target))
            sheet.rules.append(Rule(x, top, x, sheet.y, dashed=True))
        sheet.y += 6
        sheet.explain(self._meanings())

    def _at(self, percent: float) -> float:
        return self.names + self.track * percent / 100

    def _target_said(self) -> None:
        if self.chart.target is None:
            return
        said, sheet = words.text("target {target}", target=_percent(self.chart.target)), self.sheet
        half = words.text_width(said, SMALL) / 2
        x = min(max(self._at(float(self.chart.target)), half), sheet.width - half)
        sheet.y += SMALL * LINE
        sheet.labels.append(Label(x, sheet.y - 3, said, SMALL, "middle"))

    def _scale(self) -> float:
        """Draw the scale, and return where it ends."""
        sheet = self.sheet
        sheet.y += SMALL * LINE
        marks: tuple[tuple[int, Anchor], ...] = ((0, "start"), (50, "middle"), (100, "end"))
        for percent, anchor in marks:
            sheet.labels.append(Label(self._at(percent), sheet.y - 3, f"{percent}%", SMALL, anchor, quiet=True))
        return sheet.y

    def _row(self, bar: RateBar) -> None:
        sheet = self.sheet
        room = self.names - _PAD if self.beside else sheet.width
        lines = _evenly(bar.name, room)
        tall = len(lines) * SIZE * LINE
        top = sheet.y + _GAP / 2
        middle = top + max(tall, _BAR) / 2 if self.beside else top + tall + _BAR / 2 + 1
        first = middle - tall / 2 if self.beside else top
        for place, line in enumerate(lines):
            y = first + (place + 1) * SIZE * LINE - SIZE * (LINE - 1) - 1
            sheet.labels.append(Label(self.names - _PAD, y, line, SIZE, "end") if self.beside else Label(0, y, line))
        left, length = self._at(0), self.track * float(bar.percent) / 100
        sheet.rects.append(Rect(left, middle - _BAR / 2, self.track, _BAR, "track"))
        if length > 0:
            sheet.rects.append(Rect(left, middle - _BAR / 2, length, _BAR, self._fill(bar)))
        sheet.labels.append(Label(left + self.track + _PAD, middle + SMALL * 0.36, bar.said, SMALL))
        sheet.y = max(top + tall, middle + _BAR / 2) + _GAP / 2

    def _fill(self, bar: RateBar) -> Fill:
        if not bar.ranked:
            return "apart"
        return "reached" if self.chart.reaches(bar) else "missed"

    def _meanings(self) -> list[tuple[Fill, str]]:
        found = {self._fill(bar) for bar in self.chart.bars}
        texts: dict[Fill, str] = {
            "reached": words.text("target reached") if self.chart.target is not None else words.text("done in time"),
            "missed": words.text("below the target"),
            "apart": words.text("too few to be ranked"),
        }
        return [(fill, text) for fill, text in texts.items() if fill in found]


def _evenly(name: str, room: float) -> list[str]:
    """Return the lines of a name, as few as the room allows, about as long as each other."""
    lines = words.wrapped(name, SIZE, room)
    even = words.text_width(name, SIZE) / len(lines)
    while even < room:
        if len(evened := words.wrapped(name, SIZE, even)) == len(lines):
            return evened
        even += SIZE
    return lines


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"
