"""Who is who: people are added and mended, say that they are away, leave; units are reshaped, lists are imported."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from duban import words
from duban.desk.acts.office import by_of, kept
from duban.desk.acts.orders import CONFLICT, REFUSED, Outcome
from duban.states import InvalidData, media
from duban.workflow import (
    Contact,
    DirectoryChanged,
    DirectoryError,
    Level,
    Unit,
    WorkflowError,
    read_contacts_csv,
    read_units_csv,
    read_wishes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from duban.desk.who import Identity
    from duban.workflow import Departure, DirectoryImport, Engine, HandOver

T = TypeVar("T")

UNITS, PEOPLE = "units", "people"


@dataclass(frozen=True, slots=True)
class Typed:
    """A person as they were typed into the form; `addresses` by the columns of the media, `wishes` by theirs."""

    unit: str
    name: str
    level: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    deputy: str = ""
    wishes: Mapping[str, str] = field(default_factory=dict)


def save_person(engine: Engine, who: Identity, typed: Typed, before: Contact | None) -> Outcome:
    """Add a person to a unit, or write what was mended in place of what was there.

    It is a conflict if what was there is not there any more; what others write of other people does no harm.
    """
    if not typed.name:
        return _refused(words.text("write the name"))
    if typed.level not in set(Level):
        return _refused(words.text("choose one of what is offered"))
    try:
        addresses = _addresses(typed.addresses)
    except ValueError as wrong:
        return Outcome(REFUSED, reasons=(words.retold(str(wrong)),))
    wishes, problems = read_wishes(typed.wishes)
    if problems:
        return Outcome(REFUSED, reasons=tuple(map(str, problems)))
    start = before or Contact(typed.unit, typed.name, Level(typed.level))
    saved = replace(
        start, name=typed.name, level=Level(typed.level), deputy=typed.deputy or None, wishes=wishes, **addresses
    )

    try:
        return kept(lambda: engine.set_contact(saved, before=before, by=by_of(who)))
    except DirectoryChanged:
        return Outcome(CONFLICT)


def _addresses(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the addresses as a contact keeps them. Raise ValueError that says which one cannot be used."""
    fields: dict[str, Any] = {}
    others: dict[str, str] = {}
    for medium in media():
        written = typed.get(medium.column, "")
        value = medium.address(written) if written else None
        if medium.contact_field is not None:
            fields[medium.contact_field] = value
        elif value:
            others[medium.name] = value
    return {**fields, "addresses": others}


def take_out(engine: Engine, who: Identity, contact: Contact) -> Outcome:
    """Take a person off one level of a unit, where they stand on another one as well."""
    person = f"{contact.unit}/{contact.name}"
    return kept(lambda: engine.leave(person, level=contact.level, by=by_of(who)))


def save_absence(
    engine: Engine, who: Identity, unit: str, name: str, *, first: date, last: date, deputy: str
) -> Outcome:
    """Write that somebody is away from one day to another, and who stands in."""
    return kept(lambda: engine.away(f"{unit}/{name}", first, last, deputy=deputy or None, by=by_of(who)))


def come_back(engine: Engine, who: Identity, unit: str, name: str) -> Outcome:
    """Write that somebody is there again, and will not be away."""
    return kept(lambda: engine.back(f"{unit}/{name}", by=by_of(who)))


def leave(
    engine: Engine, who: Identity, person: str, *, note: str | None, dry_run: bool
) -> Departure | tuple[str, ...]:
    """Take a person out of a unit, or return what that would mean; or why it cannot be done."""
    return _told(lambda: engine.leave(person, by=by_of(who), note=note, dry_run=dry_run))


def reshape(
    engine: Engine,
    who: Identity,
    what: str,
    unit: str,
    others: Sequence[str],
    *,
    note: str | None,
    dry_run: bool,
    rest: str = "",
    matters: Mapping[str, str] | None = None,
) -> HandOver | tuple[str, ...]:
    """Rename, merge, split or close a unit, or return what that would mean; or why it cannot be done.

    Of a split, `matters` says which unit takes over which matter, and `rest` which one all others, and the people.
    """
    more: dict[str, Any] = {"by": by_of(who), "note": note, "dry_run": dry_run}
    name = others[0] if others else ""
    match what:
        case "rename":
            return _told(lambda: engine.rename_unit(unit, name, **more))
        case "merge":
            return _told(lambda: engine.merge_units([unit], name, **more))
        case "split":
            return _told(lambda: engine.split_unit(unit, others, rest=rest or name, matters=matters, **more))
        case _:
            return _told(lambda: engine.close_unit(unit, **more))


def name_unit(engine: Engine, who: Identity, name: str, *, meant: str = "") -> Outcome:
    """Take a name that matters have into the list: as another name of the unit that is meant, or as a unit."""
    while True:
        engine.refresh_directory()
        seen, units = engine.directory_version, list(engine.directory.units)
        if meant:
            units = [replace(each, aliases=(*each.aliases, name)) if each.name == meant else each for each in units]
        else:
            units.append(Unit(name))
        try:
            outcome = kept(partial(engine.import_units, units, by=by_of(who), expect=seen))
            break
        except DirectoryChanged:
            continue
    if meant and not outcome.reasons:
        return kept(lambda: engine.rename_unit(name, meant, by=by_of(who)))
    return outcome


def read_list(engine: Engine, what: str, name: str, content: bytes) -> Any | tuple[str, ...]:  # noqa: ANN401 - units or contacts
    """Return the rows of a CSV file as a list; or, as a tuple, every problem with its line."""
    engine.refresh_directory()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"  # the name that it came with may be too long for one, or none
        file.write_bytes(content)
        try:
            return read_units_csv(file) if what == UNITS else read_contacts_csv(file, among=engine.directory)
        except DirectoryError as wrong:
            return tuple(str(problem).replace(str(file), Path(name).name or file.name) for problem in wrong.problems)


def take_list(
    engine: Engine,
    who: Identity,
    what: str,
    rows: Any,  # noqa: ANN401 - as read
    *,
    note: str | None,
    expect: int | None = None,
    dry_run: bool,
) -> DirectoryImport | tuple[str, ...]:
    """Put units or people in place of those that are there, or return what would change; or why it cannot be done.

    Raise DirectoryChanged if somebody has changed them since the change that is expected to be the last.
    """
    more: dict[str, Any] = {"by": by_of(who), "note": note, "expect": expect, "dry_run": dry_run}
    if what == UNITS:
        return _told(lambda: engine.import_units(rows, **more))
    return _told(lambda: engine.import_contacts(rows, **more))


def _told(verb: Callable[[], T]) -> T | tuple[str, ...]:
    try:
        return verb()
    except DirectoryChanged:
        raise
    except (InvalidData, WorkflowError) as wrong:
        return tuple(map(str, getattr(wrong, "problems", str(wrong).splitlines())))


def _refused(said: str) -> Outcome:
    return Outcome(REFUSED, reasons=(said,))
