"""The command that hands out parts by hand: divide."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Data, Expect, Json, Key, NewUnit, Note, Number, added, read_data, read_parts
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.output import say, show_rows
from duban.cli.terminal.tables import PART_COLUMNS, part_row
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import NewPart


def divide(
    context: typer.Context,
    number: Number,
    *,
    by: By,
    part: Annotated[
        list[str],
        typer.Option(
            "--part", metavar="UNIT[,UNIT…]=TITLE", help="A part: who does it, and what it is. May be repeated."
        ),
    ],
    data: Data = None,
    note: Note = None,
    new_unit: NewUnit = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Hand out parts of an instance by hand; --data is for each of them.

    Example: duban divide FJ-2024-0001 --part 市住建局=建章立制 --by 市优化办 --note 分解
    """
    given, named = read_data(data), read_parts(part)
    with opened_engine(context) as engine:
        values = added(engine, given, by)
        parts: list[NewPart] = [{"units": units, "title": title, "data": values} for units, title in named]
        item = engine.divide(number, parts, by=by, note=note, new_units=new_unit or (), expect=expect, key=key)
        standing = engine.situation(item.number, viewer=by)
    say_done(word("handed out"), item, as_json=as_json)
    if not as_json:
        say("")
        show_rows(PART_COLUMNS, (part_row(each) for each in standing.parts if each.by_hand))
