"""The command that reads the feed, and follows it."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.output import put, put_json, say, show_rows, utf8
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import FeedEvent

_COLUMNS = ("Position", "Time (UTC)", "Number", "Who", "What", "State")


def events(
    context: typer.Context,
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="CURSOR", help="What came behind this: `next` of a page, or a position."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many to look at.", min=1, max=1000)] = 100,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on with what happens; with --json, a line of JSON for each.")
    ] = False,
    scope: Annotated[
        str, typer.Option("--scope", metavar="SCOPE", help="Of what concerns --by: own, below, lead or all.")
    ] = "all",
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show what has happened to all instances, in one order that does not change; go on from where you left off.

    Example: duban events --since 0 --json
    """
    with reading_engine(context) as engine:
        if follow:
            with suppress(KeyboardInterrupt):
                _follow(engine.follow(since=since, viewer=by, scope=scope), as_json=as_json)
            return
        page = engine.events(since=since, limit=limit, viewer=by, scope=scope)
    if as_json:
        put_json(page.to_json())
    elif not page.events:
        say(word("nothing has happened since then"))
    else:
        show_rows(_COLUMNS, (_row(event) for event in page.events))
        say(word("to go on: --since {cursor}", cursor=page.next))


def _follow(events: "Iterator[FeedEvent]", *, as_json: bool) -> None:
    if as_json:
        utf8()
    for event in events:
        if as_json:
            put(json.dumps(event.to_json(), ensure_ascii=False) + "\n")
        else:
            say("  ".join(_row(event)))


def _row(event: "FeedEvent") -> list[str]:
    state = event.to_state or ""
    moved = event.from_state is not None and event.from_state != event.to_state
    return [
        event.cursor,
        event.at.strftime("%Y-%m-%d %H:%M:%S"),
        event.number,
        event.actor,
        event.trigger or event.kind,
        f"{event.from_state} → {state}" if moved else state,
    ]
