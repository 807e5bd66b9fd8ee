"""The verbs that keep the directory, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from duban.workflow import (
        AddressMended,
        Contact,
        Departure,
        DirectoryChange,
        DirectoryImport,
        Engine,
        HandOver,
        Level,
        Unit,
    )


class AsyncKeeping:
    """Keeps who is who."""

    engine: Engine

    async def import_units(
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
        return await run(partial(self.engine.import_units, units, by=by, note=note, expect=expect, dry_run=dry_run))

    async def import_contacts(
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
        return await run(
            partial(self.engine.import_contacts, contacts, by=by, note=note, expect=expect, dry_run=dry_run)
        )

    async def directory_history(self) -> list[DirectoryChange]:
        """Return every change of the directory in the database, oldest first."""
        return await run(self.engine.directory_history)

    async def rename_unit(
        self, old: str, new: str, *, by: str, note: str | None = None, dry_run: bool = False
    ) -> HandOver:
        """Give a unit another name, and return what was handed over.

        Called again, it hands over what has the old name still, such as a closed matter that was reopened.

        Raises:
            InvalidUnits: if there is no unit of the old name, or another one has the new name.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory would contradict itself.

        """
        return await run(partial(self.engine.rename_unit, old, new, by=by, note=note, dry_run=dry_run))

    async def merge_units(
        self, units: Iterable[str], into: str, *, by: str, note: str | None = None, dry_run: bool = False
    ) -> HandOver:
        """Let units become one, which may be there already, and return what was handed over.

        Their people move along, and whoever stands there already stays as they are.

        Raises:
            InvalidUnits: if there is no such unit.
            InvalidData: if `by` names nobody, or `units` is no list.
            DirectoryError: if the directory would contradict itself.

        """
        return await run(partial(self.engine.merge_units, units, into, by=by, note=note, dry_run=dry_run))

    async def split_unit(
        self,
        unit: str,
        into: Iterable[str],
        *,
        by: str,
        rest: str | None = None,
        matters: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> HandOver:
        """Let a unit become several, and return what was handed over.

        The unit's names and people go to the one that takes over the rest; the others' people are imported.

        Args:
            unit: the unit that goes.
            into: those that it becomes.
            by: who changes it.
            rest: which of them takes over the matters that `matters` does not name; by default the first.
            matters: for the number of a matter, the unit that takes it over.
            note: why.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if there is no such unit, or a matter is to go to one that it does not become, or is none of
                its open matters.
            InvalidData: if `by` names nobody, or `into` is no list.
            DirectoryError: if the directory would contradict itself.

        """
        return await run(
            partial(self.engine.split_unit, unit, into, by=by, rest=rest, matters=matters, note=note, dry_run=dry_run)
        )

    async def close_unit(self, unit: str, *, by: str, note: str | None = None, dry_run: bool = False) -> HandOver:
        """Take a unit and its people out of the directory; it must owe nothing.

        Raises:
            InvalidUnits: if there is no such unit, or open matters have it: `merge_units` hands them over.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory would contradict itself, or is not kept in the database.

        """
        return await run(partial(self.engine.close_unit, unit, by=by, note=note, dry_run=dry_run))

    async def leave(
        self, person: str, *, by: str, level: Level | None = None, note: str | None = None, dry_run: bool = False
    ) -> Departure:
        """Take a person out of a unit, on every level, and return what they owe.

        A matter belongs to the unit and not to the person: whoever is left there goes on with it.

        Args:
            person: as `unit/name`.
            by: who changes the directory.
            level: take them off this level alone; they stay in the unit on another one, with what they have in hand.
            note: why.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if the directory does not have this person, or not on this level, or on no other one.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory is not kept in the database.

        """
        return await run(partial(self.engine.leave, person, by=by, level=level, note=note, dry_run=dry_run))

    async def set_contact(
        self,
        contact: Contact,
        *,
        by: str,
        before: Contact | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> DirectoryImport:
        """Add a person on one level of a unit, or put them in place of how they were, and return what changes.

        Whoever named the person as their deputy does so by the new name.

        Args:
            contact: the person, with all that is to stand in the row.
            by: who changes the directory.
            before: the person as the directory has them now; without it, the person is added.
            note: why, for the directory's history.
            dry_run: write nothing, and return what would change.

        Raises:
            DirectoryChanged: if somebody has changed what was there `before`.
            DirectoryError: if the unit has such a person on this level already, the directory would contradict itself,
                or it is not kept in the database.
            InvalidData: if an address or a wish cannot be used, or `by` names nobody.

        """
        return await run(partial(self.engine.set_contact, contact, by=by, before=before, note=note, dry_run=dry_run))

    async def away(
        self,
        person: str,
        first: date,
        last: date,
        *,
        by: str,
        deputy: str | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> DirectoryImport:
        """Note that a person is away from one day to another, both included, and return what changes.

        Meanwhile their messages go to the deputy.

        Args:
            person: as `unit/name`.
            first: the first day.
            last: the last day.
            by: who changes the directory.
            deputy: who stands in, as a name or `unit/name`; by default whoever does so already.
            note: why, for the directory's history.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if the directory does not have this person.
            InvalidData: if the days are over, or no days one after the other, or `by` names nobody.
            DirectoryError: if the deputy is nobody, or the directory is not kept in the database.

        """
        return await run(
            partial(self.engine.away, person, first, last, by=by, deputy=deputy, note=note, dry_run=dry_run)
        )

    async def back(self, person: str, *, by: str, note: str | None = None, dry_run: bool = False) -> DirectoryImport:
        """Note that a person is there again, and will not be away, and return what changes.

        Absences that are over stay noted.

        Args:
            person: as `unit/name`.
            by: who changes the directory.
            note: why, for the directory's history.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if the directory does not have this person.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory is not kept in the database.

        """
        return await run(partial(self.engine.back, person, by=by, note=note, dry_run=dry_run))

    async def mend_address(
        self,
        medium: str,
        old: str,
        new: str,
        *,
        by: str,
        ids: Iterable[int] | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> AddressMended:
        """Write another address for whoever has the old one, and send the dead messages again that went to that one.

        Args:
            medium: by which the address is used: `email`, `sms`, or another one that is installed.
            old: the address that stands in the directory.
            new: the one that is right.
            by: who changes the directory.
            ids: the messages, as `outbox` numbers them; by default all that died at this address and that nobody has
                given up.
            note: why, for the directory's history.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if nobody in the directory has the old address.
            InvalidData: if the new address cannot be used, or `by` names nobody.
            UnknownMedium: if there is no such medium.
            UnknownMessage: if there is no message with an id.
            DirectoryError: if the directory is not kept in the database.

        """
        return await run(
            partial(self.engine.mend_address, medium, old, new, by=by, ids=ids, note=note, dry_run=dry_run)
        )

    async def address_works(self, medium: str, address: str, *, by: str, note: str | None = None) -> bool:
        """Note that an address that was found dead works again; return False if it is not marked.

        Args:
            medium: by which it is used: `email`, `sms`, or another one that is installed.
            address: as `marked_addresses` has it.
            by: who says so.
            note: why.

        Raises:
            InvalidData: if `by` names nobody.
            UnknownMedium: if there is no such medium.

        """
        return await run(partial(self.engine.address_works, medium, address, by=by, note=note))
