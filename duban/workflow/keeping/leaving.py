"""A person who leaves: what they owe is listed, and they go out of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import Actor, same_name
from duban.storage import finding, pinned
from duban.workflow.core import HasCore
from duban.workflow.errors import InvalidUnits, near
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load_all
from duban.workflow.keeping.book import Book, hand, require_tables
from duban.workflow.keeping.reshaping import without_lost_deputies
from duban.workflow.keeping.told import Departure
from duban.workflow.people import Directory, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.workflow.core import Core
    from duban.workflow.people import Contact


class Leaving(HasCore):
    """Takes persons out of the directory."""

    def leave(
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
        core = self._core
        require_tables(core)
        check_texts(person=person)
        core.prepare()
        who = hand(core, by, note)
        with core.database.reading() if dry_run else core.database.writing() as connection:
            book = Book(core, connection, dry_run=dry_run)
            actor = person_in(core.directory, person)
            gone = _rows(book.contacts, actor, level)
            rest = [each for each in book.contacts if each not in gone]
            kept = without_lost_deputies(rest)
            lost = [each for each, now in zip(rest, kept, strict=True) if each.deputy != now.deputy]
            left = Directory(book.units or None, kept)
            matters, asked = _owed(core, connection, actor) if level is None else ((), ())
            what = "leave" if level is None else "set-contact"
            seq = book.write(book.units, kept, by=who, what=what, note=note)
        day = core.calendar.local_date(core.now())
        alone = not left.reach(actor.unit, Level.HANDLER, day)
        deputy_of = tuple(f"{each.unit}/{each.name}" for each in lost)
        name = str(actor.person)
        return Departure(actor.unit, name, matters, asked, deputy_of, alone=alone, seq=seq, done=not dry_run)


def person_in(directory: Directory, person: str) -> Actor:
    """Return somebody of the directory; raises InvalidUnits."""
    unit, _, name = person.replace("／", "/").partition("/")
    actor = Actor(directory.canonical(unit), directory.person(unit, name))
    people = [each for unit in directory.units for level in Level for each in directory.contacts(unit.name, level)]
    if not any(is_person(each.unit, each.name, actor) for each in people):
        hint = near(str(actor), [f"{each.unit}/{each.name}" for each in people])
        raise InvalidUnits(words.Line("nobody in the directory is {person:shown}; {near}", person=person, near=hint))
    return actor


def _rows(contacts: Sequence[Contact], actor: Actor, level: Level | None) -> list[Contact]:
    """Return the rows of a person that go; raises InvalidUnits unless they stand on a level, and on another one."""
    theirs = [each for each in contacts if is_person(each.unit, each.name, actor)]
    gone = [each for each in theirs if level is None or each.level == level]
    if not gone:
        raise InvalidUnits(words.Line("{person} does not stand on this level", person=str(actor)))
    if level is not None and len(gone) == len(theirs):
        raise InvalidUnits(
            words.Line("{person} stands on this level alone: let them leave the unit", person=str(actor))
        )
    return gone


def is_person(unit: str, name: str | None, actor: Actor) -> bool:
    """Return whether a name in a unit is somebody's."""
    return same_name(unit, actor.unit) and same_name(name, actor.person)


def _owed(core: Core, connection: Connection, actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the open matters of the unit in which a person acted or has in hand, and their requests that wait."""
    names = core.directory.names_of(actor.unit)
    spelled = pinned.bound_as(connection, *names)
    if not spelled:
        return (), ()
    records = finding.find_instances(connection, now=core.now(), units=spelled, open_only=True)
    subjects = [subject for _, subject in load_all(core.catalogue, connection, records, lambda _: ())]
    acted = [subject for subject in subjects if _has_part(subject, actor)]
    matters = [subject.number for subject in acted]
    asked = [
        f"{subject.number}#{seq}"
        for subject in subjects
        for seq, waiting in sorted(subject.waiting.items())
        if is_person(waiting.asked_by.unit, waiting.asked_by.person, actor)
    ]
    return tuple(matters), tuple(asked)


def _has_part(subject: Subject, actor: Actor) -> bool:
    """Return whether a person has acted in this round, or has the matter in hand."""
    holds = any(is_person(unit, person, actor) for unit, person in subject.holders.items())
    return holds or any(is_person(each.unit, each.person, actor) for each in _by(subject))


def _by(subject: Subject) -> list[Actor]:
    """Return everybody who acted in this round, as far as the instance remembers."""
    pulled = [who for pull in subject.pulls.values() for who in (pull.last, *pull.others)]
    signed = [who for signers in subject.signed.values() for who in signers.values()]
    return [*pulled, *signed, *(waiting.asked_by for waiting in subject.waiting.values())]
