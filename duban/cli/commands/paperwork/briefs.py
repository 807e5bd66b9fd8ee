"""Commands that make papers for those who lead: the week on one page, half-years and years."""

from typing import Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.commands.reading.conditions import day_meant
from duban.cli.options import Json
from duban.cli.session import reading_engine, settings_of
from duban.cli.terminal.output import put, put_json, say
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

commands = typer.Typer(
    help="Papers for those who lead: the week on one page, half-years and years.\n\n"
    "Example: duban brief week --for 市领导/程静",
    no_args_is_help=False,
)

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="The last day that counts; left out: up to now.")
]
Scenario = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="NAME", help="By which material is collected.", autocompletion=completing.scenarios
    ),
]
Out = Annotated[
    str | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write the files; left out: nowhere.")
]


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
        str, typer.Option("--scope", metavar="SCOPE", help="Of what concerns the reader: own, below, lead or all.")
    ] = "all",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Show the week of a leader: what is red, where it is stuck, who was urged, what was said, and what is proposed.

    With --output it is written as a page, as .docx and as .pdf; nothing is overwritten.

    Example: duban brief week --for 市领导/程静 -o 周报
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


@commands.command("halfyear")
def halfyear(
    context: typer.Context,
    *,
    period: Annotated[str, typer.Option("--period", metavar="PERIOD", help="Which half-year, such as 2026-H1.")],
    as_of: AsOf = None,
    scenario: Scenario = "submission",
    out: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="Where to; left out: here.")] = ".",
    as_json: Json = False,
) -> None:
    """Gather a half-year: figures, who handed in what and when, who did not, and the texts by unit, as .docx and .pdf.

    Example: duban brief halfyear --period 2026-H1 -o 汇总
    """
    _summary(context, period, as_of=as_of, scenario=scenario, out=out, as_json=as_json)


@commands.command("year")
def year(
    context: typer.Context,
    *,
    period: Annotated[str, typer.Option("--period", metavar="PERIOD", help="Which year, such as 2026.")],
    as_of: AsOf = None,
    scenario: Scenario = "submission",
    out: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="Where to; left out: here.")] = ".",
    as_json: Json = False,
) -> None:
    """Gather a year: figures, who handed in what and when, who did not, and the texts by unit, as .docx and .pdf.

    Example: duban brief year --period 2026 -o 汇总
    """
    _summary(context, period, as_of=as_of, scenario=scenario, out=out, as_json=as_json)


def _summary(context: typer.Context, period: str, *, as_of: str | None, scenario: str, out: str, as_json: bool) -> None:
    from duban.ledger import summarise, summary_files, write_all

    at = None if as_of is None else day_meant("as_of", as_of)
    with reading_engine(context) as engine, progress("gathering", as_json=as_json):
        found = summarise(engine, period, at=at, scenario=scenario)
    written = write_all(summary_files(found, settings=settings_of(context)), out)
    if as_json:
        put_json({**found.to_json(), "files": [str(path) for path in written]})
        return
    for each in found.collections:
        missing = words.listed(each.missing) if each.missing else word("nobody")
        handed = word("{title}: {count} of {asked} in", title=each.title, count=len(each.handed), asked=each.asked)
        say(handed, word("  missing: {units}", units=missing))
    say(*(word("written: {name}", name=path) for path in written))
