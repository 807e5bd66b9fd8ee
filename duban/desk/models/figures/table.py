"""统计: a row of numbers for each unit, kind of matter or month, with those of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.figures.asking import BY_TEXTS, FiguresAsked, Span, spans_of
from duban.desk.models.figures.cells import MEANING_TEXTS, Cell, cells_of
from duban.desk.models.figures.charted import charted
from duban.desk.models.ledger import check_plan, no_plan, query_for
from duban.ledger import FIGURE_TEXTS, FIGURED_TEXTS
from duban.states import InvalidData
from duban.workflow import UnknownInstance, WorkflowError, tallied

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, TalliesRow


@dataclass(frozen=True, slots=True)
class FiguresLine:
    """A row: what it is about, and its numbers."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """The rows, and the one of all; `ended` of all are void or merged."""

    head: str
    lines: tuple[FiguresLine, ...]
    total: FiguresLine
    ended: int


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
    problems: tuple[str, ...] = ()
    limited: bool = False


def figures_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: FiguresAsked, *, strange: tuple[str, ...] = ()
) -> FiguresView:
    """Return the figures that are asked for, of what the viewer reaches; `strange` says what nobody can be asked."""
    titles = {each.scenario: each.title for each in engine.definitions() if each.sheet is None}
    table, problems = None, tuple[str, ...]()
    period = chart = ""
    try:
        _refuse(strange)
        query = query_for(engine, viewer, rulebook, asked.matters)
        period = period_said(query.opened_from, query.opened_to, rulebook.today)
        found = tallied(engine.figured(query, viewer=viewer.name), asked.by)
        if not found.total.opened:
            check_plan(engine, viewer, rulebook, asked.matters.plan)
        table = FiguresTable(
            words.text(FIGURED_TEXTS[asked.by]),
            tuple(_line(row, asked, titles) for row in found.rows),
            FiguresLine("", words.text("all together"), cells_of(found.total, asked)),
            found.total.ended,
        )
        chart = charted(found, titles, period)
    except UnknownInstance:
        problems = (no_plan(asked.matters),)
    except (InvalidData, WorkflowError) as wrong:
        problems = tuple(str(each) for each in getattr(wrong, "problems", (wrong,)))
    return FiguresView(
        asked=asked,
        period=period,
        spans=spans_of(asked, rulebook.today),
        each=tuple((by, words.text(title)) for by, title in BY_TEXTS.items()),
        kinds=tuple(titles.items()),
        columns=tuple((key, words.text(title), words.text(MEANING_TEXTS[key])) for key, title in FIGURE_TEXTS.items()),
        table=table,
        chart=chart,
        problems=problems,
        limited=not viewer.scope.everything,
    )


def _refuse(strange: tuple[str, ...]) -> None:
    if strange:
        raise InvalidData(strange)


def _line(row: TalliesRow, asked: FiguresAsked, titles: Mapping[str, str]) -> FiguresLine:
    title = titles.get(row.key, row.key) if asked.by == "scenario" else row.key
    return FiguresLine(row.key, title or words.text("to be named"), cells_of(row, asked))


def period_said(first: date | None, last: date | None, today: date) -> str:
    """Return a period in words."""
    said = {name: words.written_date(day) for name, day in (("first", first), ("last", last)) if day is not None}
    if not said:
        return words.text("all that was ever handed out, as of {day}", day=words.written_date(today))
    if "first" not in said:
        return words.text("handed out until {last}", last=said["last"])
    until = said.get("last", words.written_date(today))
    return words.text("handed out from {first} until {last}", first=said["first"], last=until)


def rows_of(view: FiguresView) -> list[list[str]]:
    """Return the table as rows of text under a head, for spreadsheets."""
    if view.table is None:
        return []
    head = [view.table.head, *(title for _, title, _ in view.columns)]
    lines = [*view.table.lines, view.table.total]
    return [head, *([line.title, *(cell.plain for cell in line.cells)] for line in lines)]
