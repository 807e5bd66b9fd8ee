"""Commands of who has what to do and has done what: work, done."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from duban.cli import completing
from duban.cli.commands.reading.conditions import (
    day_meant,
)
from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.hands import (
    DEED_COLUMNS,
    WORK_COLUMNS,
    deed_row,
    work_row,
    work_words,
)
from duban.cli.terminal.output import put_json, say, say_beside, show_rows, tell_operator
from duban.cli.terminal.waiting import PENDING_COLUMNS, pending_row
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from duban import Definition, Engine, Instance

_RECENT = timedelta(days=30)


def work(
    context: typer.Context,
    units: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[UNIT...]", help="Whose turn it is; left out: the unit of --by.", autocompletion=completing.units
        ),
    ] = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="At most so many rows; up to 500.", min=1, max=500)
    ] = 50,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show what waits for a unit, the earliest due first, and what it has to decide; with --by, what may be done.

    Example: duban work --by 市住建局
    """
    if not units and by is None:
        raise typer.BadParameter(word("say whose work: a unit, or --by"))
    with reading_engine(context) as engine:
        found = engine.at_hand(units or (by or "").partition("/")[0], by=by, limit=limit, viewer=by)
        if as_json:
            put_json(found.to_json())
            tell_operator(by)
            return
        rules = _rules(engine)
        if found.rows:
            show_rows(WORK_COLUMNS, (work_row(each, rules(each.row.instance)) for each in found.rows))
            say("")
        if found.pending:
            show_rows(PENDING_COLUMNS, (pending_row(each) for each in found.pending))
            say("")
    say(work_words(found))


def done(
    context: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            metavar="UNIT[/PERSON]", help="Who did it: a unit, or one of its people.", autocompletion=completing.units
        ),
    ],
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="On this day or later; left out: thirty days ago.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="On this day or before.")] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Of this scenario only.", autocompletion=completing.scenarios),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="Go on where a list has ended.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="At most so many; up to 500.", min=1, max=500)
    ] = 50,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show what somebody has done, the newest first, and how the matters stand now.

    Example: duban done 市优化办 --since 2024-04-01
    """
    first = None if since is None else day_meant("since", since)
    last = None if until is None else day_meant("until", until)
    with reading_engine(context) as engine:
        found = engine.deeds(
            who,
            since=first or engine.today() - _RECENT,
            until=last,
            scenario=scenario,
            cursor=after,
            limit=limit,
            viewer=by,
        )
        if as_json:
            put_json([each.to_json() for each in found.items])
            tell_operator(by)
        elif found.items:
            rules, zone = _rules(engine), _zone(engine)
            show_rows(DEED_COLUMNS, (deed_row(each, rules(each.instance), zone) for each in found.items))
        else:
            say(word("nothing was done in these days"))
    if found.next is not None:
        say_beside(word("there are more: --after {cursor}", cursor=found.next))


def _rules(engine: "Engine") -> "Callable[[Instance], Definition]":
    """Return what gives the definition that an instance is pinned to, and asks once for each."""
    known: dict[str, Definition] = {}

    def rules(item: "Instance") -> "Definition":
        if item.digest not in known:
            known[item.digest] = engine.rules(item.number)
        return known[item.digest]

    return rules


def _zone(engine: "Engine") -> "tzinfo":
    """Return the time zone of the office: that of the scenario that was loaded first."""
    loaded = engine.definitions()
    return engine.working_calendar(loaded[0].scenario).timezone if loaded else ZoneInfo("Asia/Shanghai")
