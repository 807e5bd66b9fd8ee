"""Commands about what units report by sheets: report."""

from typing import Annotated, Any

import typer

from duban.cli import completing
from duban.cli.options import By, Expect, Json, Key, Note
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.output import say
from duban.cli.terminal.words import word


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
    with opened_engine(context) as engine:
        item = engine.report(number, lines, by=by, hand_in=hand_in, note=note, expect=expect, key=key)
    say_done(word("handed in") if hand_in else word("lines written: {count}", count=len(lines)), item, as_json=as_json)
    missing = () if item.sheet is None else item.sheet.missing
    if missing and not as_json:
        named = [f"{each.number} {each.title}" for each in missing]
        say(word("still missing: {lines}", lines=named))


def _lines(said: "list[str] | tuple[str, ...]", idle: "list[str] | tuple[str, ...]") -> dict[str, dict[str, Any]]:
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
