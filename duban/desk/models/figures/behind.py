"""The matters behind a number of the figures: each with how it counts, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import Query, words
from duban.desk.models.figures.reading import read_figures
from duban.ledger import figure_said, figure_title, listed_table
from duban.states import InvalidData
from duban.workflow import FIGURE_NAMES, WorkflowError

if TYPE_CHECKING:
    from duban.desk.models.figures.asking import FiguresAsked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine

MOST = 500
"""So many are listed; of more, it is said how many there are."""


@dataclass(frozen=True, slots=True)
class BehindLine:
    """A round of a matter: its number, its title if the viewer reaches it, whose share it is, and how it counts."""

    number: str
    title: str | None
    round: str
    unit: str
    how: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The first of the matters behind a number, which is `said`; there are so many in all."""

    title: str
    whose: str
    said: str
    lines: tuple[BehindLine, ...]
    total: int


def behind_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: FiguresAsked, *, what: str, key: str | None
) -> Behind | None:
    """Return the matters behind a number, of one row or of all; None if there is no such number."""
    if what not in FIGURE_NAMES:
        return None
    try:
        found = read_figures(engine, viewer, rulebook, asked, listed=what)
    except (InvalidData, WorkflowError, ValueError):
        return None
    row = found.total if key is None else found.row(key)
    if row is None or what not in row.figures:
        return None
    lines = listed_table(row, what)[1:]
    shown = lines[:MOST]
    numbers = list(dict.fromkeys(line[0] for line in shown))
    page = engine.page(Query(number=numbers), limit=MOST, viewer=viewer.name).items if numbers else ()
    titles = {each.instance.number: each.instance.title for each in page}
    kinds = {each.scenario: each.title for each in engine.definitions()}
    return Behind(
        figure_title(what),
        "" if key is None else kinds.get(key, key) or words.text("to be named"),
        figure_said(row[what]),
        tuple(BehindLine(number, titles.get(number), *rest) for number, *rest in shown),
        len(lines),
    )
