"""Commands of who lags behind with a target, and of who in a unit has a matter in hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Expect, Json, Key, Note, Number, Viewer
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.aims import TARGET_COLUMNS, ranked, target_row, target_words, targets_rows
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.tables import headline
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Instance


def targets(
    context: typer.Context,
    number: Number,
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it into a file: CSV, or .xlsx by its name."),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show how far the targets of an instance are, unit by unit, ranked: who lags, and by how much.

    Example: duban targets WT-2024-0001
    """
    with reading_engine(context) as engine:
        found = engine.targets(number, viewer=by)
    if as_json:
        put_json([each.to_json() for each in found])
        return
    if output is not None:
        from duban.ledger import write_table

        write_table(output, targets_rows(found))
        say(word("written: {file}", file=output))
        return
    if not found:
        say(word("no targets"))
    for place, each in enumerate(found):
        say(*([""] if place else []), word("{name}: {said}", name=each.name, said=target_words(each)))
        show_rows(TARGET_COLUMNS, (target_row(unit) for unit in ranked(each)))


def hand_on(
    context: typer.Context,
    number: Number,
    *,
    by: By,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PERSON", help="Who in the unit has it in hand from now on.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="Nobody any more: it is the whole unit's again.")] = False,
    note: Note = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Hand an instance on to one of your unit's people, who then gets the messages that are meant for the unit.

    Example: duban hand-on WT-2024-0001 --to 住建局经办人 --by 市住建局
    """
    if (to is None) is not back:
        raise typer.BadParameter(word("say to whom with --to, or --back"))
    with opened_engine(context) as engine:
        item = engine.hand_on(number, to=to, by=by, note=note, expect=expect, key=key)
    if as_json:
        put_json(item.to_json())
    else:
        _say_done(to, item)


def _say_done(to: str | None, item: "Instance") -> None:
    say(word("it is the unit's again") if to is None else word("handed on to {person}", person=to), headline(item))
