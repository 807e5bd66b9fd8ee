"""The book: the rows of the directory as they are, and as they are to be; what differs is written and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData
from duban.storage import directory
from duban.workflow.errors import DirectoryError
from duban.workflow.inputs import check_texts
from duban.workflow.people import contact_of, declared_by, problems_between, row_of_contact, row_of_unit, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.storage import PersonRecord, UnitRecord
    from duban.workflow.core import Core
    from duban.workflow.people import Contact, Unit

Handed = dict[str, "Mapping[str, tuple[str, ...]]"]
"""For each matter that is handed over, its units by those they were before."""


class Book:
    """The rows of the directory at the beginning of a change; `write` stores what is to be in their place.

    Args:
        core: the parts of the engine.
        connection: the transaction; a change locks the directory in it, a preview only reads.
        dry_run: whether it is a preview.

    """

    def __init__(self, core: Core, connection: Connection, *, dry_run: bool) -> None:
        if not dry_run:
            directory.lock(connection)
        core.refresh(connection)
        self._core, self._connection, self._dry_run = core, connection, dry_run
        self._units = {record.name: record for record in directory.read_units(connection)}
        self._people = {record.key: record for record in directory.read_people(connection)}

    @property
    def units(self) -> list[Unit]:
        """Return the units, in the office's order."""
        return list(map(unit_of, self._units.values()))

    @property
    def contacts(self) -> list[Contact]:
        """Return the persons, in the office's order."""
        return list(map(contact_of, self._people.values()))

    def write(
        self,
        units: Sequence[Unit],
        contacts: Sequence[Contact],
        *,
        by: str,
        what: str,
        note: str | None,
        handed: Handed | None = None,
    ) -> int | None:
        """Store units and persons in place of all that are there; return the number of the change.

        None is returned if there is nothing to record, or for a preview.

        Raises:
            DirectoryError: if they contradict each other.

        """
        if problems := problems_between(units or declared_by(contacts), contacts):
            raise DirectoryError(problems)
        rows = {unit.name: row_of_unit(unit, place) for place, unit in enumerate(units, 1)}
        people: dict[tuple[str, str, str], PersonRecord] = {}
        for place, contact in enumerate(contacts, 1):
            known = self._people.get((contact.unit, contact.name, contact.level.value))
            row = row_of_contact(contact, place, None if known is None else known.salt)
            moved = known is not None and _addresses(row) != _addresses(known)
            people[row.key] = row_of_contact(contact, place) if moved else row
        new_units: dict[str, UnitRecord | None] = dict.fromkeys(self._units.keys() - rows.keys())
        new_units |= {name: row for name, row in rows.items() if self._units.get(name) != row}
        new_people: dict[tuple[str, str, str], PersonRecord | None] = dict.fromkeys(self._people.keys() - people.keys())
        new_people |= {key: row for key, row in people.items() if self._people.get(key) != row}
        if self._dry_run or not (new_units or new_people or handed):
            return None
        at, core = self._core.now(), self._core
        seq = directory.keep(
            self._connection, new_units, new_people, at=at, by=by, what=what, note=note, handed=handed or {}
        )
        core.follow(self._connection, seq)
        return seq


def _addresses(row: PersonRecord) -> tuple[object, ...]:
    return row.email, row.mobile, row.addresses


def hand(core: Core, by: str, note: str | None) -> str:
    """Return who changes the directory, as it is recorded; raises InvalidData if `by` names nobody."""
    check_texts(by=by, note=note)
    if not by.strip():
        raise InvalidData((words.Line("by: say who changes the directory"),))
    return str(core.actor(by, subject="directory", trigger="directory"))


def require_tables(core: Core) -> None:
    """Raise DirectoryError if the directory is not kept in the database."""
    if core.in_files:
        files = words.listed(core.settings.directory_files)
        line = words.Line(
            "the settings say that who is who is kept in {files}: edit the files, or take `units` and `contacts` out "
            "of the settings and import them",
            files=files,
        )
        raise DirectoryError((line,))
    if not core.in_tables:
        raise DirectoryError((words.Line("this application brings its own directory: change it there"),))
