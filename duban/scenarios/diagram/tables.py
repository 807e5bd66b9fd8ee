"""What stands below the chart: clocks with their ladders, what is told when, and the roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.scenarios.diagram.layout import BOLD, EDGE, SMALL, Drawing
from duban.scenarios.diagram.telling import told_of
from duban.words import wrapped

if TYPE_CHECKING:
    from duban.states import Definition

_FIRST, _BETWEEN, _DOT = 190, 14, 16
_LEAST = 760


@dataclass(slots=True)
class Tables(Drawing):
    """The texts below the chart, the lines between them, and the dots of the lights with their colours."""

    rules: list[float] = field(default_factory=list)
    dots: list[tuple[float, float, str]] = field(default_factory=list)

    def head(self, text: str) -> None:
        """Begin a new table."""
        self.height += _BETWEEN * 1.5
        self.rules.append(self.height)
        lines = [(line, BOLD, "heading") for line in wrapped(text, BOLD, self.width - 2 * EDGE)]
        self.height = self.say(lines, EDGE, self.height + _BETWEEN / 2)

    def row(self, first: str, second: str, *, light: str | None = None) -> None:
        """Put a row of two columns, with a dot before it where a light comes on."""
        if light is not None:
            self.dots.append((EDGE + 5, self.height + SMALL * 0.75, light))
        left, right = EDGE + _DOT, EDGE + _DOT + _FIRST
        ends = [
            self.say(_lines(first, _FIRST - _BETWEEN), left, self.height),
            self.say(_lines(second, self.width - right - EDGE), right, self.height) if second else self.height,
        ]
        self.height = max(ends) + 2


def _lines(text: str, room: float) -> list[tuple[str, int, str]]:
    return [(line, SMALL, "said") for line in wrapped(text, SMALL, room)]


def tables(definition: Definition | None, wide: float, top: float) -> Tables:
    """Return the tables, if any are wanted, from `top` on, at least so wide that a row can be read."""
    made = Tables(max(wide, _LEAST), top)
    for table in () if definition is None else told_of(definition):
        made.head(table.heading)
        for row in table.rows:
            made.row(row.first, row.second, light=None if row.light is None else str(row.light))
    return made
