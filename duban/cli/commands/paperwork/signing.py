"""Commands of papers that are issued under a person's signature: sign, papers."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import completing
from duban.cli.options import By, Data, Json, Key, Note, Viewer, added, read_data
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.papers import PAPER_COLUMNS, paper_row
from duban.cli.terminal.words import word


def sign(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(metavar="ID", help="The draft, as `duban pending` lists it.")],
    *,
    by: By,
    data: Data = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What its mail says in place of the drafted text.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the draft, and do not sign it.")] = False,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Sign a paper that waits as a draft: it gets its number and leaves.

    A person signs it (unit/person), and writes what it asks for (--data). To read it first, --show; to refuse it, see
    decide.

    Example: duban sign DB-2024-0001#3 --by 市督考办/段知远
    """
    if show:
        _show(context, draft, by, as_json=as_json)
        return
    with opened_engine(context) as engine:
        item = engine.sign(draft, by=by, data=added(engine, read_data(data), by), text=text, note=note, key=key)
        signed = engine.papers(number=item.number)[-1]
    said = word("signed: {paper} {number}", paper=signed.paper, number=signed.number)
    say_done(said, item, as_json=as_json)


def _show(context: typer.Context, draft: str, by: str, *, as_json: bool) -> None:
    """Show a draft as it would leave."""
    with reading_engine(context) as engine:
        found = engine.read_draft(draft, viewer=by)
    if as_json:
        put_json(found.to_json())
    else:
        say(word("to {unit}: {subject}", unit=found.unit, subject=found.subject), "", found.text or found.fault)


def papers(
    context: typer.Context,
    *,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="NUMBER", help="Of this instance only.", autocompletion=completing.numbers),
    ] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="NAME", help="Of this kind only.")] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="To this unit only.", autocompletion=completing.units),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Signed in this year only.")] = None,
    unanswered: Annotated[bool, typer.Option("--unanswered", help="That have still to be answered.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the register, as .xlsx or .csv.")
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """List the papers that were signed: number, day, instance, to whom, by whom, files, and what was answered.

    Example: duban papers --unanswered
    """
    with reading_engine(context) as engine:
        found = engine.papers(number=of, paper=paper, unit=unit, year=year, unanswered=unanswered, viewer=by)
    if output is not None:
        from duban.ledger.papers import write_register

        write_register(output, found)
        say(word("written: {file}", file=str(output)))
    elif as_json:
        put_json([each.to_json() for each in found])
    elif found:
        show_rows(PAPER_COLUMNS, (paper_row(each) for each in found))
    else:
        say(word("no paper fits"))
