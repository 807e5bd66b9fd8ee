"""Commands about what becomes of units and people: renamed, merged, split, closed; and those who leave."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli.commands.directory.keeping import DryRun
from duban.cli.completing import units
from duban.cli.options import By, Json, Note, level_meant
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.workflow import HandOver

Old = Annotated[str, typer.Argument(metavar="UNIT", help="The unit, by any of its names.", autocompletion=units)]


def rename(
    context: typer.Context,
    old: Old,
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name; the old one goes on being found.")],
    *,
    by: By,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give a unit another name: its open matters and its people follow, and nobody is reminded again.

    Example: duban units rename 市住建局 市住建和城乡局 --by 市优化办 --dry-run
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.rename_unit(old, new, by=by, note=note, dry_run=dry_run)
    _tell(found, as_json=as_json)


def merge(
    context: typer.Context,
    merged: Annotated[list[str], typer.Argument(metavar="UNIT…", help="The units that merge.", autocompletion=units)],
    *,
    into: Annotated[str, typer.Option("--into", metavar="UNIT", help="What they become; it may be there already.")],
    by: By,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Let units become one: their open matters and their people follow.

    Example: duban units merge 东区 西区 --into 城区 --by 市优化办 --dry-run
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.merge_units(merged, into, by=by, note=note, dry_run=dry_run)
    _tell(found, as_json=as_json)


def split(
    context: typer.Context,
    old: Old,
    *,
    into: Annotated[list[str], typer.Option("--into", metavar="UNIT", help="What it becomes; once for each.")],
    by: By,
    rest: Annotated[
        str | None, typer.Option("--rest", metavar="UNIT", help="Who takes over what --matter does not name.")
    ] = None,
    matters: Annotated[
        list[str] | None, typer.Option("--matter", metavar="NUMBER=UNIT", help="Who takes over this matter.")
    ] = None,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Let a unit become several: each of its open matters goes to one of them.

    Example: duban units split 东区 --into 东区 --into 高新区 --rest 东区 --by 市优化办
    """
    given = dict(map(_parted, matters or ()))
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.split_unit(old, into, by=by, rest=rest, matters=given, note=note, dry_run=dry_run)
    _tell(found, as_json=as_json)


def close(
    context: typer.Context, old: Old, *, by: By, note: Note = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Take a unit that owes nothing out of the directory, with its people.

    Example: duban units close 西区 --by 市优化办 --dry-run
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.close_unit(old, by=by, note=note, dry_run=dry_run)
    _tell(found, as_json=as_json)


def leave(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="UNIT/NAME", help="Who leaves.")],
    *,
    by: By,
    level: Annotated[
        str | None, typer.Option("--level", metavar="LEVEL", help="Off this level alone; they stay on another one.")
    ] = None,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take a person out of a unit, and list what they had in hand.

    Example: duban contacts leave 市住建局/住建局经办人 --by 市优化办 --dry-run
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        one = level_meant("--level", level)
        found = engine.leave(person, by=by, level=one, note=note, dry_run=True)
        if not dry_run:
            from duban.desk import DeskOffice

            if one is None:
                DeskOffice(engine).left(found.unit, found.name)
            found = engine.leave(person, by=by, level=one, note=note)
    if as_json:
        put_json(found.to_json())
        return
    facts = {"who": f"{found.unit}/{found.name}", "unit": found.unit}
    if found.matters:
        say(word("had in hand, and {unit} goes on with: {numbers}", numbers=found.matters, **facts))
    if found.asked:
        say(word("waits for a decision that {who} asked for: {ids}", ids=found.asked, **facts))
    if found.deputy_of:
        say(word("have no deputy any more: {names}", names=found.deputy_of))
    if found.alone:
        say(word("nobody else of {unit} can be reached: import somebody before", **facts))
    done = word("taken out: {who}", **facts) if found.done else word("a preview: {who} would be taken out", **facts)
    say(done)


def _parted(written: str) -> tuple[str, str]:
    number, sign, unit = written.partition("=")
    if not sign or not number.strip() or not unit.strip():
        raise typer.BadParameter(word("--matter {written}: write it as NUMBER=UNIT", written=written))
    return number.strip(), unit.strip()


def _units(roles: "Mapping[str, tuple[str, ...]]") -> str:
    return words.listed(dict.fromkeys(unit for names in roles.values() for unit in names))


def _tell(found: "HandOver", *, as_json: bool) -> None:
    if as_json:
        put_json(found.to_json())
        return
    if found.matters:
        show_rows(
            ("Number", "Matter", "State", "Due", "Before", "Now"),
            (
                [
                    each.number,
                    each.title,
                    each.state,
                    "" if each.due_on is None else str(each.due_on),
                    _units(each.before),
                    _units(each.after),
                ]
                for each in found.matters
            ),
        )
    names = [
        word("{old} is closed", old=old) if not new else word("{old} becomes {new}", old=old, new=new)
        for old, new in found.names.items()
    ]
    facts = {"what": words.clauses(names), "matters": len(found.matters), "people": found.people}
    if found.done:
        say(word("done: {what}; open matters handed over {matters}, people {people}", **facts))
    else:
        say(word("a preview: {what}; open matters to hand over {matters}, people {people}", **facts))
