"""Commands about the database itself: its schema, its backups, and moving to another database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import Json
from duban.cli.session import bare_engine
from duban.cli.terminal.failures import warn_of_password
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word
from duban.words import masked

if TYPE_CHECKING:
    from duban.operations import Backup, Move

commands = typer.Typer(
    help="The database: its schema, backups, and moving to another one.\n\nExample: duban db upgrade"
)

_SHOWN = 10


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def upgrade(context: typer.Context, *, as_json: Json = False) -> None:
    """Create the tables, or bring them up to this version.

    Example: duban db upgrade
    """
    with bare_engine(context) as engine, progress("upgrading the tables", as_json=as_json):
        before, after = engine.create_tables()
    if as_json:
        put_json({"database": engine.where, "before": before, "after": after})
    elif before == after:
        say(word("{where}: schema {after}, nothing to upgrade", where=engine.where, after=after))
    else:
        facts = {"where": engine.where, "before": before or word("an empty database"), "after": after}
        say(word("{where}: from {before} to schema {after}", **facts))


@commands.command()
def index(
    context: typer.Context,
    *,
    anew: Annotated[bool, typer.Option("--anew", help="Empty the index first, and make it again.")] = False,
    as_json: Json = False,
) -> None:
    """Take up what has changed for searches by text; the daemon does so by itself.

    Example: duban db index --anew
    """
    with bare_engine(context) as engine, progress("taking the texts", as_json=as_json):
        done = engine.index_texts(anew=anew)
    if as_json:
        put_json(done.to_json())
    else:
        facts = {"instances": done.instances, "behind": done.behind}
        say(word("texts taken: {instances}, still to be taken: {behind}", **facts))


@commands.command()
def feed(
    context: typer.Context,
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Make it again from the histories; everything gets a new position.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take what has happened to the feed of events, and out of it what is not kept; the daemon does so by itself.

    Example: duban db feed --anew
    """
    with bare_engine(context) as engine, progress("ordering the events", as_json=as_json):
        done = engine.order_events(anew=anew)
    if as_json:
        put_json(done.to_json())
    else:
        facts = {"events": done.events, "dropped": done.dropped, "first": done.first, "last": done.last}
        say(word("events ordered: {events}, dropped: {dropped}; the feed has {first} to {last}", **facts))


@commands.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put it; nothing is overwritten.")],
    *,
    as_json: Json = False,
) -> None:
    """Copy the SQLite database into a file while everybody works, and prove the copy.

    Example: duban db backup duban-backup.db
    """
    from duban.operations import back_up

    with bare_engine(context) as engine, progress("backing up", as_json=as_json) as told:
        made = back_up(engine, file, progress=told)
    if as_json:
        put_json(made.to_json())
    else:
        say(word("backed up into {file} ({size}, schema {schema})", **_facts(made)), *_files(made), *_proof(made))
    if not made.ok:
        raise typer.Exit(1)


@commands.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of a SQLite database.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Also where a database is; what it holds is kept in a file beside it.")
    ] = False,
    without_files: Annotated[
        bool, typer.Option("--without-files", help="Also where files that it names are missing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove a backup and put it in the database's place; stop the daemon first.

    Example: duban db restore duban-2024-04-01.db --force
    """
    from duban.operations import restore as bring_back
    from duban.storage import HEAD

    with bare_engine(context) as engine, progress("restoring", as_json=as_json) as told:
        made = bring_back(engine, file, force=force, without_files=without_files, progress=told)
    if as_json:
        put_json(made.to_json())
        return
    say(
        word("restored from {source} into {file} ({size}, schema {schema})", source=file, **_facts(made)),
        *([word("files brought back: {count}", count=made.files)] if made.files else []),
        *_proof(made),
    )
    if made.aside is not None:
        say(word("what was there is kept in {aside}", aside=made.aside))
    if made.schema != HEAD:
        say(word("its schema is an older one ({schema}): run `duban db upgrade` first", schema=made.schema))
    say(
        word(
            "what was sent since the backup will be sent again: "
            "look at `duban outbox` and `duban list` before the daemon starts"
        )
    )


@commands.command()
def move(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="An empty database: PostgreSQL, or SQLite.")],
    *,
    as_json: Json = False,
) -> None:
    """Copy everything into another, empty database, and verify the history on both sides; stop the daemon first.

    Leave a password out of URL, which every user of this machine can see: PGPASSWORD or ~/.pgpass give it.

    Example: duban db move postgresql://duban@db.example.org/duban
    """
    from duban.desk import carry_over as carry_desk_over
    from duban.operations import move as carry_over

    warn_of_password(url, word("leave it out, and give it in PGPASSWORD or in ~/.pgpass"))
    with (
        bare_engine(context) as engine,
        bare_engine(context, url) as other,
        progress("moving", as_json=as_json) as told,
    ):
        moved = carry_over(engine, other, progress=told)
        desk = carry_desk_over(engine, other)
    if as_json:
        put_json(moved.to_json() | ({"desk": desk} if desk else {}))
    else:
        _show_move(moved, url, desk)
    if not moved.ok:
        raise typer.Exit(1)


def _show_move(moved: "Move", url: str, desk: dict[str, int]) -> None:
    facts = {"source": moved.source, "target": moved.target, "instances": moved.instances, "entries": moved.entries}
    show_rows(("Table", "Rows"), ([table, str(count)] for table, count in {**moved.rows, **desk}.items()))
    say(
        word("copied from {source} to {target}", **facts),
        word("on both sides: instances {instances}, entries {entries}, each as on the other", **facts),
        word(
            'from now on use the new one: write database = "{url}" in duban.toml',
            url=masked(url),
        ),
        word("(or set DUBAN_DATABASE, with the password in place of ***), and start the daemon")
        if masked(url) != url
        else word("(or set DUBAN_DATABASE), and start the daemon"),
        word("{source} is as it was: put it away once all is well, and never work with both", **facts),
        *(word("amiss on both sides alike: {finding}", finding=finding) for finding in moved.findings[:_SHOWN]),
    )


def _facts(made: "Backup") -> dict[str, object]:
    return {"file": made.file, "size": f"{made.size / 1_048_576:.1f} MB", "schema": made.schema}


def _files(made: "Backup") -> list[str]:
    """Return where the files of a backup are, if it has any."""
    if not made.files:
        return []
    return [word("and files into {folder}: {count}", folder=f"{made.file}.files", count=made.files)]


def _proof(made: "Backup") -> list[str]:
    """Return what verifying a copy found, one line each."""
    facts = {"instances": made.instances, "entries": made.entries}
    if made.ok:
        return [word("checked: instances {instances}, entries {entries}, all sound", **facts)]
    return [
        word("checked: instances {instances}, entries {entries}, not all as they were written", **facts),
        *(f"  {finding}" for finding in made.findings[:_SHOWN]),
        word("the backup is what the database is: it was changed before that; `duban verify` names every place"),
    ]
