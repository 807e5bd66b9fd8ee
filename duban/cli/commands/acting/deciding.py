"""Commands of those who decide what was asked for, and of those whose opinion is heard before: decide, opine."""

from datetime import date
from typing import Annotated

import typer

from duban import words
from duban.cli.options import By, Json, Key, Note, read_data
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.words import word

Request = Annotated[str, typer.Argument(metavar="ID", help="What is decided, such as WT-2024-0001#7.")]


def decide(
    context: typer.Context,
    decision: Request,
    *,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="Grant it, or not.", show_default=False)],
    by: By,
    note: Note = None,
    on_behalf: Annotated[
        str | None,
        typer.Option("--on-behalf", metavar="UNIT[/PERSON]", help="The leader whose decision is recorded."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day of the leader's decision; left out: today.")
    ] = None,
    scan: Annotated[
        str | None, typer.Option("--scan", metavar="FILE", help="A scan of it: its name and SHA-256 are kept.")
    ] = None,
    length: Annotated[
        str | None, typer.Option("--length", metavar="LENGTH", help="Of more time, grant only so much.")
    ] = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Grant or refuse what waits: more time, a step to release, an act to approve.

    Example: duban decide WT-2024-0003#3 --approve --by 市优化办
    """
    try:
        day = None if on is None else date.fromisoformat(on)
    except ValueError:
        raise typer.BadParameter(word("--on {given!r} is no day such as 2026-03-20", given=on)) from None
    kept = None if scan is None else read_data([f"scan=@{scan}"])["scan"]
    from duban.states.history import Decided

    with opened_engine(context) as engine:
        item = engine.decide(
            decision,
            approve=approve,
            by=by,
            note=note,
            on_behalf=on_behalf,
            on=day,
            scan=kept,
            length=length,
            key=key,
        )
        last = engine.history(item.number)[-1].facts
    if approve and isinstance(last, Decided) and last.blockers:
        why = words.clauses(last.blockers)
        say_done(word("granted, but it could not be done any more: {why}", why=why), item, as_json=as_json)
    else:
        say_done(word("granted") if approve else word("refused"), item, as_json=as_json)


def opine(
    context: typer.Context,
    request: Annotated[str, typer.Argument(metavar="ID", help="What it is about, such as WT-2024-0001#7.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The opinion.")],
    *,
    by: By,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Give an opinion on what waits for a decision; it decides nothing, and is read by who does.

    Example: duban opine ZX-2024-0001#2 情况属实，同意暂缓 --by 市发改委
    """
    with opened_engine(context) as engine:
        item = engine.opine(request, text, by=by, key=key)
    say_done(word("opinion recorded"), item, as_json=as_json)
