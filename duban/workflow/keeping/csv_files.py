"""The directory as CSV files: what `units.csv` and `contacts.csv` have, read with all errors at once, and written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from duban.states import media
from duban.workflow.errors import DirectoryError
from duban.workflow.people import (
    WISH_COLUMNS,
    Level,
    declared_by,
    problems_between,
    read_contacts,
    read_units,
    wish_cells,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from duban.workflow.people import Contact, Directory, Unit

UNIT_COLUMNS = ("name", "aliases", "groups", "parent")
_SEPARATOR = ";"


def read_units_csv(path: str | PathLike[str]) -> list[Unit]:
    """Return the units of a CSV file; raises DirectoryError that names every row that cannot be used."""
    units, problems = read_units(path)
    if problems:
        raise DirectoryError((*problems, *problems_between(units, ())))
    return units


def read_contacts_csv(path: str | PathLike[str], *, among: Directory | None = None) -> list[Contact]:
    """Return the persons of a CSV file; raises DirectoryError that names every row that cannot be used.

    With the directory that they are to be `among`, rows whose unit it does not have are named too.
    """
    contacts, problems = read_contacts(path)
    units = among.units if among is not None and among.units else declared_by(contacts)
    if problems:
        raise DirectoryError((*problems, *problems_between(units, contacts)))
    return contacts


def contact_columns_out() -> tuple[str, ...]:
    """Return the columns of contacts.csv that are written, in order; media of packages have theirs too."""
    return (
        "unit",
        "name",
        "level",
        *(medium.column for medium in media()),
        "deputy",
        "absent_until",
        "absences",
        "locale",
        *WISH_COLUMNS,
    )


def unit_cells(unit: Unit) -> dict[str, str]:
    """Return a unit's cells by column."""
    return {
        "name": unit.name,
        "aliases": _SEPARATOR.join(unit.aliases),
        "groups": _SEPARATOR.join(unit.groups),
        "parent": unit.parent or "",
    }


def contact_cells(contact: Contact) -> dict[str, str]:
    """Return a person's cells by column."""
    absent = "" if contact.absent_until is None else contact.absent_until.isoformat()
    addresses = {medium.column: medium.address_of(contact) or "" for medium in media()}
    return {
        "unit": contact.unit,
        "name": contact.name,
        "level": contact.level.value,
        **addresses,
        "deputy": contact.deputy or "",
        "absent_until": absent,
        "absences": _SEPARATOR.join(map(str, contact.absences)),
        "locale": contact.locale,
        **wish_cells(contact.wishes),
    }


def units_csv(directory: Directory) -> str:
    """Return the text of a units.csv that says what the directory has."""
    return _written(UNIT_COLUMNS, map(unit_cells, directory.units))


def contacts_csv(directory: Directory) -> str:
    """Return the text of a contacts.csv that says what the directory has, unit by unit."""
    people = (each for unit in directory.units for level in Level for each in directory.contacts(unit.name, level))
    return _written(contact_columns_out(), map(contact_cells, people))


def _written(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
