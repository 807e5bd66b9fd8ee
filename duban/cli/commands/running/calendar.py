"""Commands about calendars: importing days, and showing how far a calendar is known."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli.options import Json
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put, put_json, say, show_pairs, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

commands = typer.Typer(
    help="The working calendar: show it, and import days that were moved.\n\nExample: duban calendar show",
    no_args_is_help=False,
)

Name = Annotated[str, typer.Option("--calendar", metavar="NAME", help="china, a country code, or a table's name.")]
_SHOWN = 50


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("import")
def import_(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="CSV with 日期 and 是否上班; left out: what the library has now."),
    ] = None,
    *,
    calendar: Name = "china",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Import days off and days worked, and date every open clock anew; no reminder is repeated.

    Example: duban calendar import 2027.csv --dry-run
    """
    from duban.workflow import read_calendar_csv

    days = None if file is None else read_calendar_csv(file)
    with (
        (reading_engine if dry_run else opened_engine)(context) as engine,
        progress("dating the clocks", as_json=as_json),
    ):
        result = engine.import_calendar(calendar, days, dry_run=dry_run)
    if as_json:
        put_json(result.to_json())
        return
    if result.redated:
        rows = ([one.number, one.title, one.clock, str(one.due_before), str(one.due_on)] for one in result.redated)
        show_rows(("Number", "Matter", "Clock", "Due before", "Due now"), rows)
    if result.against:
        say(word("days that said otherwise before: {days}", days=result.against[:_SHOWN]))
    facts = {
        "what": word("imported") if result.done else word("a preview, nothing was changed"),
        "calendar": calendar,
        "days": result.days,
        "instances": result.instances,
        "redated": len(result.redated),
    }
    say(word("{what}: {calendar}, days {days}; open instances {instances}, due days moved {redated}", **facts))
    if result.paused:
        say(word("paused clocks, dated anew when they resume: {count}", count=result.paused))


@commands.command()
def show(context: typer.Context, *, calendar: Name = "china", as_json: Json = False) -> None:
    """Show how far a calendar is known, and the days that were imported into it.

    Example: duban calendar show --calendar china
    """
    with reading_engine(context) as engine:
        found = engine.calendar(calendar)
    if as_json:
        put_json(found.to_json())
        return
    show_pairs(
        [
            (word("Calendar"), found.name),
            (word("Revision"), found.revision),
            (word("Published until"), word("without end") if found.horizon is None else str(found.horizon)),
            (word("Days imported"), str(len(found.days))),
        ]
    )
    if found.days:
        say("")
        show_rows(
            ("Date", "Worked?", "Note"),
            ([str(day), word("worked") if works else word("off"), note or ""] for day, works, note in found.days),
        )
