"""Checks whether people can be reached: the directory, and the units that scenarios and instances name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, some, wanting
from duban.operations.doctor.post import dead_addresses, look_at_addresses
from duban.states import RecipientKind, medium_named, same_name
from duban.workflow import Level, looks_like_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duban.states import Definition, Recipient
    from duban.workflow import Contact, ContactEntry, Directory, Engine


def look_at_people(engine: Engine) -> Iterator[Check]:
    """Yield what the directory shows: whether it has contacts, and who cannot be reached today."""
    directory = engine.directory
    people = engine.contacts()
    units = len(directory.units)
    if rows := engine.unusable_rows:
        yield wanting(
            "directory",
            words.text("rows that contradict each other are left out: {rows:lines}", rows=list(rows)),
            words.text("somebody has changed the database past duban: import the right units and people again"),
        )
    if not people:
        yield wanting(
            "directory",
            words.text("{units} units without a contact: messages reach nobody", units=units),
            words.text("import them with {way_import_units} and {way_import_contacts}, or name files in duban.toml"),
        )
        return
    yield fine("directory", words.text("{units} units, {contacts} contacts", units=units, contacts=len(people)))
    yield _unreachable(engine, people)
    yield from look_at_addresses(engine)


def _unreachable(engine: Engine, people: list[ContactEntry]) -> Check:
    """Check for units whose messages reach nobody today, and for people whose messages nobody gets."""
    usable, day = _usable(engine), engine.today()
    silent = {
        unit.name: unit.why or words.text("its people have no address for a channel that is set up")
        for unit in engine.units()
        if not engine.directory.reach(unit.name, Level.HANDLER, day, usable=usable)
    }
    lost = [f"{unit}{words.aside(why)}" for unit, why in silent.items()]
    lost += [
        f"{each.unit}/{each.name}{words.aside(each.why)}"
        for each in people
        if each.reached is None and each.unit not in silent
    ]
    if not lost:
        return fine("unreachable", words.text("everybody in the directory can be reached today"))
    return wanting(
        "unreachable",
        words.text("cannot be reached today: {names}", names=some(lost)),
        words.text("add people, addresses or deputies to contacts.csv; see {way_unreachable}"),
    )


def _usable(engine: Engine) -> Callable[[Contact], bool]:
    """Return a function that says whether a contact has an address for a configured channel; always so without any."""
    used = [medium_named(name) for name in engine.settings.channels]
    if not used:
        return lambda _: True
    dead = {(each.medium, each.address) for each in dead_addresses(engine)}
    return lambda contact: any(
        (medium.name, address) not in dead for medium in used if (address := medium.address_of(contact))
    )


def look_at_scenario_units(engine: Engine) -> Iterator[Check]:
    """Yield whether loaded scenarios name units or groups that the directory does not know."""
    if not engine.directory.units:
        return
    definitions = engine.definitions()
    unknown = [
        f"{unit}{words.aside(definition.scenario)}"
        for definition in definitions
        for unit in dict.fromkeys(_named(definition))
        if not _known(engine.directory, unit)
    ]
    if not unknown:
        yield fine("scenario-units", words.text("the directory knows every unit they name"))
        return
    yield wanting(
        "scenario-units",
        words.text("named by a scenario, unknown to the directory: {names}", names=some(unknown)),
        words.text("add them to units.csv (as a name, alias or group), or correct the scenario file"),
    )


def _named(definition: Definition) -> Iterator[str]:
    for role in definition.roles.values():
        yield from role.default
    if definition.repeats is not None:
        for units in definition.repeats.units.values():
            yield from units
    for recipient in _recipients(definition):
        if recipient.kind is RecipientKind.UNIT:
            yield recipient.name


def _recipients(definition: Definition) -> Iterator[Recipient]:
    for rungs in definition.ladders.values():
        for rung in rungs:
            yield from (*rung.notify, *rung.copy)
    for announcement in definition.announcements:
        yield from (*announcement.notify, *announcement.copy)
    for clock in definition.clocks.values():
        if clock.review is not None:
            yield from (*clock.review.notify, *clock.review.copy)


def _known(directory: Directory, name: str) -> bool:
    return directory.knows(name) or directory.is_group(name)


def look_at_bound_units(engine: Engine, bound: Iterable[str]) -> Check:
    """Return whether open instances have bound units, given as they are spelled, that the directory does not know."""
    bound = list(bound)
    unknown = [unit for unit in bound if not engine.directory.knows(unit)]
    former = [unit for unit in bound if not same_name(engine.directory.canonical(unit), unit)]
    if former and not unknown:
        return wanting(
            "unknown-units",
            words.text("bound in open instances by names that they had before: {names}", names=some(former)),
            words.text("hand these over: {way_rename}"),
        )
    if not unknown:
        return fine("unknown-units", words.text("the directory knows every unit at work"))
    advice = [words.text("add them to units.csv, or bind others with {way_assign}")]
    if groups := [unit for unit in unknown if looks_like_group(unit)]:
        more = words.text("{group} looks like a group: name it in the column groups of its members", group=groups[0])
        advice.append(more)
    return wanting(
        "unknown-units",
        words.text("not in the directory, though bound in open instances: {names}", names=some(unknown)),
        words.clauses(advice),
    )
