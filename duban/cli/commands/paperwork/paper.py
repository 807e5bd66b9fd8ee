"""Commands of one paper: paper draft, edit, show, file, get, scan, void."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import completing
from duban.cli.commands.reading.conditions import day_meant
from duban.cli.options import By, Json, Key, Note, Number, Viewer
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.done import say_done
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put, put_json, say
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Draft

commands = typer.Typer(
    help=(
        "One paper: draft, edit, show, file, get, scan, void.\n\n"
        "Example: duban paper draft WT-2024-0001 督办通知单 --by 市督考办"
    )
)

Draft_ = Annotated[str, typer.Argument(metavar="ID", help="The draft, as `duban pending` lists it.")]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="UNIT", help="Whom it goes to; again for more.", autocompletion=completing.units),
]
Copy = Annotated[
    list[str] | None,
    typer.Option("--copy", metavar="UNIT", help="Who gets a copy; again for more.", autocompletion=completing.units),
]
NoCopy = Annotated[bool, typer.Option("--no-copy", help="Nobody gets a copy.")]
Entry = Annotated[int, typer.Argument(metavar="ENTRY", help="The entry that signed it, as `duban papers` shows it.")]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title.")]
Text = Annotated[
    str | None, typer.Option("--text", metavar="TEXT", help="What it says; @FILE takes it from a file, in UTF-8.")
]
Asks = Annotated[str | None, typer.Option("--requirements", metavar="TEXT", help="What it asks for.")]
ReplyBy = Annotated[
    str | None, typer.Option("--reply-by", metavar="DATE", help="The last day to answer it, such as 2024-05-22.")
]


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def draft(
    context: typer.Context,
    number: Number,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="The kind of paper, by its name in the scenario.")],
    *,
    by: By,
    to: To = None,
    copy: Copy = None,
    no_copy: NoCopy = False,
    title: Title = None,
    text: Text = None,
    requirements: Asks = None,
    reply_by: ReplyBy = None,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Draft a paper by hand; it waits until somebody signs it. What is left out is as the scenario has it.

    Example: duban paper draft WT-2024-0001 督办通知单 --by 市督考办/段知远
    """
    given = _given(to, copy, title, text, requirements, reply_by, no_copy=no_copy)
    with opened_engine(context) as engine:
        item = engine.draft(number, paper, by=by, note=note, key=key, **given)
        made = [each.id for each in engine.pending(number=item.number) if each.paper == paper][-1]
    say_done(word("drafted: {paper}, {id}", paper=paper, id=made), item, as_json=as_json)


@commands.command()
def edit(
    context: typer.Context,
    draft: Draft_,
    *,
    by: By,
    to: To = None,
    copy: Copy = None,
    no_copy: NoCopy = False,
    title: Title = None,
    text: Text = None,
    requirements: Asks = None,
    reply_by: ReplyBy = None,
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", help="Refuse if somebody has edited it since revision N.")
    ] = None,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Edit a paper that waits for a signature; what is left out stays.

    Example: duban paper edit DB-2024-0001#3 --by 市督考办/段知远 --title 限期整改
    """
    given = _given(to, copy, title, text, requirements, reply_by, no_copy=no_copy)
    with opened_engine(context) as engine:
        item = engine.edit_draft(draft, by=by, revision=revision, note=note, key=key, **given)
    say_done(word("edited: {id}", id=draft), item, as_json=as_json)


@commands.command()
def show(context: typer.Context, draft: Draft_, *, by: Viewer = None, as_json: Json = False) -> None:
    """Show a paper that waits for a signature, as it would be if it were signed now.

    Example: duban paper show DB-2024-0001#3
    """
    with reading_engine(context) as engine:
        found = engine.read_draft(draft, viewer=by)
    if as_json:
        put_json(found.to_json())
        return
    say(*draft_lines(found))


@commands.command()
def file(
    context: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[NUMBER]", help="Of this instance only.", autocompletion=completing.numbers)
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Make the documents of signed papers now, also of those that could not be made before; a daemon does so by itself.

    Example: duban paper file
    """
    from duban.ledger.papers import PaperFiler

    with opened_engine(context) as engine:
        found = PaperFiler(engine).run_all(number)
    if as_json:
        put_json(found.to_json())
    else:
        say(word("documents of papers made: {count}", count=found.filed))
        say(*([found.missing] if found.missing else []))
        for of, entry, why in found.failed:
            say(word("{number}: the document of entry {entry} was not made: {why}", number=of, entry=entry, why=why))
    if found.missing or found.failed:
        raise typer.Exit(1)


@commands.command()
def get(
    context: typer.Context,
    number: Number,
    entry: Entry,
    what: Annotated[str, typer.Argument(metavar="[pdf|docx|scan]", help="Which file of it.")] = "pdf",
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to: left out, its own name.")
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Write the document of a paper, or its scan, to where you are; nothing is overwritten.

    Example: duban paper get DB-2024-0002 6 scan --output copy.pdf
    """
    from duban.ledger import write_new

    with reading_engine(context) as engine:
        paper = next((each for each in engine.papers(number=number) if each.seq == entry), None)
        kept = None if paper is None else paper.file(what)
        if paper is not None and kept is None and not paper.documented and what != "scan":
            raise Refusal(
                word(
                    "{number} was signed before documents were made and has none; `duban paper scan` keeps its scan",
                    number=paper.number,
                )
            )
        if kept is None:
            raise typer.BadParameter(word("entry {entry} of {number} has no such file", entry=entry, number=number))
        with engine.open_file(number, kept.sha256, viewer=by) as opened:
            place = write_new(kept.name if output is None else output, opened.content.read())
    if as_json:
        put_json({"written": str(place), "sha256": kept.sha256})
    else:
        say(word("written: {file}", file=str(place)))


@commands.command()
def scan(
    context: typer.Context,
    number: Number,
    entry: Entry,
    scanned: Annotated[Path, typer.Argument(metavar="FILE", help="The scan of the paper, signed and sealed.")],
    *,
    by: By,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Keep a scan of a paper that came back; of several the last one counts.

    Example: duban paper scan DB-2024-0002 6 scan.pdf --by 市督考办/段知远
    """
    with opened_engine(context) as engine:
        item = engine.add_scan(number, entry, engine.put_file(scanned, by=by), by=by, note=note, key=key)
    say_done(word("the scan is kept: {file}", file=scanned.name), item, as_json=as_json)


@commands.command()
def void(
    context: typer.Context,
    number: Number,
    entry: Entry,
    *,
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")],
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Void a paper that was signed: its number stays used, and whom it went to is told.

    Example: duban paper void DB-2024-0002 6 --by 市督考办/段知远 --note 主送有误
    """
    with opened_engine(context) as engine:
        item = engine.void_paper(number, entry, by=by, note=note, key=key)
    say_done(word("voided: entry {entry}", entry=entry), item, as_json=as_json)


def draft_lines(draft: "Draft") -> list[str]:
    """Return a draft in words, line by line."""
    lines = [
        word("{paper}: {title}", paper=draft.paper, title=draft.title),
        word("to {units}", units=draft.to),
        *([word("copy to {units}", units=draft.copies)] if draft.copies else []),
        *([word("to be answered by {day}", day=draft.reply_by)] if draft.reply_by else []),
        word("revision {revision}, by {hands}", revision=draft.revision, hands=draft.hands),
        "",
        draft.body or draft.fault,
    ]
    return [*lines, "", draft.requirements] if draft.requirements else lines


def _given(  # noqa: PLR0917 - the options that both commands have
    to: list[str] | None,
    copy: list[str] | None,
    title: str | None,
    text: str | None,
    requirements: str | None,
    reply_by: str | None,
    *,
    no_copy: bool,
) -> dict[str, Any]:
    """Return what is typed of a draft, as the verbs take it."""
    return {
        "to": to or None,
        "copy": [] if no_copy else copy or None,
        "title": title,
        "text": _read(text),
        "requirements": _read(requirements),
        "reply_by": None if reply_by is None else day_meant("--reply-by", reply_by),
    }


def _read(text: str | None) -> str | None:
    return Path(text[1:]).read_text(encoding="utf-8") if text is not None and text.startswith("@") else text
