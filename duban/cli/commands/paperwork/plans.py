"""Commands about plans: their tasks, what is carried over into the next, and the archive at the year's end."""

from typing import Annotated

import typer

from duban.cli import completing
from duban.cli.options import By, Json, Key, Note
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.output import put, put_json, say
from duban.cli.terminal.words import word

commands = typer.Typer(
    help="Plans: add tasks, carry over what is open, archive.\n\n"
    "Example: duban plan carry-over FA-2024-01 --to FA-2024-02 --by 市优化办",
    no_args_is_help=False,
)

Plan = Annotated[
    str,
    typer.Argument(metavar="PLAN", help="The plan's number, such as FA-2024-01.", autocompletion=completing.numbers),
]


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("include")
def include(
    context: typer.Context,
    plan: Plan,
    tasks: Annotated[
        list[str],
        typer.Argument(metavar="NUMBER…", help="What becomes a task of it.", autocompletion=completing.numbers),
    ],
    *,
    by: By,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Let instances be tasks of a plan; nothing else about them changes, and nobody is told.

    Example: duban plan include FA-2024-01 WT-2024-0002 --by 市优化办
    """
    with opened_engine(context) as engine:
        item = engine.include(plan, tasks, by=by, note=note, key=key)
    say_done(word("tasks of it now: {tasks}", tasks=tasks), item, as_json=as_json)


@commands.command("carry-over")
def carry_over(
    context: typer.Context,
    plan: Plan,
    *,
    to: Annotated[
        str,
        typer.Option("--to", metavar="PLAN", help="Under which they go on.", autocompletion=completing.numbers),
    ],
    tasks: Annotated[
        list[str] | None,
        typer.Option(
            "--task",
            metavar="NUMBER",
            help="This task; may be repeated. Left out: all that are open.",
            autocompletion=completing.numbers,
        ),
    ] = None,
    by: By,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Let open tasks of a plan go on under the next one: the same matters, with their dates, and nobody is told.

    Example: duban plan carry-over FA-2024-01 --to FA-2024-02 --by 市优化办
    """
    with opened_engine(context) as engine:
        before = engine.situation(plan).plan
        item = engine.carry_over(plan, to, tasks, by=by, note=note, key=key)
        after = engine.situation(plan).plan
    count = (after.carried if after else 0) - (before.carried if before else 0)
    say_done(word("carried over: {count} tasks", count=count), item, as_json=as_json)


@commands.command("archive")
def archive(
    context: typer.Context,
    plan: Plan,
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A new folder for its files.")],
    *,
    by: By,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="PERIOD", help="For how long it is kept: 永久, 30年 or 10年."),
    ] = None,
    act: Annotated[
        str | None, typer.Option("--act", metavar="TRIGGER", help="The act that ends it, if there are several.")
    ] = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """End a plan, and write a file for each matter, with its history and who did what, and an index.

    Private values are in none of them. It is refused while a task is open that was not carried over.

    Example: duban plan archive FA-2024-02 archive-2025 --keep 30年 --by 市优化办
    """
    from duban.ledger import archive_plan

    with opened_engine(context) as engine:
        made = archive_plan(engine, plan, folder, by=by, retention=keep, trigger=act, note=note)
    if as_json:
        put_json(made.to_json())
    else:
        facts = {"plan": made.plan, "folder": made.folder, "count": len(made.matters)}
        say(word("archived: {plan}; {folder} has {count} files and the index", **facts))
