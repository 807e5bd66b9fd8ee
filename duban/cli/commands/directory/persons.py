"""Commands about one person: added or mended, away or back; and an address mended, with the messages that it cost."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli.commands.directory.keeping import DryRun, tell_import
from duban.cli.commands.reading.conditions import day_meant
from duban.cli.commands.running.outbox import message_keys
from duban.cli.options import By, Json, Note, level_meant, no_such
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.words import medium_word, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.workflow import Contact, Directory, Level, Wishes

Person = Annotated[str, typer.Argument(metavar="UNIT/NAME", help="The person.")]


def set_(
    context: typer.Context,
    person: Person,
    *,
    level: Annotated[
        str | None, typer.Option("--level", metavar="LEVEL", help="contact, handler, deputy, head or leader.")
    ] = None,
    new_level: Annotated[
        str | None, typer.Option("--new-level", metavar="LEVEL", help="On which level they stand from now on.")
    ] = None,
    new_name: Annotated[
        str | None, typer.Option("--new-name", metavar="NAME", help="What they are called now.")
    ] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(
            "--address", metavar="MEDIUM=ADDRESS", help="email=…, sms=…; nothing after = clears it. May be repeated."
        ),
    ] = None,
    deputy: Annotated[
        str | None, typer.Option("--deputy", metavar="NAME", help="Who stands in: a name or UNIT/NAME; '' clears it.")
    ] = None,
    wish: Annotated[
        list[str] | None,
        typer.Option(
            "--wish",
            metavar="COLUMN=VALUE",
            help="As contacts.csv has it: media_first=sms;email, media_after='4 working hours', media_at_once=sms, "
            "media_morning=email, calendar=DE; nothing after = clears it. May be repeated.",
        ),
    ] = None,
    by: By,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add a person to a unit, or mend one; what is not given stays as it is.

    Example: duban contacts set 市住建局/陈芳 --address sms=13811112299 --by 市优化办
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        engine.refresh_directory()
        before = _there(engine.directory, person, level_meant("--level", level))
        start = before or _new(person, level_meant("--level", level))
        given: dict[str, Any] = {"name": new_name, "level": level_meant("--new-level", new_level)}
        given = {name: value for name, value in given.items() if value is not None}
        if deputy is not None:
            given["deputy"] = deputy or None
        wanted = replace(start, **given, **_addresses(start, address or ()), wishes=_wishes(start, wish or ()))
        found = engine.set_contact(wanted, before=before, by=by, note=note, dry_run=dry_run)
    tell_import(found, as_json=as_json)


def away(
    context: typer.Context,
    person: Person,
    *,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day; left out: today.")] = None,
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.")],
    deputy: Annotated[
        str | None, typer.Option("--deputy", metavar="NAME", help="Who stands in: a name, or UNIT/NAME.")
    ] = None,
    by: By,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Note that a person is away: their messages go to the deputy meanwhile.

    Example: duban contacts away 市住建局/住建局经办人 --to 2099-12-31 --by 市优化办
    """
    end = _day("to", last)
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        begin = engine.today() if first is None else _day("from", first)
        found = engine.away(person, begin, end, by=by, deputy=deputy, note=note, dry_run=dry_run)
    tell_import(found, as_json=as_json)


def back(
    context: typer.Context, person: Person, *, by: By, note: Note = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Note that a person is there again, and will not be away.

    Example: duban contacts back 市住建局/住建局经办人 --by 市优化办
    """
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.back(person, by=by, note=note, dry_run=dry_run)
    tell_import(found, as_json=as_json)


def mend(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Messages; left out: all that died at it.")
    ] = None,
    *,
    old: Annotated[str, typer.Option("--old", metavar="ADDRESS", help="The address as the directory has it.")],
    new: Annotated[str, typer.Option("--new", metavar="ADDRESS", help="The right one.")],
    medium: Annotated[
        str, typer.Option("--medium", metavar="MEDIUM", help="email, sms, or another one that is installed.")
    ] = "email",
    by: By,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Write another address into the directory, and send the dead messages again that went to the old one.

    Example: duban outbox mend --old zhujianju@example.org --new z@example.cn --by 市优化办
    """
    from duban.states import media

    known = [each.name for each in media()]
    if medium not in known:
        raise typer.BadParameter(no_such("--medium", medium, known))
    keys = message_keys(ids, dead=False) if ids else None
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        found = engine.mend_address(medium, old, new, by=by, ids=keys, note=note, dry_run=dry_run)
    if as_json:
        put_json(found.to_json())
        return
    say(word("address mended: {names} ({medium})", names=found.people, medium=medium_word(medium)))
    if found.not_dead:
        say(word("not dead, and left as they are: {ids}", ids=found.not_dead))
    say(word("messages that will be sent again: {count}", count=len(found.revived)))
    if not found.done:
        say(word("a preview, nothing was changed"))


def _there(directory: "Directory", person: str, level: "Level | None") -> "Contact | None":
    """Return the row that is meant; None if there is no such person, or none on this level."""
    from duban.states import same_name

    unit, _, name = _parted(person)
    home = directory.canonical(unit)
    rows = [each for each in directory.people if same_name(each.unit, home) and same_name(each.name, name)]
    rows = [each for each in rows if level is None or each.level is level]
    if len(rows) > 1:
        levels = tuple(each.level.value for each in rows)
        raise typer.BadParameter(
            word("{person} stands on several levels: name one with --level ({levels})", person=person, levels=levels)
        )
    return rows[0] if rows else None


def _new(person: str, level: "Level | None") -> "Contact":
    from duban.workflow import Contact, Level

    unit, _, name = _parted(person)
    return Contact(unit, name, level or Level.HANDLER)


def _parted(person: str) -> tuple[str, str, str]:
    unit, slash, name = person.replace("／", "/").partition("/")
    if not unit.strip() or not name.strip():
        raise typer.BadParameter(word("{person!r} is no person: write unit/name", person=person))
    return unit.strip(), slash, name.strip()


def _addresses(start: "Contact", given: "Iterable[str]") -> dict[str, Any]:
    """Return the addresses as the fields of a contact."""
    from duban.states import media

    known = {each.name: each for each in media()}
    fields: dict[str, Any] = {"addresses": dict(start.addresses)}
    for each in given:
        name, sign, written = each.partition("=")
        if not sign or name not in known:
            raise typer.BadParameter(no_such("--address", name, known))
        field = known[name].contact_field
        if field is not None:
            fields[field] = written or None
        else:
            fields["addresses"] = (
                {**fields["addresses"], name: written}
                if written
                else {other: kept for other, kept in fields["addresses"].items() if other != name}
            )
    return fields


def _wishes(start: "Contact", given: "Iterable[str]") -> "Wishes":
    """Return what a person wishes, with what is given in place of what they wished before."""
    from duban.workflow import WISH_COLUMNS, read_wishes, wish_cells

    cells = wish_cells(start.wishes)
    for each in given:
        column, sign, written = each.partition("=")
        if not sign or column not in WISH_COLUMNS:
            raise typer.BadParameter(no_such("--wish", column, WISH_COLUMNS))
        cells[column] = written.strip()
    wishes, problems = read_wishes(cells)
    if problems:
        raise typer.BadParameter(str(problems[0]))
    return wishes


def _day(name: str, given: str) -> date:
    day = day_meant(name, given)
    return day.date() if isinstance(day, datetime) else day
