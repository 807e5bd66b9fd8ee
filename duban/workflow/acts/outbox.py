"""What an operator does with the outbox: retry dead messages."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.history import Readdressed
from duban.storage import NewMessage, outbox
from duban.workflow.core import HasCore
from duban.workflow.errors import UnknownInstance, UnknownMessage
from duban.workflow.inputs import check_whole, listed
from duban.workflow.instance import Command, subject_of
from duban.workflow.people import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Guest, OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.people import Addressee


class Resending(HasCore):
    """Retries dead messages."""

    def retry(self, ids: Iterable[int] | None = None, *, session: Guest | None = None) -> tuple[list[int], list[int]]:
        """Make dead messages pending again, and return two lists of ids: those revived, and those that are not dead.

        `ids` are those of `outbox`; without any, all dead messages are retried. A message that had no address is
        addressed again, by the directory as it is now.

        Raises:
            InvalidData: if an id is not a whole number.
            UnknownMessage: if there is no message with an id; then none is retried.

        """
        keys = None if ids is None else listed("ids", ids)
        for key in keys or ():
            check_whole(id=key)
        core = self._core
        core.prepare(session)
        revived: list[int] = []
        others: list[int] = []
        with core.database.writing(session) as connection:
            unknown = set(keys or ()) - outbox.known_messages(connection, keys or ())
            if unknown:
                raise UnknownMessage(sorted(unknown))
            dead = {record.id: record for record in outbox.list_messages(connection, statuses=[outbox.DEAD])}
            core.catalogue.fetch(connection, {record.definition for record in dead.values() if not record.address})
            for key in dead if keys is None else keys:
                if key in dead and not dead[key].address:
                    _address(core, connection, dead[key])
                lives = key in dead and outbox.revive_message(connection, key, now=core.now())
                (revived if lives else others).append(key)
        return revived, others


def _address(core: Core, connection: Connection, record: OutboxRecord) -> None:
    """Address a message that had no address, if somebody can be reached now; each further contact gets another row.

    The history says so: it names the message with what it is now, and the further ones.
    """
    command = Command(core, connection, settles=False)
    try:
        (instance,) = command.lock([record.number])
    except UnknownInstance:
        return
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    facts = json.loads(record.facts)
    found = core.postmaster.of_unit(
        compiled.definition,
        subject_of(instance),
        compiled.form(record.message),
        record.unit,
        Level(facts.pop("level", Level.HANDLER)),
        is_copy=record.is_copy,
        on=compiled.calendar.local_date(command.now),
    )
    for name in ("because", "reader"):
        facts.pop(name, None)
    if not found or not all(one.address for one in found):
        return
    first, *others = [_anew(core, record, one, facts, at=command.now) for one in found]
    first.message_id = record.message_id
    outbox.readdress_message(connection, record.id, first)

    def change(works: Sequence[UnitOfWork]) -> None:
        works[0].send(others, instead=[first])
        works[0].note(Readdressed(message=record.message_id, told=tuple(dict.fromkeys(one.unit for one in found))))

    command.take([instance], change)


def _anew(core: Core, record: OutboxRecord, one: Addressee, facts: Mapping[str, Any], *, at: datetime) -> NewMessage:
    """Return a message as it is for another addressee."""
    told = {**facts, "contact": one.contact, "reader": one.reader}
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
