"""One person of the directory at a time: added or mended, away or back; an address mended, and its messages sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import InvalidData, media, medium_named, same_name, shown, tidy_name
from duban.storage import dead_letters, directory, outbox
from duban.workflow.acts import revive
from duban.workflow.errors import DirectoryChanged, DirectoryError, InvalidUnits, UnknownMessage
from duban.workflow.inputs import check_texts, check_whole, listed
from duban.workflow.keeping.book import Book, hand, require_tables
from duban.workflow.keeping.importing import all_of, cells_of_people, compared
from duban.workflow.keeping.leaving import is_person, person_in
from duban.workflow.keeping.marks import Marks
from duban.workflow.keeping.told import AddressMended
from duban.workflow.people import Absence, Contact, brief, kept_contacts, usable_wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.engine import Connection

    from duban.workflow.keeping.told import DirectoryImport

    Change = Callable[[Connection, list[Contact]], list[Contact]]


class Persons(Marks):
    """Changes the rows of one person; what others write of other persons at the same time is kept."""

    def set_contact(
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
        wanted, *old = kept_contacts(all_of((contact,) if before is None else (contact, before), Contact))
        for medium in media():
            if written := medium.address_of(wanted):
                wanted = _addressed(wanted, medium.name, written)
        wishes, problems = usable_wishes(wanted.wishes)
        if problems:
            raise InvalidData(tuple(problems))
        wanted = replace(wanted, wishes=wishes)

        def change(connection: Connection, people: list[Contact]) -> list[Contact]:
            there = replace(wanted, unit=self._core.directory.canonical(wanted.unit))
            if old and old[0] not in people:
                raise _gone(connection, old[0])
            if any(_same_place(each, there) for each in people if each not in old):
                facts = {"unit": there.unit, "name": there.name}
                raise DirectoryError((words.Line("{unit} has {name} on this level already", **facts),))
            if not old:
                return [*people, there]
            return [there if each == old[0] else _following(each, old[0], there) for each in people]

        return self._change(change, by=by, what="set-contact", note=note, dry_run=dry_run)

    def away(
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
        given: dict[str, object] = {"first": first, "last": last}
        for name, day in given.items():
            if not isinstance(day, date) or isinstance(day, datetime):
                said = words.Line("has to be a day, not {given}", given=shown(day))
                raise InvalidData((words.at(name, said),))
        check_texts(deputy=deputy)
        if last < first:
            raise InvalidData((words.Line("the last day is before the first"),))
        if last < self._core.calendar.local_date(self._core.now()):
            raise InvalidData((words.Line("these days are over"),))

        stands_in = tidy_name(deputy or "")

        def gone(each: Contact) -> Contact:
            absences = tuple(sorted({*each.absences, Absence(first, last)}, key=lambda one: (one.first, one.last)))
            return replace(each, absences=absences, deputy=stands_in or each.deputy)

        return self._change(self._of(person, gone), by=by, what="away", note=note, dry_run=dry_run)

    def back(self, person: str, *, by: str, note: str | None = None, dry_run: bool = False) -> DirectoryImport:
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
        day = self._core.calendar.local_date(self._core.now())

        def here(each: Contact) -> Contact:
            return replace(each, absent_until=None, absences=tuple(one for one in each.absences if one.last < day))

        return self._change(self._of(person, here), by=by, what="back", note=note, dry_run=dry_run)

    def mend_address(
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
        core, keys = self._core, None if ids is None else list(dict.fromkeys(listed("ids", ids)))
        for key in keys or ():
            check_whole(id=key)
        check_texts(medium=medium, old=old, new=new)
        require_tables(core)
        known, address = medium_named(medium), _usable(medium, new)
        core.prepare()
        who = hand(core, by, note)
        with core.database.reading() if dry_run else core.database.writing() as connection:
            book = Book(core, connection, dry_run=dry_run)
            people = book.contacts
            theirs = [each for each in people if known.address_of(each) == old]
            if not theirs:
                raise InvalidUnits(words.Line("nobody in the directory has this address any more"))
            after = [_addressed(each, medium, address) if each in theirs else each for each in people]
            if keys is None:
                keys = dead_letters.dead_at(connection, medium, old)
            elif unknown := set(keys) - outbox.known_messages(connection, keys):
                raise UnknownMessage(sorted(unknown))
            seq = book.write(book.units, after, by=who, what="mend-address", note=note)
            if dry_run:
                dead = dead_letters.dead_among(connection, keys)
                revived = [key for key in keys if key in dead]
                others = [key for key in keys if key not in dead]
            else:
                revived, others = revive(core, connection, keys)
        names = tuple(dict.fromkeys(f"{each.unit}/{each.name}" for each in theirs))
        return AddressMended(names, tuple(revived), tuple(others), seq, done=not dry_run)

    def _of(self, person: str, change: Callable[[Contact], Contact]) -> Change:
        """Return what makes another row of each in which a person stands."""
        check_texts(person=person)

        def changed(_: Connection, people: list[Contact]) -> list[Contact]:
            actor = person_in(self._core.directory, person)
            return [change(each) if is_person(each.unit, each.name, actor) else each for each in people]

        return changed

    def _change(self, change: Change, *, by: str, what: str, note: str | None, dry_run: bool) -> DirectoryImport:
        core = self._core
        require_tables(core)
        core.prepare()
        who = hand(core, by, note)
        with core.database.reading() if dry_run else core.database.writing() as connection:
            book = Book(core, connection, dry_run=dry_run)
            after = list(kept_contacts(change(connection, book.contacts)))
            before = cells_of_people(book.contacts)
            seq = book.write(book.units, after, by=who, what=what, note=note)
        return compared(before, cells_of_people(after), left={}, seq=seq, done=not dry_run)


def _gone(connection: Connection, before: Contact) -> DirectoryChanged | InvalidUnits:
    """Return what says that a person is not there any more as they were."""
    last = directory.last_change(connection)
    if last is None:
        return InvalidUnits(words.Line("{name} is not in the list of {unit}", name=before.name, unit=before.unit))
    return DirectoryChanged(last.seq, last.by, last.at)


def _same_place(one: Contact, other: Contact) -> bool:
    return same_name(one.unit, other.unit) and same_name(one.name, other.name) and one.level is other.level


def _following(contact: Contact, before: Contact, after: Contact) -> Contact:
    """Return a contact whose deputy may have another name now."""
    named = {f"{before.unit}/{before.name}"} | ({before.name} if same_name(contact.unit, before.unit) else set())
    if contact.deputy is None or before.name == after.name or contact.deputy not in named:
        return contact
    home, slash, _ = contact.deputy.rpartition("/")
    return replace(contact, deputy=f"{home}{slash}{after.name}")


def _usable(medium: str, address: str) -> str:
    """Return an address as it is kept; raises InvalidData that says why it cannot be used."""
    known = medium_named(medium)
    check_texts(**{known.column: address})
    try:
        return known.address(address)
    except ValueError as wrong:
        facts = {"column": known.column, "written": brief(address), "error": words.said_by(wrong)}
        raise InvalidData((words.Line("{column} {written}: {error}", **facts),)) from None


def _addressed(contact: Contact, medium: str, address: str) -> Contact:
    known, usable = medium_named(medium), _usable(medium, address)
    if known.contact_field is not None:
        changed: dict[str, Any] = {known.contact_field: usable}
        return replace(contact, **changed)
    return replace(contact, addresses={**contact.addresses, medium: usable})
