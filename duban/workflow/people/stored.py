"""The directory as the tables have it: rows become units and contacts, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.storage import PersonRecord, UnitRecord, directory
from duban.workflow.people.contacts import Absence, Contact, Level, Unit
from duban.workflow.people.leaving_out import usable
from duban.workflow.people.wishes import stored_wishes

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban import words
    from duban.workflow.people.directory import Directory


def read_stored(connection: Connection) -> tuple[Directory, tuple[words.Line, ...]]:
    """Return the directory of the tables, and a line for each row that cannot be used.

    Without rows of units, the units are those that the persons name. Rows contradict each other only if somebody has
    changed them past the engine.
    """
    units = [unit_of(record) for record in directory.read_units(connection)]
    return usable(units or None, [contact_of(record) for record in directory.read_people(connection)])


def unit_of(record: UnitRecord) -> Unit:
    """Return the unit of a row."""
    return Unit(record.name, record.aliases, record.groups, record.parent, where=f"duban_unit {record.name}")


def contact_of(record: PersonRecord) -> Contact:
    """Return the contact of a row."""
    return Contact(
        record.unit,
        record.name,
        Level(record.level),
        email=record.email,
        mobile=record.mobile,
        deputy=record.deputy,
        absent_until=record.absent_until,
        locale=record.locale,
        addresses=record.addresses,
        where=f"duban_person {record.unit}/{record.name}",
        absences=tuple(Absence(first, last) for first, last in record.absences),
        wishes=stored_wishes(record.wishes),
    )


def row_of_unit(unit: Unit, place: int) -> UnitRecord:
    """Return the row of a unit."""
    return UnitRecord(unit.name, place, unit.aliases, unit.groups, unit.parent)


def row_of_contact(contact: Contact, place: int, salt: str | None = None) -> PersonRecord:
    """Return the row of a contact; with the salt of the row before if its addresses are the same."""
    made = PersonRecord(
        contact.unit,
        contact.name,
        contact.level.value,
        place,
        contact.email,
        contact.mobile,
        dict(contact.addresses),
        contact.deputy,
        contact.absent_until,
        contact.locale,
        absences=tuple((each.first, each.last) for each in contact.absences),
        wishes=contact.wishes.said,
    )
    return made if salt is None else replace(made, salt=salt)
