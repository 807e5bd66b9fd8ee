"""单位与人员: the units with their people, who can be reached today, who is away and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from duban import words
from duban.states import fold_name, media, same_name
from duban.workflow import Level, Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from duban.desk.who import Viewer
    from duban.workflow import Contact, ContactEntry, Directory, Engine, UnitEntry

LEVELS = tuple(Level)
"""From those who do the work to those who lead, as the directory has them."""

_SHOWN_OF_MOBILE = 11
_KEPT_FIRST, _KEPT_LAST = 3, 4


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person in a unit: whether messages reach them today (`there`), or why not and who gets them (`instead`)."""

    unit: str
    name: str
    level: str
    mobile: str
    addresses: tuple[str, ...]
    there: bool
    why: str
    instead: str
    away: str
    deputy: str
    mine: bool

    @property
    def lost(self) -> bool:
        """Return whether nobody gets their messages today."""
        return not self.there and not self.instead


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with its people; `open` counts the open matters in which it takes part, if the viewer sees all."""

    name: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    parent: str
    people: tuple[PersonView, ...]
    reachable: bool
    why: str
    open: int | None


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A name that open matters have and the list has not: how many, and the unit that may be meant."""

    name: str
    open: int
    near: str


@dataclass(frozen=True, slots=True)
class Office:
    """The whole page; `where` says where the list is kept, if it cannot be changed here."""

    units: tuple[UnitView, ...]
    all_units: int
    all_people: int
    silent: int
    groups: tuple[str, ...]
    unlisted: tuple[Unlisted, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units are shown: by words, by group, only those that nobody can reach."""

    text: str = ""
    group: str = ""
    silent: bool = False


def office_of(engine: Engine, viewer: Viewer, wanted: Wanted, *, edits: bool) -> Office:
    """Return the units and people that are asked for; mobiles are masked but for those who may change them."""
    units, people = engine.units(), engine.contacts()
    directory, day = engine.directory, engine.today()
    counts = open_by_unit(engine, viewer)
    of_unit: dict[str, list[ContactEntry]] = {}
    for each in people:
        of_unit.setdefault(each.unit, []).append(each)
    shown = tuple(
        _unit(
            each,
            tuple(_person(one, viewer, directory, day, edits=edits) for one in of_unit.get(each.name, [])),
            counts,
        )
        for each in units
        if _fits(each, of_unit.get(each.name, []), wanted)
    )
    return Office(
        units=shown,
        all_units=len(units),
        all_people=len({(each.unit, each.name) for each in people}),
        silent=sum(not each.reachable for each in units),
        groups=directory.groups,
        unlisted=tuple(_unlisted(directory, counts or {})) if directory.units else (),
        where=where_kept(engine),
    )


def where_kept(engine: Engine) -> str:
    """Return in words where the list is kept, if not in the database; else nothing."""
    if engine.keeps_directory:
        return ""
    if files := engine.settings.directory_files:
        return words.text("the list is kept in {files}, and is changed there", files=words.listed(files))
    return words.text("the list comes from another application, and is changed there")


def open_by_unit(engine: Engine, viewer: Viewer) -> Mapping[str, int] | None:
    """Return how many open matters each unit takes part in; None for a viewer who does not see all of them."""
    if not viewer.scope.everything:
        return None
    return engine.count(Query(open_only=True), by="unit", viewer=viewer.name).by


def _unit(unit: UnitEntry, people: tuple[PersonView, ...], counts: Mapping[str, int] | None) -> UnitView:
    names = {fold_name(name) for name in (unit.name, *unit.aliases)}
    return UnitView(
        name=unit.name,
        aliases=unit.aliases,
        groups=unit.groups,
        parent=unit.parent or "",
        people=people,
        reachable=unit.reachable,
        why=unit.why,
        open=None if counts is None else sum(count for name, count in counts.items() if fold_name(name) in names),
    )


def _fits(unit: UnitEntry, people: list[ContactEntry], wanted: Wanted) -> bool:
    if wanted.silent and unit.reachable:
        return False
    if wanted.group and wanted.group not in unit.groups:
        return False
    text = fold_name(wanted.text)
    return any(text in fold_name(name) for name in (unit.name, *unit.aliases, *(each.name for each in people)))


def _person(entry: ContactEntry, viewer: Viewer, directory: Directory, day: date, *, edits: bool) -> PersonView:
    own = f"{entry.unit}/{entry.name}"
    mine = own == viewer.by
    mobile = entry.mobile or ""
    away = contact_away(contact_in(directory, entry.unit, entry.name, entry.level), day)
    return PersonView(
        unit=entry.unit,
        name=entry.name,
        level=entry.level,
        mobile=mobile if edits or mine else masked_mobile(mobile),
        addresses=tuple(value for value in (entry.email, *entry.addresses.values()) if value),
        there=entry.reached == own,
        why=entry.why,
        instead="" if entry.reached in {None, own} else str(entry.reached).removeprefix(f"{entry.unit}/"),
        away=away,
        deputy=entry.deputy or "",
        mine=mine,
    )


def contact_in(directory: Directory, unit: str, name: str, level: str | None = None) -> Contact | None:
    """Return somebody of the directory; without a level, as whatever they stand there first."""
    found = [each for each in directory.people if same_name(each.unit, unit) and same_name(each.name, name)]
    return next((each for each in found if level in {None, each.level.value}), None)


def stands_twice(directory: Directory, contact: Contact) -> bool:
    """Return whether somebody stands in their unit on more than one level."""
    return (
        sum(same_name(each.unit, contact.unit) and same_name(each.name, contact.name) for each in directory.people) > 1
    )


def changed_last(engine: Engine, unit: str, name: str) -> tuple[str, datetime] | None:
    """Return who has changed somebody's row last, or taken it away, and when; None if that is not known."""
    own = f"{engine.directory.canonical(unit)}/{name}"
    changes = reversed(engine.directory_history())
    return next(((each.by, each.at) for each in changes if any(same_name(own, one) for one in each.people)), None)


def contact_away(contact: Contact | None, day: date) -> str:
    """Return in words until when somebody is away, or from when they will be; nothing if neither."""
    if contact is None:
        return ""
    if (until := contact.back_after(day)) is not None:
        return words.text("away until {day}", day=words.written_day(until, this_year=day.year))
    later = min((each for each in contact.absences if each.first > day), key=lambda each: each.first, default=None)
    if later is None:
        return ""
    first, last = (words.written_day(each, this_year=day.year) for each in (later.first, later.last))
    return words.text("will be away {first} to {last}", first=first, last=last)


def masked_mobile(number: str) -> str:
    """Return a mobile number without its middle: 138****2231; of other numbers, all but the end."""
    if not number:
        return ""
    first = number[:_KEPT_FIRST] if len(number) >= _SHOWN_OF_MOBILE else ""
    return f"{first}****{number[-_KEPT_LAST:] if len(number) > _KEPT_LAST else ''}"


def _unlisted(directory: Directory, counts: Mapping[str, int]) -> Iterator[Unlisted]:
    names = {name: unit.name for unit in directory.units for name in (unit.name, *unit.aliases)}
    for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        if not directory.knows(name):
            near = get_close_matches(name, names, n=1, cutoff=0.5)
            yield Unlisted(name, count, names[near[0]] if near else "")


def addresses_of(contact: Contact | None) -> dict[str, str]:
    """Return somebody's addresses by the columns of the media."""
    return {} if contact is None else {medium.column: medium.address_of(contact) or "" for medium in media()}


def address_columns() -> tuple[tuple[str, str], ...]:
    """Return the media by which people have addresses: the column's name, and what it is called."""
    return tuple((medium.column, medium.title) for medium in media())
