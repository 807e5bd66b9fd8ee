"""Commands of who has what to do and has done what, and of the figures that come of it: work, done, figures."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from duban.cli import completing
from duban.cli.commands.conditions import (
    ClosedFrom,
    ClosedTo,
    Data,
    DueFrom,
    DueTo,
    Ended,
    ExternalNo,
    Lights,
    Numbers,
    OpenedFrom,
    OpenedTo,
    OpenOnly,
    Plan,
    QuietSince,
    Role,
    Scenarios,
    Scope,
    Source,
    States,
    Units,
    WaitingFor,
    WholesOnly,
    Words,
    day_meant,
    query_of,
)
from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.hands import (
    DEED_COLUMNS,
    FIGURED_COLUMNS,
    WORK_COLUMNS,
    deed_row,
    figured_row,
    work_row,
    work_words,
)
from duban.cli.terminal.output import put_json, say, say_beside, show_rows, tell_operator
from duban.cli.terminal.waiting import PENDING_COLUMNS, pending_row
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo
    from typing import Any

    from duban import Definition, Engine, Instance, Query

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


def figures(
    context: typer.Context,
    *,
    each: Annotated[
        str, typer.Option("--each", metavar="WHAT", help="A row for each unit, lead, scenario or month.")
    ] = "unit",
    opened_from: OpenedFrom = None,
    opened_to: OpenedTo = None,
    matters: Annotated[
        bool, typer.Option("--matters", help="The matters themselves, each with what it counts for.")
    ] = False,
    table: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write it into a file: CSV, or .xlsx by its name.")
    ] = None,
    scenario: Scenarios = None,
    state: States = None,
    unit: Units = None,
    role: Role = None,
    light: Lights = None,
    open_only: OpenOnly = False,
    waiting_for: WaitingFor = None,
    text: Words = None,
    number: Numbers = None,
    source: Source = None,
    external_no: ExternalNo = None,
    closed_from: ClosedFrom = None,
    closed_to: ClosedTo = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    quiet_since: QuietSince = None,
    plan: Plan = None,
    ended: Ended = None,
    data: Data = None,
    scope: Scope = None,
    wholes_only: WholesOnly = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show figures: how many matters, done and in time, sent back, given more time, how long they took.

    Without a period they are of all that was ever handed out; sheets count where --scenario names theirs.

    Example: duban figures --opened-from 2024-01-01 --each month
    """
    query = query_of({**locals(), "matters_only": not scenario})
    with reading_engine(context) as engine:
        rows, told = (_matters if matters else _counted)(engine, query, each, by, plain=table is not None)
    if as_json:
        put_json(told)
    elif table is not None:
        from duban.ledger import plain_cell, write_table

        # A spreadsheet would reckon a title that begins like a formula; a workbook has it as text.
        plain = rows if table.endswith(".xlsx") else [[plain_cell(cell) for cell in row] for row in rows]
        write_table(table, plain)
        say(word("written: {file}", file=table))
    elif len(rows) > 1:
        show_rows(rows[0], rows[1:])
    else:
        say(word("no instance fits"))


def _counted(
    engine: "Engine", query: "Query", each: str, by: str | None, *, plain: bool
) -> "tuple[Sequence[Sequence[str]], Any]":
    """Return figures as rows of text under a head, if there are any, and as they are printed as JSON."""
    from duban.ledger import figures_table
    from duban.workflow import tallied

    found = tallied(engine.figured(query, viewer=by), each)
    titles = {one.scenario: one.title for one in engine.definitions()}
    return figures_table(found, titles, plain=plain) if found.rows else (), found.to_json()


def _matters(
    engine: "Engine", query: "Query", each: str, by: str | None, *, plain: bool
) -> "tuple[Sequence[Sequence[str]], Any]":
    """Return the matters that figures count, likewise."""
    if each != "unit":
        raise typer.BadParameter(word("--matters has a row for each matter, and does not go together with --each"))
    del plain  # a matter has no shares
    found = engine.figured(query, viewer=by)
    return [[word(column) for column in FIGURED_COLUMNS], *map(figured_row, found)], [one.to_json() for one in found]


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
