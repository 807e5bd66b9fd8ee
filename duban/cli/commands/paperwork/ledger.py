"""Commands of ledgers as files: ledger layouts, ledger check, ledger export."""

from typing import Annotated

import typer

from duban.cli import completing
from duban.cli.commands.reading.conditions import (
    ClosedFrom,
    ClosedTo,
    Data,
    DueFrom,
    DueTo,
    Ended,
    ExternalNo,
    LedParts,
    Lights,
    Numbers,
    OpenedFrom,
    OpenedTo,
    OpenOnly,
    Plan,
    QuietSince,
    Role,
    Scenarios,
    Scope,
    Source,
    States,
    Units,
    WaitingFor,
    WholesOnly,
    Words,
    query_of,
)
from duban.cli.options import Json, Viewer
from duban.cli.session import opened_engine, reading_engine, settings_of
from duban.cli.terminal.output import put, put_json, say, show_rows, tell_operator
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

commands = typer.Typer(help="Ledgers as files: layouts, check, export.\n\nExample: duban ledger export 台账.xlsx")

_Layout = Annotated[
    str | None,
    typer.Option("--layout", metavar="NAME|FILE", help="One of `duban ledger layouts`, or a file of your own (.yaml)."),
]


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def layouts(
    context: typer.Context,
    *,
    printed: Annotated[
        str | None, typer.Option("--print", metavar="NAME", help="Print this one, to change it into one's own.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the layouts that there are, the office's own first: what stands in a ledger, in which columns.

    Example: duban ledger layouts
    """
    from duban.ledger import find_layout, layout_names

    settings = settings_of(context)
    if printed is not None:
        put(find_layout(settings, printed).text)
        return
    found = {name: find_layout(settings, name) for name in layout_names(settings)}
    if as_json:
        told = (
            {"name": name, "about": one.about, "title": one.title, "fill": one.fills} for name, one in found.items()
        )
        put_json(list(told))
    else:
        show_rows(("Layout", "What it is for"), ([name, one.about] for name, one in found.items()))


@commands.command()
def check(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A layout, or the name of one of `duban ledger layouts`.")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Check a layout: every problem is shown with its place. Names are held against the scenarios that are in use.

    Example: duban ledger check 任务分解表
    """
    from duban.ledger import LayoutError, check_layout, find_layout

    settings = settings_of(context).model_copy(update={"database": "sqlite://"})
    try:
        layout = find_layout(settings, file)
        with opened_engine(context, settings, leave_out=True) as engine:
            check_layout(engine, layout)
    except LayoutError as error:
        if as_json:
            put_json({"file": file, "problems": [each.to_json() for each in error.problems]})
            raise typer.Exit(1) from None
        raise
    if as_json:
        put_json({"file": file, "layout": layout.name, "columns": len(layout.columns), "problems": []})
    else:
        say(word("{layout} can be used, columns: {count}", layout=layout.name, count=len(layout.columns)))


@commands.command()
def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; nothing may be there.")],
    *,
    layout: _Layout = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="xlsx, csv, html or json; left out, by the name of the file."),
    ] = None,
    fill: Annotated[
        str | None,
        typer.Option(
            "--fill",
            metavar="UNIT",
            help="To be filled in by this unit and read back; it holds what the unit may see.",
            autocompletion=completing.units,
        ),
    ] = None,
    fill_in: Annotated[
        bool, typer.Option("--fill-in", help="To be filled in by all units, with a row for each.")
    ] = False,
    scenario: Scenarios = None,
    state: States = None,
    unit: Units = None,
    role: Role = None,
    light: Lights = None,
    open_only: OpenOnly = False,
    waiting_for: WaitingFor = None,
    text: Words = None,
    number: Numbers = None,
    source: Source = None,
    external_no: ExternalNo = None,
    opened_from: OpenedFrom = None,
    opened_to: OpenedTo = None,
    closed_from: ClosedFrom = None,
    closed_to: ClosedTo = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    quiet_since: QuietSince = None,
    plan: Plan = None,
    ended: Ended = None,
    data: Data = None,
    scope: Scope = None,
    wholes_only: WholesOnly = False,
    led_parts: LedParts = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Write a ledger into a new file: Excel as an office makes it, CSV, a page to print, or JSON.

    Conditions narrow down what the layout asks for; of the same kind, those that are given here count.

    Example: duban ledger export 月调度表.xlsx --layout 月调度表 --fill-in
    """
    query = query_of(dict(locals()))
    if fill is not None and (fill_in or by is not None):
        other = "--fill-in" if fill_in else "--by"
        said = word("--fill does not go together with {option}: its sheet is made by the unit's rights", option=other)
        raise typer.BadParameter(said)
    from duban.ledger import export_ledger

    with (
        reading_engine(context) as engine,
        progress("reading matters", as_json=as_json) as told,
    ):
        made = export_ledger(
            engine, file, layout=layout, format=form, query=query, fill=fill or fill_in, viewer=by, told=told
        )
    if as_json:
        put_json(made.to_json())
    else:
        facts = {"file": made.file, "layout": made.layout, "matters": made.matters, "rows": made.rows}
        say(word("written: {file} ({layout}; matters: {matters}, rows: {rows})", **facts))
    if fill is None:
        tell_operator(by)
