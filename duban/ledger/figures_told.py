"""Figures as an office reads them: what each number is called, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.workflow import Tallies, TalliesRow

FEW = 5
"""Of fewer matters nobody is told a percentage."""

FIGURE_TEXTS = {
    "opened": "Handed out",
    "open": "Still open",
    "closed": "Done and closed",
    "on_time": "In time",
    "overdue": "Overdue",
    "returned": "Sent back",
    "extended": "Given more time",
    "days": "Took on average",
    "satisfied": "Satisfied",
}
"""What each number of a row is called, in the order of the columns."""

FIGURED_TEXTS = {"unit": "Unit", "lead": "Unit", "scenario": "Kind of matter", "month": "Month"}
"""What the first column is called, by what figures are counted by."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """A number of a row: which it is, what it says, its share in percent if it is one.

    `plain` is the number itself, for spreadsheets; it is empty if there is nothing to count.
    """

    what: str
    said: str
    plain: str
    percent: int | None = None


def figure_words(row: TalliesRow) -> tuple[FigureWords, ...]:
    """Return the numbers of a row, in the order of the columns."""
    return tuple(_words(row))


def figures_table(found: Tallies, titles: Mapping[str, str], *, plain: bool = False) -> list[list[str]]:
    """Return figures as rows of text under a head, with those of all below; `plain` ones are for spreadsheets.

    `titles` are those of scenarios.
    """
    rows = [
        *((titles.get(row.key, row.key) or words.text("to be named"), row) for row in found.rows),
        (words.text("all together"), found.total),
    ]
    return [
        [words.text(FIGURED_TEXTS[found.by]), *map(words.text, FIGURE_TEXTS.values())],
        *([title, *(each.plain if plain else each.said for each in figure_words(row))] for title, row in rows),
    ]


def _words(row: TalliesRow) -> Iterator[FigureWords]:
    for what in ("opened", "open", "closed"):
        yield _number(row, what)
    yield _share("on_time", row.on_time, row.due)
    for what in ("overdue", "returned", "extended"):
        yield _number(row, what)
    days = "" if row.days is None else f"{_half_up(row.days * 10) / 10:.1f}"
    yield FigureWords("days", words.text("{days} working days", days=days) if days else "—", days)
    yield _share("satisfied", row.satisfied, row.rated)


def _number(row: TalliesRow, what: str) -> FigureWords:
    many = str(getattr(row, what))
    return FigureWords(what, many, many)


def _share(what: str, part: int, whole: int) -> FigureWords:
    if not whole:
        return FigureWords(what, "—", "")
    if whole < FEW:
        said = words.text("{part} of {whole}", part=part, whole=whole)
        return FigureWords(what, said, said)
    percent = _half_up(100 * part / whole)
    return FigureWords(what, f"{percent}%", f"{percent}%", percent)


def _half_up(number: float) -> int:
    """Return a number as people round it."""
    return floor(number + 0.5)
