"""Commands that list and count instances by the same conditions."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import completing
from duban.cli.commands.reading.conditions import (
    ClosedFrom,
    ClosedTo,
    Data,
    DueFrom,
    DueTo,
    Ended,
    ExternalNo,
    LedParts,
    Lights,
    MattersOnly,
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
    lights_meant,
    query_of,
)
from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.counts import COUNT_COLUMNS, count_row
from duban.cli.terminal.output import put_json, say, say_beside, show_rows, tell_operator
from duban.cli.terminal.reports import last_of_all, line_titles
from duban.cli.terminal.tables import INSTANCE_COLUMNS, instance_row
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban import Engine, Instance, ListRow, Query

_PAGE = 500


def list_(
    context: typer.Context,
    *,
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
    opened_from: OpenedFrom = None,
    opened_to: OpenedTo = None,
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
    matters_only: MattersOnly = False,
    led_parts: LedParts = False,
    owing: Annotated[
        str | None,
        typer.Option(
            "--owing",
            metavar="UNIT",
            help="In which this unit still owes what each unit has to do.",
            autocompletion=completing.units,
        ),
    ] = None,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Waiting for a unit to be named (assign).")] = False,
    order: Annotated[
        str, typer.Option("--order", metavar="ORDER", help="due, opened, closed, acted or number; -due turns it round.")
    ] = "due",
    after: Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="Go on where a list with --limit has ended.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="At most so many.", min=1, max=2**31 - 1)
    ] = None,
    reports: Annotated[bool, typer.Option("--reports", help="With what was last reported of each.")] = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """List instances, the earliest due date first, or in another order.

    Example: duban list --open --light red
    """
    given = dict(locals())
    if owing is None and not unassigned:
        query = query_of(given)
        with reading_engine(context) as engine:
            rows, cursor = _pages(engine, query, order=order, after=after, limit=limit, by=by)
            items, shown = [row.instance for row in rows], [row.to_json() for row in rows]
            titles = _titles(engine, items) if reports else {}
    else:
        with reading_engine(context) as engine:
            items, cursor = engine.find(**_few(given), limit=limit, viewer=by), None
            titles = _titles(engine, items) if reports else {}
        shown = [item.to_json() for item in items]
    if as_json:
        put_json(shown)
        tell_operator(by)
    elif items and reports:
        told = ([*instance_row(item), last_of_all(item, titles.get(item.scenario, {}))] for item in items)
        show_rows((*INSTANCE_COLUMNS, "Last report"), told)
    elif items:
        show_rows(INSTANCE_COLUMNS, (instance_row(item) for item in items))
    else:
        say(word("no instance fits"))
    if cursor is not None:
        say_beside(word("there are more: --after {cursor}", cursor=cursor))


def count(
    context: typer.Context,
    *,
    each: Annotated[
        str | None,
        typer.Option("--each", metavar="WHAT", help="Count for each light, state, scenario, unit or waiting_for."),
    ] = None,
    at_most: Annotated[
        int | None,
        typer.Option(
            "--at-most", metavar="N", help="Stop counting at so many, which is quick; a + says there are more."
        ),
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
    opened_from: OpenedFrom = None,
    opened_to: OpenedTo = None,
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
    matters_only: MattersOnly = False,
    led_parts: LedParts = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Count instances, in all or by what they show.

    Example: duban count --open --each light
    """
    query = query_of(dict(locals()))
    with reading_engine(context) as engine:
        found = engine.count(query, by=each, at_most=at_most, viewer=by)
    if as_json:
        put_json(found.to_json())
        return
    if found.by:
        rows = (count_row(each, name, _counted(many, more=name in found.beyond)) for name, many in found.by.items())
        show_rows(COUNT_COLUMNS, rows)
    say(word("{many} in all", many=_counted(found.total, more=found.more)))


def _counted(many: int, *, more: bool) -> str:
    return f"{many}+" if more else str(many)


def _titles(engine: "Engine", items: "Iterable[Instance]") -> "dict[str, Mapping[str, str]]":
    """Return by scenario what people call the values that are reported."""
    return {kind: line_titles(engine, kind) for kind in {item.scenario for item in items if item.reports}}


def _few(given: dict[str, Any]) -> dict[str, Any]:
    """Return what `find` takes of the options that go together with --owing and --unassigned."""
    known = ("scenario", "state", "unit", "light", "open_only", "ended", "plan", "text", "owing", "unassigned")
    beside = ("context", "limit", "reports", "by", "as_json", *known)
    asked_more = (name for name, value in given.items() if value and (name, value) != ("order", "due"))
    if others := [name for name in asked_more if name not in beside]:
        option = "--" + others[0].replace("_", "-")
        raise typer.BadParameter(word("{option} does not go together with --owing or --unassigned", option=option))
    given["light"] = lights_meant(given["light"] or ())
    asked = {name: given[name] for name in known if given[name]}
    for name in ("scenario", "state", "unit", "light"):
        values = asked.get(name, ())
        if len(values) > 1:
            said = word("--{option} can be given once together with --owing or --unassigned", option=name)
            raise typer.BadParameter(said)
        asked |= {name: values[0]} if values else {}
    return asked


def _pages(
    engine: "Engine", query: "Query", *, order: str, after: str | None, limit: int | None, by: str | None
) -> tuple[list["ListRow"], str | None]:
    """Return all rows, or as many as are wanted, and the cursor of what is behind them."""
    rows: list[ListRow] = []
    while True:
        wanted = _PAGE if limit is None else min(_PAGE, limit - len(rows))
        page = engine.page(query, order=order, cursor=after, limit=wanted, viewer=by)
        rows += page.items
        after = page.next
        if after is None or len(rows) == limit:
            return rows, after
