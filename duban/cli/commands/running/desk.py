"""Commands about the desk, the web pages of an office: serve it, make its first administrator, look after accounts."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.commands.running.desk_tokens import tokens
from duban.cli.commands.running.service import log_to_stderr
from duban.cli.options import Json
from duban.cli.session import opened_engine
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.desk import JournalCheck
    from duban.workflow import Engine

commands = typer.Typer(help="The desk: web pages on which an office and its units work.\n\nExample: duban desk init")
accounts = typer.Typer(help="Who may sign in to the desk.\n\nExample: duban desk account list")

FUNCTIONS = ("clerk", "leader", "officer", "principal", "auditor", "admin")

Check = Annotated[bool, typer.Option("--check", help="Only say whether it could be served, and where.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What is typed to sign in.")]


@commands.callback(invoke_without_command=True)
def desk(context: typer.Context, *, check: Check = False) -> None:
    """Serve the desk until SIGTERM; reminders are sent by `duban daemon`, which runs beside it.

    Example: duban desk --check
    """
    if context.invoked_subcommand is not None:
        return
    with opened_engine(context, leave_out=True) as engine:
        _serve(engine, check=check)


@accounts.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


def serve(context: typer.Context, *, check: Check = False) -> None:
    """Serve the desk, and remind, escalate and deliver in the same process: for a small office.

    Example: duban serve --check
    """
    with opened_engine(context, leave_out=True) as engine:
        if check:
            _serve(engine, check=True)
            return
        from duban.desk import DeskOffice
        from duban.operations import Daemon

        log_to_stderr()
        daemon = Daemon(engine, chores=[DeskOffice(engine).tidy])
        daemon.start()
        try:
            _serve(engine)
        finally:
            daemon.stop()


def _serve(engine: "Engine", *, check: bool = False) -> None:
    from duban.desk import DeskOffice, check_desk, run_desk

    office = DeskOffice(engine)
    if check:
        check_desk(engine)
        say(word("the desk can be served at {address}", address=office.base()))
        return
    log_to_stderr()
    run_desk(engine, ready=lambda port: say(word("the desk is at {address}", address=office.base(port))))


@commands.command()
def init(context: typer.Context, *, as_json: Json = False) -> None:
    """Make the desk's tables, and a link, good for 30 minutes, that makes the first administrator.

    Example: duban desk init
    """
    from duban.desk import DeskOffice

    with opened_engine(context) as engine:
        office = DeskOffice(engine)
        token = office.init()
    if as_json:
        put_json({"link": None if token is None else office.address(token)})
    elif token is None:
        say(word("the desk is ready, and has an administrator: see `duban desk account list`"))
    else:
        say(
            word("start `duban desk` or `duban serve`, and open this within 30 minutes; it is good once:"),
            office.address(token),
        )


@commands.command()
def journal(
    context: typer.Context,
    *,
    prune: Annotated[
        bool, typer.Option("--prune", help="Cut off what is older than journal_days in [desk] says; 730 by default.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check the desk's journal, and cut off what has been kept for two years; the daemon does so about once a month.

    The chain goes on from the hash of the last entry that went, which stands in an entry of its own.

    Example: duban desk journal --prune
    """
    from duban.desk import DeskOffice, verify_journal

    with opened_engine(context) as engine:
        office = DeskOffice(engine)
        pruned = office.prune_journal() if prune else None
        span, check = office.journal_span(), verify_journal(engine)
        zone = engine.working_calendar(engine.definitions()[0].scenario).timezone if engine.definitions() else None
    first, last = (None, None) if span is None else (each.astimezone(zone) for each in span)
    if as_json:
        days = {"first": first and first.isoformat(), "last": last and last.isoformat()}
        put_json({"pruned": pruned, **days, **({} if check is None else check.to_json())})
    else:
        if pruned is not None:
            say(
                word("cut off: {count} entries", count=pruned)
                if pruned
                else word("nothing is old enough to be cut off")
            )
        if first is not None and last is not None:
            say(word("entries from {first} to {last}", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}"))
        say(*told_of_journal(check))
    if check is not None and not check.ok:
        raise typer.Exit(1)


def told_of_journal(check: "JournalCheck | None") -> list[str]:
    """Return what checking the journal found; nothing if there is no desk."""
    if check is None:
        return []
    if check.ok:
        return [word("the desk's journal is sound: entries {entries}", entries=check.entries)]
    return [word("the desk's journal is not as it was written, at entries {entries}", entries=list(check.astray))]


@accounts.command()
def add(
    context: typer.Context,
    name: Name,
    *,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="The unit that they work for.")] = "",
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help="What the person is called.")] = None,
    function: Annotated[
        str, typer.Option("--function", metavar="NAME", help="clerk, leader, officer, principal, auditor or admin.")
    ] = "clerk",
    as_json: Json = False,
) -> None:
    """Make an account, or give it one more place; its owner chooses a password by a link that is good for three days.

    Who has a password keeps it, and gets no link.

    Example: duban desk account add tangrui --person 唐瑞 --unit 市住建局
    """
    from duban.desk import DeskOffice, Function

    if function not in FUNCTIONS:
        raise typer.BadParameter(word("--function {given!r}: there are {known}", given=function, known=FUNCTIONS))
    with opened_engine(context) as engine:
        office = DeskOffice(engine)
        token = office.add(name, shown=person or "", unit=unit, function=Function(function), person=person)
    if token is not None:
        _show_link(office.address(token), as_json=as_json)
    elif as_json:
        put_json({"link": None})
    else:
        say(word("{name} has this place as well now, and signs in as before", name=name))


@accounts.command("list")
def list_(context: typer.Context, *, as_json: Json = False) -> None:
    """List the accounts, with the units and functions that each works in.

    Example: duban desk account list --json
    """
    from duban.desk import DeskOffice

    with opened_engine(context) as engine:
        found = DeskOffice(engine).list()
        zone = engine.working_calendar(engine.definitions()[0].scenario).timezone if engine.definitions() else None
    if as_json:
        put_json([each.to_json() for each in found])
        return
    rows = [
        [
            each.name,
            each.shown,
            ", ".join(each.places),
            _state(ended=each.ended_at is not None, has_password=each.has_password),
            word("yes") if each.second_factor else "",
            "" if each.last_at is None else f"{each.last_at.astimezone(zone):%Y-%m-%d %H:%M}",
        ]
        for each in found
    ]
    show_rows(("Account", "Name", "Works for", "State", "Second step", "Last sign-in"), rows)


def _state(*, ended: bool, has_password: bool) -> str:
    return word("ended") if ended else word("in use") if has_password else word("no password yet")


@accounts.command()
def password(context: typer.Context, name: Name, *, as_json: Json = False) -> None:
    """Make a link by which somebody chooses another password; it is good once, for three days.

    Example: duban desk account password tangrui
    """
    from duban.desk import DeskOffice

    with opened_engine(context) as engine:
        office = DeskOffice(engine)
        token = office.password_link(name)
    _show_link(office.address(token), as_json=as_json)


@accounts.command()
def end(context: typer.Context, name: Name, *, as_json: Json = False) -> None:
    """End an account: nobody signs in with it any more, and its sessions end now.

    Example: duban desk account end tangrui
    """
    from duban.desk import DeskOffice

    with opened_engine(context) as engine:
        ended = DeskOffice(engine).end(name)
    if as_json:
        put_json({"account": name, "sessions_ended": ended})
    else:
        say(word("the account is ended; sessions that were open: {count}", count=ended))


def _show_link(address: str, *, as_json: bool) -> None:
    if as_json:
        put_json({"link": address})
    else:
        say(word("hand this over to its owner alone; a password is chosen there, once, within three days:"), address)


commands.add_typer(accounts, name="account")
commands.add_typer(tokens, name="token")
