"""Commands about the month's bulletin: draft it, hold two freezings against each other, see whether it still holds."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.commands.reading.conditions import day_meant
from duban.cli.options import Json
from duban.cli.session import reading_engine, settings_of
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.ledger import Frozen, Standards
    from duban.workflow import Engine

commands = typer.Typer(
    help="The month's bulletin: drafted from figures that are frozen at a cut-off.\n\n"
    "Example: duban bulletin draft --period 2026-03 --as-of 2026-04-08 -o 通报",
    no_args_is_help=False,
)

Figures = Annotated[str, typer.Argument(metavar="FIGURES", help="A file of frozen figures (.json).")]


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("draft")
def draft_one(
    context: typer.Context,
    *,
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="Of which period: 2026-03, 2026-Q1, 2026-H1 or 2026.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="The last day that counts; left out: up to now.")
    ] = None,
    out: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="Where to; left out: here.")] = ".",
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="NUMBER", help="Only tasks of this plan.", autocompletion=completing.numbers),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="Only of this kind; may be repeated.",
            autocompletion=completing.scenarios,
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="GROUP",
            help="A group that is ranked apart; may be repeated. Left out: all of the directory.",
        ),
    ] = None,
    target: Annotated[
        str, typer.Option("--target", metavar="PERCENT", help="The rate in percent that a unit has to reach.")
    ] = "95",
    minimum: Annotated[int, typer.Option("--minimum", min=1, help="From so many matters on a rate is ranked.")] = 5,
    wording: Annotated[
        str | None, typer.Option("--wording", metavar="FILE", help="The office's own text, in place of ours.")
    ] = None,
    office: Annotated[
        str | None, typer.Option("--office", metavar="UNIT", help="Whose bulletin; left out: who hands work out.")
    ] = None,
    mark: Annotated[
        str, typer.Option("--mark", metavar="TEXT", help="The red head; left out: the office's name as on its papers.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Draft the bulletin of a period: frozen figures, a page, and a paper as .docx and .pdf; nothing is overwritten.

    It gets its number when it is signed: hand the frozen figures to a matter of the scenario `bulletin`.

    Example: duban bulletin draft --period 2026-03 --as-of 2026-04-08 -o 通报
    """
    from duban.ledger import bulletin_files, draft_bulletin, freeze, write_all
    from duban.workflow import Query

    at = None if as_of is None else day_meant("as_of", as_of)
    standards = _standards(target, minimum)
    text = "" if wording is None else _text_of(wording)
    settings = settings_of(context)
    with reading_engine(context) as engine, progress("drafting the bulletin", as_json=as_json):
        query = Query(plan=plan, scenario=tuple(scenario or ()))
        frozen = freeze(engine, period, at=at, query=query, groups=group, standards=standards, wording=text)
        name = office or office_of(engine)
    bulletin = draft_bulletin(frozen)
    files = bulletin_files(bulletin, office=name, mark=mark, settings=settings)
    written = write_all(files, out)
    if as_json:
        put_json({"title": bulletin.title, "snapshot": frozen.snapshot, "files": [str(path) for path in written]})
        return
    say(word("drafted: {title}, figures {snapshot}", title=bulletin.title, snapshot=frozen.snapshot))
    say(*(word("written: {name}", name=path) for path in written))


@commands.command("changes")
def changes(
    before: Figures,
    after: Annotated[str, typer.Argument(metavar="FIGURES", help="Those frozen later.")],
    *,
    as_json: Json = False,
) -> None:
    """Show what has changed from one freezing to the next, figure by figure; status 1 if anything has.

    Example: duban bulletin changes before.json after.json
    """
    from duban.ledger import changes_between

    old, new = _frozen(before), _frozen(after)
    found = changes_between(old, new)
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        heads = [word("Unit"), word("Figure"), word("Before"), word("After"), word("Matters")]
        show_rows(heads, [(each.unit, each.what, each.before, each.after, each.moved) for each in found])
    else:
        say(word("nothing has changed"))
    if found:
        raise typer.Exit(1)


@commands.command("check")
def check(context: typer.Context, figures: Figures, *, as_json: Json = False) -> None:
    """Reckon frozen figures anew from the histories, and say whether they are the same; status 1 if they are not.

    Example: duban bulletin check after.json
    """
    from duban.ledger import changes_between, freeze_again

    kept = _frozen(figures)
    with reading_engine(context) as engine:
        again = freeze_again(engine, kept)
    found = changes_between(kept, again)
    same = again.snapshot == kept.snapshot
    if as_json:
        put_json({"snapshot": kept.snapshot, "same": same, "changes": [each.to_json() for each in found]})
    elif same:
        say(word("the same: {snapshot}", snapshot=kept.snapshot))
    else:
        say(word("not the same: {snapshot} is {again} now", snapshot=kept.snapshot, again=again.snapshot))
        say(*(f"{each.unit} {each.what}: {each.before} → {each.after}" for each in found))
    if not same:
        raise typer.Exit(1)


def office_of(engine: "Engine") -> str:
    """Return the unit that hands work out by the first scenario that names one."""
    for definition in engine.definitions():
        for unit in definition.roles[definition.office[0]].default:
            return unit
    return ""


def _standards(target: str, minimum: int) -> "Standards":
    from duban.ledger import Standards

    try:
        percent = Decimal(target.rstrip("%"))
    except InvalidOperation:
        percent = Decimal(-1)
    if not 0 <= percent <= 100:  # noqa: PLR2004 - percent
        raise typer.BadParameter(word("--target {given!r}: write a number from 0 to 100", given=target))
    return Standards(percent, minimum)


def _text_of(name: str) -> str:
    try:
        return _bytes_of(name).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(word("{name} is no text in UTF-8", name=name)) from None


def _frozen(name: str) -> "Frozen":
    """Return the frozen figures of a file; what is wrong is said with its name."""
    from duban.ledger import SnapshotFault, read_frozen

    try:
        return read_frozen(_bytes_of(name))
    except SnapshotFault as fault:
        raise Refusal(str(words.at(name, words.said_by(fault)))) from None


def _bytes_of(name: str) -> bytes:
    path = Path(name)
    if path.stat().st_size > 16 * 1024 * 1024:
        raise Refusal(word("{name} is too large", name=name))
    return path.read_bytes()
