"""统计: a row of numbers for each unit, kind of matter or month, with those of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.figures.asking import BY_TEXTS, FiguresAsked, Span, spans_of
from duban.desk.models.figures.cells import Cell, cells_of
from duban.desk.models.figures.charted import charted
from duban.desk.models.figures.reading import read_figures
from duban.desk.models.ledger import check_plan, no_plan
from duban.ledger import (
    COMPARED_TEXTS,
    FIGURED_BY_TEXTS,
    MAIN_FIGURES,
    compared_said,
    figure_title,
    figures_period,
    sums_differ,
)
from duban.states import InvalidData
from duban.workflow import ABOVE_TEXTS, BELOW_TEXTS, UnknownInstance, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Figures, FiguresCompared, FiguresRow


@dataclass(frozen=True, slots=True)
class FiguresLine:
    """A row: what it is about, and its numbers."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """The rows, the one of all, and their sum where that is another number."""

    head: str
    lines: tuple[FiguresLine, ...]
    total: FiguresLine
    sum: FiguresLine | None = None


@dataclass(frozen=True, slots=True)
class FiguresView:
    """The page: what is asked for, what else can be, and the table; with `problems` there is none."""

    asked: FiguresAsked
    period: str
    spans: tuple[Span, ...]
    each: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str, str], ...]
    table: FiguresTable | None = None
    chart: str = ""
    compared: str = ""
    compares: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    limited: bool = False


def figures_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: FiguresAsked, *, strange: tuple[str, ...] = ()
) -> FiguresView:
    """Return the figures that are asked for, of what the viewer reaches; `strange` says what nobody can be asked."""
    titles = {each.scenario: each.title for each in engine.definitions() if each.sheet is None}
    table, problems = None, tuple[str, ...]()
    period = chart = compared = ""
    try:
        _refuse(strange)
        found = read_figures(engine, viewer, rulebook, asked)
        period = figures_period(found)
        if not found.rows:
            check_plan(engine, viewer, rulebook, asked.matters.plan)
        of, compared = found.compared, "" if found.compared is None else compared_said(found.compared)
        differs = sums_differ(found, MAIN_FIGURES)
        table = FiguresTable(
            words.text(FIGURED_BY_TEXTS[asked.by]),
            tuple(_line(row, asked, titles, found.compared) for row in found.rows),
            FiguresLine("", words.text("all together"), cells_of(found.total, None if of is None else of.total)),
            FiguresLine("", words.text("sum of the rows"), cells_of(found.sum, None if of is None else of.sum))
            if differs
            else None,
        )
        chart = charted(found, titles, period)
    except UnknownInstance:
        problems, period = (no_plan(asked.matters),), ""  # nothing tells a plan of others from none
    except (InvalidData, WorkflowError, ValueError) as wrong:
        problems = tuple(str(each) for each in getattr(wrong, "problems", (wrong,)))
    return FiguresView(
        asked=asked,
        period=period,
        compared=compared,
        compares=tuple((key, words.text(text)) for key, text in COMPARED_TEXTS.items()),
        spans=spans_of(asked, rulebook.today),
        each=tuple((by, words.text(title)) for by, title in BY_TEXTS.items()),
        kinds=tuple(titles.items()),
        columns=tuple((key, figure_title(key), _meaning(key)) for key in MAIN_FIGURES),
        table=table,
        chart=chart,
        problems=problems,
        limited=not viewer.scope.everything,
    )


def _refuse(strange: tuple[str, ...]) -> None:
    if strange:
        raise InvalidData(strange)


def _sum(found: Figures) -> FiguresLine:
    changes = None if found.compared is None else found.compared.sum
    return FiguresLine("", words.text("sum of the rows"), cells_of(found.sum, changes))


def _line(
    row: FiguresRow, asked: FiguresAsked, titles: Mapping[str, str], compared: FiguresCompared | None
) -> FiguresLine:
    title = titles.get(row.key, row.key) if asked.by == "scenario" else row.key
    changes = None if compared is None else compared.row(row.key)
    return FiguresLine(row.key, title or words.text("to be named"), cells_of(row, changes))


def _meaning(name: str) -> str:
    """Return what is in a figure: of a share first in its denominator."""
    above = words.text(ABOVE_TEXTS[name])
    if name not in BELOW_TEXTS:
        return above
    return words.text("{below}; {above}", below=words.text(BELOW_TEXTS[name]), above=above)


def rows_of(view: FiguresView) -> list[list[str]]:
    """Return the table as rows of text under a head, for spreadsheets."""
    if view.table is None:
        return []
    how = dict(view.compares).get(view.asked.compare, "") if view.compared else ""
    heads = [head for _, title, _ in view.columns for head in ([title, f"{title} {how}"] if how else [title])]
    lines = [*view.table.lines, *([view.table.sum] if view.table.sum else []), view.table.total]
    return [
        [view.table.head, *heads],
        *(
            [
                line.title,
                *(part for cell in line.cells for part in ([cell.plain, cell.change] if how else [cell.plain])),
            ]
            for line in lines
        ),
    ]
