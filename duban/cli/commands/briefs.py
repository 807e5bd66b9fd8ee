"""Commands that make papers for those who lead: the week on one page, half-years and years."""

from typing import Annotated

import typer

from duban.cli.options import Json
from duban.cli.session import reading_engine, settings_of
from duban.cli.terminal.output import put, put_json, say
from duban.cli.terminal.words import word

commands = typer.Typer(
    help="Papers for those who lead: the week on one page, half-years and years.\n\n"
    "Example: duban brief week --for 市领导/程静",
    no_args_is_help=False,
)

Out = Annotated[str | None, typer.Option("--out", metavar="DIR", help="Where to write the files; left out: nowhere.")]


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("week")
def week(
    context: typer.Context,
    *,
    reader: Annotated[
        str | None, typer.Option("--for", metavar="LEADER", help="Who reads, as a unit or unit/person.")
    ] = None,
    scope: Annotated[
        str, typer.Option("--scope", help="Of what concerns the reader: own, below, lead or all.")
    ] = "all",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Show the week of a leader: what is red, where it is stuck, who was urged, what was said, and what is proposed.

    With --out it is written as a page, as .docx and as .pdf; nothing is overwritten.

    Example: duban brief week --for 市领导/程静 --out 周报
    """
    from duban.ledger import week_files, week_of, week_said, write_all
    from duban.workflow import Query

    settings = settings_of(context)
    with reading_engine(context) as engine:
        found = week_of(engine, reader=reader or "", query=Query(scope=scope))
    written = [] if out is None else write_all(week_files(found, settings=settings), out)
    if as_json:
        put_json({**found.to_json(), "files": [str(path) for path in written]})
        return
    say(*week_said(found))
    say(*(word("written: {name}", name=path) for path in written))
