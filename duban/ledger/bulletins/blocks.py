"""What a bulletin is made of: paragraphs of which each number leads to its figure, tables, and charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.bulletins.frozen import Frozen, Number
    from duban.ledger.charts import MonthChart, RateChart


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; `source` is which figure it says, empty of what is no figure."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `level` 1 to 3 is a heading."""

    spans: tuple[Span, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """Return the whole of it."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a head, and rows of spans; `caption` stands above."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Span, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart."""

    chart: RateChart | MonthChart


Part = Words | Grid | Chart


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: what it counts, of whom, the number itself, and so the matters behind it."""

    key: str
    what: str
    whose: str
    number: Number


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A month's bulletin, as it is drafted: its title, its parts, and the sources of its numbers by their keys."""

    title: str
    period: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    frozen: Frozen

    @property
    def text(self) -> str:
        """Return its paragraphs, a line each."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Words))
