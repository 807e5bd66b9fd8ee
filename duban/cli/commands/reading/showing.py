"""Commands that read: show, pending, history, why."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import completing
from duban.cli.options import Json, Number, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.aims import DATED_COLUMNS, dated_row
from duban.cli.terminal.output import put_json, say, show_pairs, show_rows, tell_operator
from duban.cli.terminal.plan_words import is_task
from duban.cli.terminal.reports import LINE_COLUMNS, line_rows
from duban.cli.terminal.tables import (
    ALLOWED_COLUMNS,
    CLOCK_COLUMNS,
    DAY_COLUMNS,
    HISTORY_COLUMNS,
    INSTANCE_COLUMNS,
    LINK_COLUMNS,
    PART_COLUMNS,
    RUNG_COLUMNS,
    allowed_row,
    clock_row,
    clock_story,
    day_rows,
    fate_lines,
    history_rows,
    instance_row,
    link_row,
    part_row,
    rung_row,
    situation_pairs,
    yet_line,
)
from duban.cli.terminal.waiting import PENDING_COLUMNS, pending_row
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow import WhyNot


def show_(context: typer.Context, number: Number, *, by: Viewer = None, as_json: Json = False) -> None:
    """Show one instance: where it stands, whose turn it is, how its clocks run; with --by, what may be done.

    Example: duban show WT-2024-0001 --by 市住建局
    """
    with reading_engine(context) as engine:
        standing = engine.situation(number, viewer=by, by=by)
        tasks = [] if standing.plan is None or as_json else engine.find(plan=number, viewer=by)
    links, waiting, allowed = standing.links, standing.pending, standing.allowed
    if as_json:
        answer = standing.to_json()
        answer |= {"links": [one.to_json() for one in links], "pending": [one.to_json() for one in waiting]}
        put_json(answer if by is None else {**answer, "allowed": [each.to_json() for each in allowed]})
        tell_operator(by)
        return
    show_pairs(situation_pairs(standing, operator=by is None))
    if standing.instance.sheet is not None:
        say("")
        show_rows(LINE_COLUMNS, line_rows(standing.instance.sheet, standing.line_titles))
    if standing.clocks:
        say("")
        show_rows(CLOCK_COLUMNS, (clock_row(clock) for clock in standing.clocks))
    if any(each.kind != "clock" for each in standing.timeline):
        say("")
        show_rows(DATED_COLUMNS, (dated_row(each) for each in standing.timeline))
    if waiting:
        say("")
        show_rows(PENDING_COLUMNS, (pending_row(each) for each in waiting))
    if tasks:
        say("")
        show_rows(INSTANCE_COLUMNS, (instance_row(item) for item in tasks))
    if standing.parts:
        say("")
        show_rows(PART_COLUMNS, (part_row(each) for each in standing.parts))
    shown = {part.number for part in standing.parts}
    if others := [each for each in links if not is_task(each) and (each.outgoing or each.number not in shown)]:
        say("")
        show_rows(LINK_COLUMNS, (link_row(each) for each in others))
    if by is not None:
        say("", word("What {by} may do:", by=by))
        show_rows(ALLOWED_COLUMNS, (allowed_row(each) for each in allowed))


def pending(
    context: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[NUMBER]", help="Of this instance only.", autocompletion=completing.numbers)
    ] = None,
    *,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="That this unit may decide.", autocompletion=completing.units),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """List what waits for a decision: extensions asked for, and rungs that a person releases.

    Example: duban pending --unit 市优化办
    """
    with reading_engine(context) as engine:
        found = engine.pending(number=number, unit=unit, viewer=by)
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        show_rows(PENDING_COLUMNS, (pending_row(each) for each in found))
    else:
        say(word("nothing waits for a decision"))


def history(context: typer.Context, number: Number, *, by: Viewer = None, as_json: Json = False) -> None:
    """Show everything that happened to an instance, in order.

    Example: duban history WT-2024-0001
    """
    with reading_engine(context) as engine:
        entries = engine.history(number, viewer=by)
        if as_json:
            put_json([entry.to_json() for entry in entries])
            return
        standing = engine.situation(number, viewer=by)
    show_rows(HISTORY_COLUMNS, history_rows(standing, entries))


def why(
    context: typer.Context,
    number: Number,
    *,
    trigger: Annotated[
        str | None,
        typer.Option(
            "--not",
            metavar="TRIGGER",
            help="Say why this act cannot be done; needs --by.",
            autocompletion=completing.triggers,
        ),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show why the due day is this one, what the ladder did and whom it told, and why nothing more has happened yet.

    Example: duban why WT-2024-0001
    """
    if trigger is not None and by is None:
        raise typer.BadParameter(word("--not asks about somebody's act: say whose with --by"))
    with reading_engine(context) as engine:
        if trigger is not None:
            _why_not(engine.why_not(number, trigger, by=by, viewer=by), trigger, as_json=as_json)
            return
        found = engine.explain(number, viewer=by)
    if as_json:
        put_json(found.to_json())
        return
    zone, rungs = found.timezone, found.escalated
    for clock in found.due:
        say(*clock_story(clock, zone))
        if clock.days:
            show_rows(DAY_COLUMNS, day_rows(clock.days, clock.budget))
        say("")
    if rungs:
        show_rows(RUNG_COLUMNS, (rung_row(rung, zone) for rung in rungs))
        say(*(line for rung in rungs for line in fate_lines(rung, zone)))
    else:
        say(word("nothing was escalated yet"))
    if found.not_yet:
        say("", word("Still to come:"))
        say(*(yet_line(one, zone) for one in found.not_yet))


def _why_not(reasons: "Sequence[WhyNot]", trigger: str, *, as_json: bool) -> None:
    if as_json:
        put_json([reason.to_json() for reason in reasons])
    elif reasons:
        say(word("“{trigger}” cannot be done now:", trigger=trigger), *(f"  {reason.why}" for reason in reasons))
    else:
        say(word("“{trigger}” can be done now", trigger=trigger))
