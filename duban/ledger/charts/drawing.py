"""A chart laid out: what stands where, in pixels; so that it can be checked before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from duban import words

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE, SMALL = 13.0, 11.0
"""Sizes of letters in pixels: what is read, and what stands beside it."""
LINE = 1.35
"""How far apart two lines of a text stand, in em."""
_RISE, _FALL = 0.9, 0.2

Anchor = Literal["start", "middle", "end"]
Fill = Literal["on_time", "late", "running", "overdue", "reached", "missed", "apart", "plate", "track"]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; `y` is where its letters stand."""

    x: float
    y: float
    text: str
    size: float = SIZE
    anchor: Anchor = "start"
    bold: bool = False
    quiet: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the room that it takes: left, top, right, bottom."""
        wide = words.text_width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - _RISE * self.size, left + wide, self.y + _FALL * self.size


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled box."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two points; a dashed one is a target."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that can be drawn."""

    title: str
    said: str
    width: float
    height: float
    rects: tuple[Rect, ...]
    rules: tuple[Rule, ...]
    labels: tuple[Label, ...]


class Sheet:
    """Gathers what is drawn, from the top down; `y` is how far it has got."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.y = 0.0
        self.rects: list[Rect] = []
        self.rules: list[Rule] = []
        self.labels: list[Label] = []

    def say(self, text: str, *, size: float = SIZE, bold: bool = False, quiet: bool = False, after: float = 4) -> None:
        """Write a text across the sheet, in as many lines as it needs."""
        for line in words.wrapped(text, size, self.width) if text else ():
            self.y += size * LINE
            self.labels.append(Label(0, self.y - size * (LINE - 1), line, size, bold=bold, quiet=quiet))
        self.y += after if text else 0

    def explain(self, entries: Sequence[tuple[Fill, str]]) -> None:
        """Write what the fills mean, beside each other as far as there is room."""
        swatch, gap, x = 18.0, 16.0, 0.0
        top = self.y
        for fill, text in entries:
            wide = swatch + 5 + words.text_width(text, SMALL)
            if x and x + wide > self.width:
                x, top = 0.0, top + SMALL * 1.7
            self.rects.append(Rect(x, top + 2, swatch, SMALL, fill))
            self.labels.append(Label(x + swatch + 5, top + SMALL, text, SMALL))
            x += wide + gap
        self.y = top + SMALL * 1.9

    def drawn(self, title: str, said: str) -> Drawing:
        """Return what has been gathered."""
        everything = tuple(self.rects), tuple(self.rules), tuple(self.labels)
        return Drawing(title, said, self.width, self.y + 4, *everything)
