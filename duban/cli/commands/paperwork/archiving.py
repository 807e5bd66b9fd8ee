"""The command that archives what is closed: one matter as a PDF, or a year with its register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import completing
from duban.cli.options import Json, Viewer
from duban.cli.session import reading_engine
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Engine


def archive(
    context: typer.Context,
    number: Annotated[
        str | None,
        typer.Argument(metavar="NUMBER", help="A closed matter.", autocompletion=completing.numbers),
    ] = None,
    *,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="YEAR", min=1, max=9999, help="In its place, all that was closed in a year."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to; left out: NUMBER.pdf, or the folder archive-YEAR. A folder that was begun is gone on with.",
        ),
    ] = None,
    anchors: Annotated[
        str | None,
        typer.Option("--anchors", metavar="LOG", help="The log of anchors to quote; left out: that of the settings."),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Write a closed matter as one PDF: what happened, decisions, papers, messages, files, and how it is proved.

    With --year, each matter that was closed in it, and a register with pages and for how long each is kept.

    Example: duban archive YP-2024-01-01-01 --output material.pdf
    """
    if (number is None) == (year is None):
        raise typer.BadParameter(word("name a matter, or a year (--year)"))
    with reading_engine(context) as engine:
        if year is not None:
            _year(engine, year, output or f"archive-{year}", by, anchors, as_json=as_json)
            return
        from duban.ledger import archive_matter, safe_name

        place = Path(output or f"{safe_name(str(number), 100)}.pdf")
        made = archive_matter(engine, str(number), place, viewer=by, anchors=anchors)
    if as_json:
        put_json(made.to_json())
    else:
        facts = {"file": made.file, "pages": made.pages, "retention": made.retention}
        say(word("written: {file}, {pages} pages; to be kept for {retention}", **facts))


def _year(engine: "Engine", year: int, folder: str, by: str | None, anchors: str | None, *, as_json: bool) -> None:
    from duban.cli.terminal.progress import progress
    from duban.ledger import archive_year

    with progress("archiving", as_json=as_json, counted=True) as tell:
        made = archive_year(engine, year, folder, viewer=by, anchors=anchors, progress=tell)
    if as_json:
        put_json(made.to_json())
        return
    pages = sum(each.pages for each in made.matters)
    facts = {"folder": folder, "count": len(made.matters), "pages": pages, "new": made.made}
    say(word("{folder}: {count} matters, {pages} pages, and the register; made now: {new}", **facts))
