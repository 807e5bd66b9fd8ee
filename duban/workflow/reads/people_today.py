"""The directory as an operator sees it: units and contacts, and who gets their messages today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.workflow.people import FALLS, NO_WISHES, Level, Wishes, why_unreachable
from duban.workflow.reads.marked import Marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from duban.workflow.people import Absence, Contact, Directory, Unit


@dataclass(frozen=True, slots=True)
class UnitEntry(Jsonable):
    """A unit with the names of its people; `reached` are those who get messages for its handlers today.

    If nobody does, `why` says why.
    """

    _json = (..., "reachable")

    name: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    parent: str | None
    handlers: tuple[str, ...]
    leaders: tuple[str, ...]
    reached: tuple[str, ...]
    why: str
    contacts: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        """Return whether anybody gets messages for the unit's handlers."""
        return bool(self.reached)


@dataclass(frozen=True, slots=True)
class ContactEntry(Jsonable):
    """A person in a unit; `reached` is who gets messages for them today, as `unit/name`, or None if nobody does.

    If it is somebody else or nobody, `why` says why.
    """

    unit: str
    name: str
    level: str
    email: str | None
    mobile: str | None
    deputy: str | None
    absent_until: date | None
    locale: str
    addresses: Mapping[str, str]
    reached: str | None
    why: str
    absences: tuple[Absence, ...] = ()
    wishes: Wishes = NO_WISHES


class People(Marked):
    """Shows the directory."""

    def today(self) -> date:
        """Return today's date in the time zone of the scenario that was loaded first."""
        return self._core.calendar.local_date(self._core.now())

    def units(self) -> list[UnitEntry]:
        """Return every unit of the directory, with who can be reached today."""
        self._core.refresh_directory()
        directory, day = self._core.directory, self.today()
        return [_unit(directory, unit, day) for unit in directory.units]

    def contacts(self) -> list[ContactEntry]:
        """Return every contact of the directory, unit by unit, with who gets their messages today."""
        self._core.refresh_directory()
        directory, day = self._core.directory, self.today()
        return [_contact(directory, each, day) for unit in directory.units for each in _people(directory, unit.name)]


def _people(directory: Directory, unit: str) -> Iterator[Contact]:
    for level in Level:
        yield from directory.contacts(unit, level)


def _unit(directory: Directory, unit: Unit, day: date) -> UnitEntry:
    name = unit.name
    reached = directory.reach(name, Level.HANDLER, day)
    lost = [why_unreachable(each, day) for each in _people(directory, name) if not each.reachable(day)]
    return UnitEntry(
        name=name,
        aliases=unit.aliases,
        groups=unit.groups,
        parent=unit.parent,
        contacts=_names(directory, name, Level.CONTACT),
        handlers=_names(directory, name, Level.HANDLER),
        deputies=_names(directory, name, Level.DEPUTY),
        heads=_names(directory, name, Level.HEAD),
        leaders=_names(directory, name, Level.LEADER),
        reached=tuple(each.contact.name for each in reached),
        why="" if reached else words.clauses(lost) or words.text("nobody of it is in the directory"),
    )


def _names(directory: Directory, unit: str, level: Level) -> tuple[str, ...]:
    return tuple(each.name for each in directory.contacts(unit, level))


def _contact(directory: Directory, contact: Contact, day: date) -> ContactEntry:
    other = directory.stands_in(contact, day)
    further = (directory.reach(contact.unit, level, day) for level in FALLS[contact.level] if other is None)
    other = other or next((each.contact for reached in further for each in reached), None)
    return ContactEntry(
        unit=contact.unit,
        name=contact.name,
        level=contact.level.value,
        email=contact.email,
        mobile=contact.mobile,
        deputy=contact.deputy,
        absent_until=contact.absent_until,
        absences=contact.absences,
        wishes=contact.wishes,
        locale=contact.locale,
        addresses=dict(contact.addresses),
        reached=None if other is None else f"{other.unit}/{other.name}",
        why="" if other is contact else why_unreachable(contact, day),
    )
