"""Importing units and persons into the database, and the directory's history."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from duban import words
from duban.states import shown
from duban.storage import directory, pinned, queries
from duban.workflow.core import HasCore
from duban.workflow.errors import DirectoryChanged, DirectoryError
from duban.workflow.keeping.book import Book, hand, require_tables
from duban.workflow.keeping.csv_files import contact_cells, unit_cells
from duban.workflow.keeping.told import DirectoryChange, DirectoryImport, RowChange
from duban.workflow.people import Contact, Unit, kept_contacts, kept_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from sqlalchemy.engine import Connection

    from duban.storage import PersonKey

Row = TypeVar("Row", Unit, Contact)
Key = TypeVar("Key", str, tuple[str, str, str])

Cells = dict[str, dict[str, str]]
"""The cells of each row by column, by what people call the row."""


class Importing(HasCore):
    """Imports the directory."""

    @property
    def keeps_directory(self) -> bool:
        """Return whether who is who is kept in the database, where verbs change it; else in files, or elsewhere."""
        return self._core.in_tables

    @property
    def directory_version(self) -> int:
        """Return the number of the last change of the directory in use, for `expect`; 0 if there was none."""
        return self._core.directory_seq

    def import_units(
        self,
        units: Iterable[Unit],
        *,
        by: str,
        note: str | None = None,
        expect: int | None = None,
        dry_run: bool = False,
    ) -> DirectoryImport:
        """Keep these units in the database, in place of those that are there, and return what changes.

        Open matters of a unit that goes stay as they are: `rename_unit`, `merge_units` and `split_unit` hand them over.

        Args:
            units: all of them, in the office's order; `read_units_csv` reads a file.
            by: who changes it.
            note: why, for the directory's history.
            expect: the `directory_version` on which this is based.
            dry_run: write nothing, and return what would change.

        Raises:
            DirectoryChanged: if somebody has changed the directory since `expect`.
            DirectoryError: if units contradict each other or the persons, with every problem; or if the directory is
                not kept in the database.
            InvalidData: if `by` names nobody.

        """
        given = kept_units(all_of(units, Unit))
        return self._import(given, None, by=by, note=note, what="import-units", expect=expect, dry_run=dry_run)

    def import_contacts(
        self,
        contacts: Iterable[Contact],
        *,
        by: str,
        note: str | None = None,
        expect: int | None = None,
        dry_run: bool = False,
    ) -> DirectoryImport:
        """Keep these persons in the database, in place of those that are there, and return what changes.

        Args:
            contacts: all of them, in the office's order; `read_contacts_csv` reads a file.
            by: who changes it.
            note: why, for the directory's history.
            expect: the `directory_version` on which this is based.
            dry_run: write nothing, and return what would change.

        Raises:
            DirectoryChanged: if somebody has changed the directory since `expect`.
            DirectoryError: if persons contradict each other or the units, with every problem; or if the directory is
                not kept in the database.
            InvalidData: if `by` names nobody.

        """
        given = kept_contacts(all_of(contacts, Contact))
        return self._import(None, given, by=by, note=note, what="import-contacts", expect=expect, dry_run=dry_run)

    def directory_history(self) -> list[DirectoryChange]:
        """Return every change of the directory in the database, oldest first."""
        self._core.prepare()
        with self._core.database.reading() as connection:
            told, zone = _Teller(), self._core.calendar.timezone
            return [told.tell(change, zone) for change in directory.read_changes(connection)]

    def _import(
        self,
        units: Sequence[Unit] | None,
        contacts: Sequence[Contact] | None,
        *,
        by: str,
        note: str | None,
        what: str,
        expect: int | None,
        dry_run: bool,
    ) -> DirectoryImport:
        core = self._core
        require_tables(core)
        core.prepare()
        who = hand(core, by, note)
        with core.database.reading() if dry_run else core.database.writing() as connection:
            book = Book(core, connection, dry_run=dry_run)
            _require_unchanged(connection, expect)
            if contacts is None:
                before, after = _cells_of_units(book.units), _cells_of_units(units or ())
            else:
                # A person is kept under the unit's own name, by whichever name the file calls it.
                contacts = [replace(each, unit=core.directory.canonical(each.unit)) for each in contacts]
                before, after = cells_of_people(book.contacts), cells_of_people(contacts)
            seq = book.write(
                book.units if units is None else units,
                book.contacts if contacts is None else contacts,
                by=who,
                what=what,
                note=note,
            )
            gone = [name for name in before if name not in after]
            left = _left(connection, gone) if contacts is None else {}
        return compared(before, after, left=left, seq=seq, done=not dry_run)


def _require_unchanged(connection: Connection, expect: int | None) -> None:
    """Raise DirectoryChanged if the directory was changed since the change that is expected to be the last."""
    last = None if expect is None else directory.last_change(connection)
    if last is not None and last.seq != expect:
        raise DirectoryChanged(last.seq, last.by, last.at)


def all_of(rows: Iterable[Row], kind: type[Row]) -> list[Row]:
    """Return rows as a list; raises DirectoryError if one is something else."""
    given: object = rows
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        facts = {"kind": kind.__name__, "given": shown(given)}
        raise DirectoryError((words.Line("has to be a list of {kind}, not {given}", **facts),))
    listed = list(rows)
    for row in listed:
        if not isinstance(row, kind):
            raise DirectoryError((words.Line("{row} is no {kind}", row=shown(row), kind=kind.__name__),))
    return listed


def _cells_of_units(units: Iterable[Unit]) -> Cells:
    return {unit.name: unit_cells(unit) for unit in units}


def cells_of_people(contacts: Iterable[Contact]) -> Cells:
    """Return the cells of each person by column, by what people call the row."""
    return {f"{each.unit}/{each.name} ({each.level.value})": contact_cells(each) for each in contacts}


def compared(before: Cells, after: Cells, *, left: Mapping[str, int], seq: int | None, done: bool) -> DirectoryImport:
    """Return what differs between the rows before and after a change."""
    changes = [
        RowChange(name, column, before[name][column], cell)
        for name, cells in after.items()
        if name in before
        for column, cell in cells.items()
        if before[name][column] != cell
    ]
    same = sum(before.get(name) == cells for name, cells in after.items())
    added = tuple(name for name in after if name not in before)
    gone = tuple(name for name in before if name not in after)
    return DirectoryImport(added, tuple(changes), gone, same, left, seq, done)


def _left(connection: Connection, gone: Sequence[str]) -> dict[str, int]:
    """Return how many open matters have each of these units."""
    counted = {}
    for name in gone:
        spelled = pinned.bound_as(connection, name)
        if spelled and (many := queries.count_open_of(connection, spelled)):
            counted[name] = many
    return counted


class _Teller:
    """Tells changes one after the other: whose rows are others than before, but for their place."""

    def __init__(self) -> None:
        self._units: dict[str, list[Any] | None] = {}
        self._people: dict[PersonKey, list[Any] | None] = {}

    def tell(self, change: directory.Change, zone: tzinfo) -> DirectoryChange:
        """Return the next change."""
        said = json.loads(change.changes)
        people = {(row[0], row[1], row[2]): row[3] for row in said.get("people", ())}
        names = [f"{unit}/{name}" for unit, name, _ in _news(self._people, people)]
        return DirectoryChange(
            seq=change.seq,
            at=change.at.astimezone(zone),
            by=change.by,
            what=change.what,
            note=change.note,
            units=tuple(_news(self._units, said.get("units", {}))),
            people=tuple(dict.fromkeys(names)),
            matters=tuple(said.get("handed", {})),
            hash=change.hash,
        )


def _news(known: dict[Key, list[Any] | None], rows: Mapping[Key, list[Any] | None]) -> list[Key]:
    """Return whose rows are others than those known, but for their place, and know these from now on."""
    found = [key for key, row in rows.items() if (row or [None])[1:] != (known.get(key) or [None])[1:] or row is None]
    known.update(rows)
    return found
