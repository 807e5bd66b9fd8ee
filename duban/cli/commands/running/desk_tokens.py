"""Commands about the tokens by which programs use the desk's API: made, listed, revoked."""

from typing import Annotated

import typer

from duban.cli.options import Json
from duban.cli.session import opened_engine
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import word

tokens = typer.Typer(
    help="Tokens by which programs use the API at /api/v1, for an account.\n\nExample: duban desk token list"
)


@tokens.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@tokens.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Whose account it acts for.")],
    *,
    title: Annotated[str, typer.Option("--for", metavar="TEXT", help="What it is for.")],
    days: Annotated[int, typer.Option("--days", metavar="N", help="For how many days it is good.", min=1)] = 90,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help="In which unit, if the account has several places.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="NAME",
            help="items:read, items:act, items:open, files, events or stats; several times. By default all.",
        ),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="It changes nothing.")] = False,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", metavar="NAME", help="For matters of this scenario alone.")
    ] = None,
    only_unit: Annotated[
        str, typer.Option("--only-unit", metavar="UNIT", help="For matters in which this unit takes part alone.")
    ] = "",
    address: Annotated[
        list[str] | None, typer.Option("--address", metavar="IP", help="Good from this address alone.")
    ] = None,
    demand: Annotated[
        list[str] | None,
        typer.Option("--demand", metavar="HEADER", help="idempotency-key or if-match: refuse acts without it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a token, and show it this once: only its hash is kept.

    It may what the account may, in one of its places, and less if that is said. It ends with the account.

    Example: duban desk token add tangrui --for 对接省平台 --read-only
    """
    from duban.desk import READING, SCOPES, Limits, TokenOffice

    if read_only and scope:
        raise typer.BadParameter(word("give either --read-only or --scope"))
    scopes = tuple(scope) if scope else tuple(each for each in SCOPES if each in READING or not read_only)
    limits = Limits(scopes, tuple(scenario or ()), only_unit, tuple(address or ()), tuple(demand or ()))
    with opened_engine(context) as engine:
        made, token = TokenOffice(engine).add(name, title=title, days=days, limits=limits, unit=unit)
    if as_json:
        put_json({**made.to_json(), "token": token})
    else:
        say(word("keep it where only that program reads it; it is not shown again, and is good until then:"))
        say(f"{made.until:%Y-%m-%d}", token)


@tokens.command("list")
def list_tokens(
    context: typer.Context,
    *,
    account: Annotated[str | None, typer.Option("--account", metavar="ACCOUNT", help="Of this account alone.")] = None,
    as_json: Json = False,
) -> None:
    """List tokens, the newest first; what they open with is kept nowhere.

    Example: duban desk token list
    """
    from duban.desk import TokenOffice

    with opened_engine(context) as engine:
        found = TokenOffice(engine).list(account)
        now = engine.now()
    if as_json:
        put_json([each.to_json() for each in found])
        return
    if not found:
        say(word("there are no tokens"))
        return
    rows = [
        [
            str(each.id),
            each.title,
            each.account,
            each.place,
            ", ".join((*each.scopes, *each.scenarios, *([each.only_unit] if each.only_unit else []))),
            word("revoked") if each.revoked_at else word("expired") if each.until <= now else word("in use"),
            f"{each.until:%Y-%m-%d}",
            "" if each.used_at is None else f"{each.used_at:%Y-%m-%d}",
        ]
        for each in found
    ]
    show_rows(("ID", "For", "Account", "Works for", "May", "State", "Good until", "Last used"), rows)


@tokens.command()
def revoke(
    context: typer.Context,
    id: Annotated[int, typer.Argument(metavar="ID", help="As `duban desk token list` shows it.")],
    *,
    as_json: Json = False,
) -> None:
    """Revoke a token: it opens nothing from now on.

    Example: duban desk token revoke 1
    """
    from duban.desk import TokenOffice

    with opened_engine(context) as engine:
        revoked = TokenOffice(engine).revoke(id)
    if as_json:
        put_json({"id": id, "revoked": revoked})
    else:
        say(word("it is revoked") if revoked else word("it was revoked before"))
