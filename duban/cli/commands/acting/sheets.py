"""Commands about what units report, and how they stand with their matters: report, matrix, fire-all."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import completing
from duban.cli.options import By, Data, Expect, Json, Key, Note, Viewer, added, read_data
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

Plan = Annotated[
    str | None,
    typer.Option("--plan", metavar="NUMBER", help="Tasks of this plan only.", autocompletion=completing.numbers),
]
Scenario = Annotated[
    str | None,
    typer.Option("--scenario", metavar="NAME", help="Of this scenario only.", autocompletion=completing.scenarios),
]


def report(
    context: typer.Context,
    number: Annotated[
        str,
        typer.Argument(metavar="SHEET", help="The sheet, by its number.", autocompletion=completing.numbers),
    ],
    *,
    by: By,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="NUMBER:FIELD=VALUE", help="What to say of a matter. May be repeated."),
    ] = None,
    nothing_new: Annotated[
        list[str] | None,
        typer.Option("--nothing-new", metavar="NUMBER=REASON", help="That there is nothing new. May be repeated."),
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A table with a row for each matter: CSV or .xlsx.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--form", metavar="FILE", help="Write such a table to fill in, and nothing else.")
    ] = None,
    hand_in: Annotated[bool, typer.Option("--hand-in", help="Hand the sheet in; no line may be missing.")] = False,
    note: Note = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Write lines of a sheet, on which a unit reports of all its matters for a period; with --hand-in, hand it in.

    Example: duban report YB-2024-03-0001 --line EA-2024-0001:进展情况=已开工 --by 市住建局
    """
    lines = _lines(line or (), nothing_new or ())
    if form is not None:
        _write_form(context, number, form, by, as_json=as_json)
        return
    with opened_engine(context) as engine:
        if file is not None:
            from duban.ledger import read_report

            lines = {**read_report(file, engine.situation(number, viewer=by).line_titles), **lines}
        item = engine.report(number, lines, by=by, hand_in=hand_in, note=note, expect=expect, key=key)
    say_done(word("handed in") if hand_in else word("lines written: {count}", count=len(lines)), item, as_json=as_json)
    missing = () if item.sheet is None else item.sheet.missing
    if missing and not as_json:
        named = [f"{each.number} {each.title}" for each in missing]
        say(word("still missing: {lines}", lines=named))


def matrix(
    context: typer.Context,
    *,
    scenario: Scenario = None,
    plan: Plan = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Reports for this period, such as 2026-03.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="This unit only.", autocompletion=completing.units),
    ] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Not yet closed.")] = False,
    table: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it into a file: CSV, or .xlsx by its name."),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show how units stand with their matters: signed, reported, behind, done, excused, and who owes what.

    Example: duban matrix --open
    """
    from duban.ledger import matrix_table, write_table

    with reading_engine(context) as engine:
        found = engine.matrix(scenario=scenario, plan=plan, period=period, unit=unit, open_only=open_only, viewer=by)
    if as_json:
        put_json(found.to_json())
        return
    rows = matrix_table(found)
    if table is not None:
        write_table(table, rows)
        say(word("written: {file}", file=table))
    elif not found.rows:
        say(word("no instance fits"))
    else:
        _show_matrix(rows, [(item.number, item.title) for item in found.items])
        if found.period_name:
            say("", word("Reports: {period}", period=found.period_name))


def fire_all(
    context: typer.Context,
    trigger: Annotated[
        str, typer.Argument(metavar="TRIGGER", help="The act, such as 签收.", autocompletion=completing.triggers)
    ],
    *,
    by: By,
    scenario: Scenario = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="In this state only.")] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="That this unit has a part in.", autocompletion=completing.units),
    ] = None,
    owing: Annotated[
        str | None,
        typer.Option(
            "--owing",
            metavar="UNIT",
            help="In which this unit still owes what each unit has to do.",
            autocompletion=completing.units,
        ),
    ] = None,
    plan: Plan = None,
    data: Data = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Pull a trigger of all open instances that a search finds, all or none: one act signs for a whole plan.

    Example: duban fire-all 签收 --scenario issue --state 交办 --by 市住建局
    """
    if not any((scenario, state, unit, owing, plan)):
        raise typer.BadParameter(word("say which: --scenario, --state, --unit, --owing or --plan"))
    given = read_data(data)
    with opened_engine(context) as engine:
        found = engine.find(
            scenario=scenario, state=state, unit=unit, owing=owing, plan=plan, open_only=True, viewer=by
        )
        done = engine.fire_many(
            [item.number for item in found], trigger, by=by, data=added(engine, given, by), note=note
        )
    if as_json:
        put_json([item.to_json() for item in done])
    elif done:
        show_rows(("Number", "Matter", "State"), ([item.number, item.title, item.state] for item in done))
        say(word("“{trigger}” is done, in all: {count}", trigger=trigger, count=len(done)))
    else:
        say(word("no instance fits"))


def _lines(said: "Sequence[str]", idle: "Sequence[str]") -> dict[str, dict[str, Any]]:
    """Return the lines that are typed, by the numbers of their matters."""
    found: dict[str, dict[str, Any]] = {}
    for text in said:
        number, mark, rest = text.replace("：", ":", 1).partition(":")
        name, equals, value = rest.partition("=")
        if not mark or not equals or not number.strip() or not name.strip():
            raise typer.BadParameter(word("--line {given!r} is not NUMBER:FIELD=VALUE", given=text))
        found.setdefault(number.strip(), {})[name.strip()] = value
    for text in idle:
        number, equals, reason = text.partition("=")
        if not equals or not number.strip():
            raise typer.BadParameter(word("--nothing-new {given!r} is not NUMBER=REASON", given=text))
        found.setdefault(number.strip(), {}).update(nothing_new=True, note=reason)
    return found


def _write_form(context: typer.Context, number: str, form: str, by: str, *, as_json: bool) -> None:
    from duban.ledger import report_table, write_table

    with reading_engine(context) as engine:
        standing = engine.situation(number, viewer=by)
    sheet = standing.instance.sheet
    if sheet is None:
        raise typer.BadParameter(word("{number} is no sheet, and has no lines to write", number=number))
    write_table(form, report_table(sheet, standing.line_titles))
    if as_json:
        put_json({"written": form, "lines": len(sheet.lines)})
    else:
        say(word("written: {file}", file=form))


def _show_matrix(rows: "Sequence[Sequence[str]]", items: "Sequence[tuple[str, str]]") -> None:
    """Show a matrix, with its columns called by their numbers alone, and what these are below."""
    head, *body = rows
    show_rows((head[0], *(number for number, _ in items), *head[1 + len(items) :]), body)
    say("")
    show_rows(("Number", "Matter"), items)
