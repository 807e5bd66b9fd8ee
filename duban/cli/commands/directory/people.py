"""Commands that show the directory: units and contacts, and who gets their messages today."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli.completing import groups, units
from duban.cli.options import Json, no_such
from duban.cli.session import reading_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.words import medium_word, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow import ContactEntry, Directory, UnitEntry

Group = Annotated[
    str | None, typer.Option("--group", metavar="GROUP", help="Of this group only.", autocompletion=groups)
]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help="Of this unit only.", autocompletion=units)]
units_commands = typer.Typer(
    help="Who is who: show, import and export the units, and what becomes of them.\n\nExample: duban units --group 各区"
)
contacts_commands = typer.Typer(
    help="The people of the units: show, import and export them.\n\nExample: duban contacts --unreachable"
)

Unreachable = Annotated[bool, typer.Option("--unreachable", help="Only those who cannot be reached today.")]


@units_commands.callback(invoke_without_command=True)
def show_units(
    context: typer.Context, *, group: Group = None, unreachable: Unreachable = False, as_json: Json = False
) -> None:
    """Show who is who where no other command is named: the units, their groups, and whether anybody can be reached.

    Example: duban units --group 各区
    """
    if context.invoked_subcommand is not None:
        return
    with reading_engine(context) as engine:
        members = None if group is None else _members(engine.directory, group)
        found = [each for each in engine.units() if members is None or each.name in members]
    found = [each for each in found if not (unreachable and each.reachable)]
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        headings = ("Unit", "Other names", "Groups", "Handlers", "Leaders", "Reached")
        show_rows(headings, (_unit_row(each) for each in found))
    else:
        say(word("nobody fits"))


@contacts_commands.callback(invoke_without_command=True)
def show_contacts(
    context: typer.Context,
    *,
    unit: Unit = None,
    group: Group = None,
    unreachable: Unreachable = False,
    as_json: Json = False,
) -> None:
    """Show the people of the units where no other command is named: whom a message reaches today, and why others.

    Example: duban contacts --unreachable
    """
    if context.invoked_subcommand is not None:
        return
    with reading_engine(context) as engine:
        people = engine.contacts()
        if unit is not None:
            people = [each for each in people if each.unit == _known(engine.directory, unit)]
        if group is not None:
            members = _members(engine.directory, group)
            people = [each for each in people if each.unit in members]
    found = [each for each in people if not (unreachable and each.reached is not None)]
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        others = sorted({name for each in found for name in each.addresses})
        headings = ("Unit", "Name", "Level", "Mail", "Mobile", *map(medium_word, others), "Reached")
        show_rows(headings, (_contact_row(each, others) for each in found))
    else:
        say(word("nobody fits"))


def _members(directory: "Directory", group: str) -> "Sequence[str]":
    if not directory.is_group(group):
        known = dict.fromkeys(name for unit in directory.units for name in unit.groups)
        raise typer.BadParameter(no_such("--group", group, known))
    return directory.members(group)


def _known(directory: "Directory", unit: str) -> str:
    if not directory.knows(unit):
        raise typer.BadParameter(no_such("--unit", unit, [each.name for each in directory.units]))
    return directory.canonical(unit)


def _unit_row(unit: "UnitEntry") -> list[str]:
    working, leading = (*unit.contacts, *unit.handlers), (*unit.deputies, *unit.heads, *unit.leaders)
    reached = words.listed(unit.reached) or word("nobody: {why}", why=unit.why)
    return [
        unit.name,
        *(words.listed(names) for names in (unit.aliases, unit.groups, working, leading)),
        reached,
    ]


def _contact_row(contact: "ContactEntry", others: "Sequence[str]") -> list[str]:
    own = f"{contact.unit}/{contact.name}"
    reached = contact.reached or word("nobody")
    why = words.aside(contact.why)
    shown = word("yes") if reached == own else f"{reached}{why}"
    addresses = [contact.email or "", contact.mobile or "", *(contact.addresses.get(name, "") for name in others)]
    return [contact.unit, contact.name, word(contact.level), *addresses, shown]
