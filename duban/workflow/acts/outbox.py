"""What an operator does with the outbox: retry dead messages, or give them up."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import InvalidData, medium_named, medium_title, same_name
from duban.states.history import Readdressed
from duban.storage import NewMessage, dead_letters, outbox
from duban.workflow.core import HasCore
from duban.workflow.errors import InvalidUnits, UnknownInstance, UnknownMessage
from duban.workflow.inputs import check_texts, check_whole, listed
from duban.workflow.instance import Command, subject_of, wording_for
from duban.workflow.people import Addressee, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Guest, OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.people import Contact
    from duban.workflow.rules import Compiled


class Resending(HasCore):
    """Retries dead messages, and gives them up."""

    def retry(
        self, ids: Iterable[int] | None = None, *, to: str | None = None, session: Guest | None = None
    ) -> tuple[list[int], list[int]]:
        """Make dead messages pending again, and return two lists of ids: those revived, and those that are not dead.

        A message that had no address is addressed again, by the directory as it is now; one whose contact has another
        address there by now goes to that one.

        Args:
            ids: those of `outbox`; without any, all dead messages are retried that nobody has given up.
            to: a person as `unit/name`, who gets them instead; of the unit that the messages are meant for.
            session: your own; your transaction is neither committed nor rolled back.

        Raises:
            InvalidData: if an id is not a whole number.
            InvalidUnits: if the directory has no such person in the unit of a message, or no address of theirs by which
                it can go; then none is retried.
            UnknownMessage: if there is no message with an id; then none is retried.

        """
        keys = None if ids is None else listed("ids", ids)
        for key in keys or ():
            check_whole(id=key)
        keys = None if keys is None else list(dict.fromkeys(keys))
        if to is not None:
            check_texts(to=to)
        core = self._core
        core.prepare(session)
        with core.database.writing(session) as connection:
            core.refresh(connection)
            return revive(core, connection, keys, to=to)

    def give_up(self, ids: Iterable[int], *, by: str, note: str) -> tuple[list[int], list[int]]:
        """Leave dead messages alone from now on, and return two lists of ids: those given up, and those not dead.

        They are still listed among the dead, with who has given them up and why, and `retry` with their ids sends them;
        nobody is told of them any more.

        Raises:
            InvalidData: if an id is not a whole number, `by` names nobody, or there is no `note`.
            UnknownMessage: if there is no message with an id; then none is given up.

        """
        keys = listed("ids", ids)
        for key in keys:
            check_whole(id=key)
        check_texts(by=by, note=note)
        if not (note or "").strip():
            raise InvalidData((words.Line("note: say why the messages are given up"),))
        core = self._core
        core.prepare()
        with core.database.writing() as connection:
            core.refresh(connection)
            if unknown := set(keys) - outbox.known_messages(connection, keys):
                raise UnknownMessage(sorted(unknown))
            who = core.actor(by, subject="outbox", trigger="give_up")
            reason = words.kept(words.Reason(dead_letters.GIVEN_UP, {"by": str(who), "note": note.strip()}))
            done = [key for key in keys if dead_letters.give_up_message(connection, key, now=core.now(), reason=reason)]
        return done, [key for key in keys if key not in done]


def revive(
    core: Core, connection: Connection, keys: Sequence[int] | None, *, to: str | None = None
) -> tuple[list[int], list[int]]:
    """Make these dead messages pending again, or all that nobody has given up; as `retry` does."""
    if unknown := set(keys or ()) - outbox.known_messages(connection, keys or ()):
        raise UnknownMessage(sorted(unknown))
    dead = {record.id: record for record in outbox.list_messages(connection, statuses=[outbox.DEAD])}
    wanted = [key for key in dead if not is_given_up(dead[key])] if keys is None else keys
    anew = {key: _now(core, dead[key], to) for key in wanted if key in dead}
    anew = {key: found for key, found in anew.items() if found is not None or not dead[key].address}
    core.catalogue.fetch(connection, {dead[key].definition for key in anew})
    for key, found in anew.items():
        _address(core, connection, dead[key], found)
    revived: list[int] = []
    others: list[int] = []
    for key in wanted:
        lives = key in dead and outbox.revive_message(connection, key, now=core.now())
        (revived if lives else others).append(key)
    return revived, others


def is_given_up(record: OutboxRecord) -> bool:
    """Return whether somebody has given a dead message up."""
    return words.kept_code(record.reason or "") == dead_letters.GIVEN_UP


def _now(core: Core, record: OutboxRecord, to: str | None) -> Addressee | None:
    """Return to whom a message goes now: the person `to`, or its contact, who has another address by now; else None.

    Raises InvalidUnits if it cannot go to the person that it is to go to.
    """
    facts, directory, medium = json.loads(record.facts), core.directory, medium_named(record.medium)
    if to is None:
        unit, name = facts.get("reader") or record.unit, record.contact
    else:
        who = core.actor(to, subject="outbox", trigger="retry")
        unit, name = directory.canonical(record.unit), who.person or ""
        if not same_name(unit, who.unit):
            raise InvalidUnits(words.Line("{person:shown} is nobody of {unit}", person=to, unit=unit))
    people = [each for level in Level for each in directory.contacts(unit, level) if same_name(each.name, name)]
    ways = [(each, address) for each in people if (address := medium.address_of(each))]
    if to is not None and not ways:
        facts = {"person": to, "medium": medium_title(medium.name)}
        raise InvalidUnits(words.Line("the directory has no address of {person:shown} for {medium}", **facts))
    if to is None and (not record.address or any(address == record.address for _, address in ways)):
        return None
    return next((_addressee(record, each, address) for each, address in ways), None)


def _addressee(record: OutboxRecord, each: Contact, address: str) -> Addressee:
    return Addressee(
        record.unit,
        each.name,
        record.medium,
        address,
        record.is_copy,
        locale=each.locale,
        reader=each.unit,
        wishes=each.wishes,
    )


def _address(core: Core, connection: Connection, record: OutboxRecord, other: Addressee | None) -> None:
    """Address a message to somebody else, or one that had no address to whoever can be reached now.

    Each further contact gets another row. The history says so: it names the message with what it is now, and the
    further ones.
    """
    command = Command(core, connection, settles=False)
    try:
        (instance,) = command.lock([record.number])
    except UnknownInstance:
        return
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    facts = json.loads(record.facts)
    level = Level(facts.pop("level", Level.HANDLER))
    found = (
        [other]
        if other is not None
        else core.postmaster.of_unit(
            compiled.definition,
            subject_of(instance),
            compiled.form(record.message),
            record.unit,
            level,
            is_copy=record.is_copy,
            on=compiled.calendar.local_date(command.now),
        )
    )
    for name in ("reader",) if other is not None and other.contact == record.contact else ("because", "reader"):
        facts.pop(name, None)
    if not found or not all(one.address for one in found):
        return
    first, *others = [_anew(core, compiled, record, one, facts, at=command.now) for one in found]
    first.message_id, first.behind = record.message_id, record.behind
    for each in others:
        each.behind = None
    outbox.readdress_message(connection, record.id, first)

    def change(works: Sequence[UnitOfWork]) -> None:
        works[0].send(others, instead=[first])
        works[0].note(Readdressed(message=record.message_id, told=tuple(dict.fromkeys(one.unit for one in found))))

    command.take([instance], change)


def _anew(
    core: Core, compiled: Compiled, record: OutboxRecord, one: Addressee, facts: Mapping[str, Any], *, at: datetime
) -> NewMessage:
    """Return a message as it is for another addressee."""
    told = {**facts, "contact": one.contact, "reader": one.reader}
    for name in ("wording", "calendar", "alone"):  # those are of the reader before
        told.pop(name, None)
    if one.wishes.calendar:
        told["calendar"] = one.wishes.calendar
    wording = wording_for(compiled, record.message, one)
    # A wording may speak of days that were not reckoned when the message was decided.
    days = compiled.needs(record.message, words.language_of(one.locale)).wants.days
    if wording is not None and all(day in facts.get("days", {}) for day in days):
        told["wording"] = wording
    if one.reasons:
        told["because"] = [each._asdict() for each in one.reasons]
    if not words.is_chinese(one.locale):
        told["locale"] = one.locale
    row = {name: value for name, value in asdict(record).items() if name in NewMessage.__struct_fields__}
    del row["facts"]
    row |= {"status": outbox.PENDING, "not_before": at, "attempts": 0, "settled_at": None, "reason": None}
    row |= {"medium": one.medium, "contact": one.contact, "address": one.address, "salt": secrets.token_hex(16)}
    row["message_id"] = f"{uuid.uuid4().hex}@{core.settings.message_domain}"
    return NewMessage(**row, facts=json.dumps(told, ensure_ascii=False, separators=(",", ":")))
