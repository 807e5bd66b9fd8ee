"""The command of figures: counted for a period as of a cut-off, the lists behind them, and rankings."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.commands.reading.conditions import (
    ExternalNo,
    Numbers,
    OpenedFrom,
    OpenedTo,
    Plan,
    Role,
    Scenarios,
    Scope,
    Source,
    Units,
    WholesOnly,
    Words,
    query_of,
)
from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban import Figures

_Lists = Annotated[list[str] | None, typer.Option("--list", metavar="FIGURE", help="What is behind this figure.")]
_Chosen = Annotated[
    list[str] | None, typer.Option("--figure", metavar="FIGURE", help="This figure instead of the usual ones.")
]
_Groups = Annotated[list[str] | None, typer.Option("--group", metavar="GROUP", help="Rank this group apart.")]


def figures(
    context: typer.Context,
    *,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="PERIOD", help="2026-03, 2026-Q1, 2026, or 2026-03-01/2026-03-20."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="As known at the end of this day; left out, now.")
    ] = None,
    each: Annotated[
        str,
        typer.Option("--each", metavar="WHAT", help="unit, lead, scenario, source, plan, month or quarter."),
    ] = "unit",
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare", metavar="WITH", help="previous: the period before; last-year: the same of last year."
        ),
    ] = None,
    figure: _Chosen = None,
    lists: _Lists = None,
    of: Annotated[str | None, typer.Option("--of", metavar="KEY", help="With --list: of this row only.")] = None,
    rank: Annotated[str | None, typer.Option("--rank", metavar="FIGURE", help="Rank the units by this figure.")] = None,
    group: _Groups = None,
    at_least: Annotated[int, typer.Option("--at-least", metavar="N", help="Rank no rate of fewer.", min=1)] = 1,
    floor: Annotated[
        str | None, typer.Option("--floor", metavar="PERCENT", help="Mark who does not reach this.")
    ] = None,
    table: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it into a file: CSV, or .xlsx by its name."),
    ] = None,
    opened_from: OpenedFrom = None,
    opened_to: OpenedTo = None,
    scenario: Scenarios = None,
    unit: Units = None,
    role: Role = None,
    text: Words = None,
    number: Numbers = None,
    source: Source = None,
    external_no: ExternalNo = None,
    plan: Plan = None,
    scope: Scope = None,
    wholes_only: WholesOnly = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show figures of a period: done in time, late, sent back, given more time, how long it took.

    They are made from the histories as known at the cut-off, so that they can be made again. Without a period they are
    of all that ever was. docs/reference/figures.md says what each figure is.

    Example: duban figures --period 2026-03 --as-of 2026-04-08 --rank done_in_time
    """
    from duban.ledger import compared_named
    from duban.workflow import FIGURE_NAMES, ranked

    at = None if as_of is None else _day(as_of)
    query = query_of({**locals(), "matters_only": False})
    with reading_engine(context) as engine:
        found = engine.figures(
            query, period=period, at=at, by=each, listed=lists or (), compare=compared_named(compare), viewer=by
        )
        titles = {one.scenario: one.title for one in engine.definitions()}
    ranking = None if rank is None else ranked(found, rank, groups=group, at_least=at_least, floor=floor)
    if as_json:
        put_json(found.to_json() if ranking is None else ranking.to_json())
        return
    from duban.ledger import MAIN_FIGURES, compared_said, figures_period, figures_table, ranking_table, sums_differ

    names = tuple(figure or MAIN_FIGURES)
    for name in names:
        if name not in FIGURE_NAMES:
            known = ", ".join(FIGURE_NAMES)
            raise typer.BadParameter(word("there is no figure {name}; there are {known}", name=name, known=known))
    if ranking is not None:
        rows: Sequence[Sequence[str]] = ranking_table(ranking)
    elif lists:
        rows = _behind(found, lists, of)
    else:
        rows = figures_table(found, titles, names, plain=table is not None)
    _put(rows, table)
    if table is None:
        say(figures_period(found))
        if found.compared is not None and rank is None and not lists:
            say(compared_said(found.compared))
        if ranking is not None:
            say(word("the order among units of one rank means nothing"))
        elif not lists and sums_differ(found, names):
            say(word("a matter of several units counts for each of them, and once in the last line"))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        said = word("--as-of has to be a day such as 2026-04-08, not {given}", given=repr(written))
        raise typer.BadParameter(said) from None


def _behind(found: "Figures", names: "Sequence[str]", of: str | None) -> "list[list[str]]":
    """Return what is behind figures, one after the other, each row with the figure that it is behind."""
    from duban.ledger import figure_title, listed_table

    row = found.total if of is None else found.row(of)
    if row is None:
        raise typer.BadParameter(word("--of: there is no row {key}", key=repr(of)))
    tables = [(figure_title(name), listed_table(row, name)) for name in names]
    head = [word("Figure"), *tables[0][1][0]]
    return [head, *([title, *line] for title, (_, *lines) in tables for line in lines)]


def _put(rows: "Sequence[Sequence[str]]", table: str | None) -> None:
    if table is None:
        show_rows(rows[0], rows[1:])
        return
    from duban.ledger import write_table

    write_table(table, rows)
    say(word("written: {file}", file=table))
