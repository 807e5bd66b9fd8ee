"""Commands about indicators and their evidence: how ready each is, opening a year's list, and packs in folders."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Json, Number, Viewer
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.ledger import Indicator, Indicators, ListedIndicator, Material

commands = typer.Typer(
    help="Indicators and their evidence: how ready each is, a year's list, packs.\n\n"
    "Example: duban indicators show YP-2024-01",
    no_args_is_help=False,
)

_MIB = 1024 * 1024
_SHOWN = 3


@commands.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Without a command, show how ready the indicators of the newest list are.

    Example: duban indicators
    """
    if context.invoked_subcommand is not None:
        return
    from duban.ledger import indicators_of, lists_of

    with reading_engine(context) as engine:
        lists = lists_of(engine, viewer=by)
        found = indicators_of(engine, lists[0].number, viewer=by) if lists else None
    if as_json:
        put_json(None if found is None else found.to_json())
    elif found is None:
        say(word("no list of indicators is open; see `duban indicators list --help`"))
    else:
        _show(found)


@commands.command("show")
def show_(
    context: typer.Context,
    number: Number,
    *,
    materials: Annotated[bool, typer.Option("--materials", help="Show each material, not what is missing.")] = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Show how ready the indicators of a list are, or one indicator: given and checked of what is wanted.

    Example: duban indicators show YP-2024-01 --materials
    """
    from duban.ledger import indicators_of

    with reading_engine(context) as engine:
        found = indicators_of(engine, number, viewer=by)
    if as_json:
        put_json(found.to_json())
    elif materials:
        _show_materials(found)
    else:
        _show(found)


@commands.command("list")
def list_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A new file, .xlsx or .csv.")],
    *,
    as_json: Json = False,
) -> None:
    """Write the list of the eighteen indicators to fill in: who leads, and a row for each material that is wanted.

    Example: duban indicators list indicators.xlsx
    """
    from duban.ledger import EIGHTEEN, write_indicators

    write_indicators(file)
    if as_json:
        put_json({"file": file, "indicators": list(EIGHTEEN)})
    else:
        say(word("{file}: fill in who leads and what is wanted, then open it: duban indicators open", file=file))


@commands.command("open")
def open_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The list that was filled in, .xlsx or .csv.")],
    *,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it is called; it is opened once.")],
    deadline: Annotated[str, typer.Option("--deadline", metavar="DATE", help="By when all of it is wanted.")],
    by: By,
    period: Annotated[
        str | None, typer.Option("--period", metavar="TEXT", help="The period to which the materials belong.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is read, and open nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Open a year's list of indicators: a part for each indicator, and in it a part for each material.

    Example: duban indicators open all.csv --title 迎评 --deadline 2024-09-18 --by 市优化办
    """
    from duban.ledger import indicators_of, open_indicators, read_indicators

    try:
        day = date.fromisoformat(deadline)
    except ValueError:
        raise typer.BadParameter(word("--deadline {given!r}: write a day such as 2026-09-18", given=deadline)) from None
    listed = read_indicators(file)
    if dry_run:
        _show_listed(listed, as_json=as_json)
        return
    with opened_engine(context) as engine:
        item, opened = open_indicators(engine, listed, title=title, deadline=day, by=by, period=period)
        found = indicators_of(engine, item.number)
    if as_json:
        put_json({"opened": opened, **found.to_json()})
        return
    facts = {"number": found.number, "indicators": len(found.indicators), "materials": found.wanted}
    if opened:
        say(word("opened: {number} with {indicators} indicators and {materials} materials", **facts))
    else:
        say(word("{number} was opened before under this title", number=found.number))


@commands.command("pack")
def pack(
    context: typer.Context,
    number: Number,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The zip to write; nothing is overwritten.")],
    *,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Take also what nobody has checked yet.")] = False,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """Write the evidence into a zip with a folder for each indicator, and a list of contents with hashes.

    Only what was checked is in it. The same state is the same bytes.

    Example: duban indicators pack YP-2024-01 evidence.zip --by 市优化办
    """
    from duban.cli.terminal.progress import progress
    from duban.ledger import write_pack

    with reading_engine(context) as engine, progress("packing", as_json=as_json, counted=True) as tell:
        made = write_pack(engine, number, file, viewer=by, unchecked=unchecked, progress=tell)
    if as_json:
        put_json({"written": file, **made.to_json()})
        return
    facts = {"file": file, "count": len(made.files), "size": f"{made.size / _MIB:.1f}"}
    say(word("written: {file}, {count} files, {size} MiB", **facts))
    if made.unchecked:
        say(word("left out because nobody has checked them: {count} files", count=made.unchecked))
    if made.elsewhere:
        say(word("not in it because they are kept elsewhere: {count} files", count=made.elsewhere))


def _show(found: "Indicators") -> None:
    from duban import words

    say(f"{found.number}  {found.title}")
    rows = []
    for each in found.indicators:
        missing = [_owed(title, units) for title, units in each.missing]
        more = [word("{count} more are missing", count=len(missing) - _SHOWN)] if len(missing) > _SHOWN else []
        told = words.clauses([*missing[:_SHOWN], *more]) if each.wanted else word("nothing is listed yet")
        rows.append([each.number, each.title, *_ready(each), words.listed(each.lead), told])
    show_rows(("Number", "Indicator", "Ready", "Given", "Unit that leads", "Missing"), rows)
    facts = {"checked": found.checked, "given": found.given, "wanted": found.wanted}
    say(word("wanted {wanted}, handed in {given}, checked {checked}", **facts))


def _owed(title: str, units: tuple[str, ...]) -> str:
    from duban import words

    return title + words.aside(words.listed(units))


def _ready(each: "Indicator") -> tuple[str, str]:
    return f"{each.checked}/{each.wanted}", f"{each.given}/{each.wanted}"


def _show_materials(found: "Indicators") -> None:
    rows = [_row(indicator.title, each) for indicator in found.indicators for each in indicator.materials]
    show_rows(("Number", "Indicator", "Material", "Given by units", "Due on", "Standing", "Checked by"), rows)


def _row(indicator: str, each: "Material") -> list[str]:
    from duban import words
    from duban.ledger import STANDING_TEXTS

    due = "" if each.due_on is None else each.due_on.isoformat()
    said = words.text(STANDING_TEXTS[each.standing])
    return [each.number, indicator, each.title, words.listed(each.units), due, said, each.checked_by]


def _show_listed(listed: "tuple[ListedIndicator, ...]", *, as_json: bool) -> None:
    from duban import words

    if as_json:
        put_json([each.to_json() for each in listed])
        return
    rows = [[each.name, each.lead, words.listed(each.partners), str(len(each.materials))] for each in listed]
    show_rows(("Indicator", "Unit that leads", "Units that help", "Materials"), rows)
