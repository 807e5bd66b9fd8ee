"""What an operator sees and does at the outbox: what has not left and why, another try, a test message."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import Message, connected
from duban.states import InvalidData, Jsonable, medium_named, shown
from duban.storage import NewMessage, instances, outbox
from duban.workflow.errors import SettingsError, UnknownInstance
from duban.workflow.inputs import check_search, check_texts
from duban.workflow.instance import subject_of
from duban.workflow.people import Level, Postmaster

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy.engine import Connection

    from duban.notifiers import Receipt
    from duban.storage import OutboxRecord
    from duban.workflow.engine import Engine

UNSENT = (outbox.PENDING, outbox.DEAD)
STATUSES = (outbox.PENDING, outbox.DELIVERED, outbox.WITHDRAWN, outbox.DEAD)


@dataclass(frozen=True, slots=True)
class OutboxEntry(Jsonable):
    """One message: what it is about, whom it is for, and how it stands; instants are in the scenario's time zone."""

    id: int
    number: str
    message: str
    clock: str | None
    rung: str | None
    medium: str
    unit: str
    contact: str
    address: str
    status: str
    attempts: int
    created_at: datetime
    not_before: datetime
    settled_at: datetime | None
    reason: str | None


def list_outbox(
    engine: Engine, *, statuses: Sequence[str] = UNSENT, number: str | None = None, limit: int | None = None
) -> list[OutboxEntry]:
    """Return the messages of these statuses, oldest first; `limit` takes the newest of them.

    Raises InvalidData for a status that there is not, and UnknownInstance.
    """
    check_texts(number=number)
    if unknown := [status for status in statuses if status not in STATUSES]:
        message = f"statuses: {shown(unknown[0])} is none; there are: {', '.join(STATUSES)}"
        raise InvalidData((message,))
    check_search(light=None, due_by=None, limit=limit)
    engine.prepare()
    with engine.database.reading() as connection:
        records = outbox.list_messages(connection, statuses=statuses, number=number, limit=limit)
        if number is not None and not records and instances.read_instance(connection, number) is None:
            raise UnknownInstance(number)
        engine.catalogue.fetch(connection, {record.definition for record in records})
        zones = {
            digest: engine.catalogue.pinned(connection, digest, number).calendar.timezone
            for digest, number in {record.definition: record.number for record in records}.items()
        }
        return [_entry(record, zones[record.definition]) for record in records]


def retry_messages(engine: Engine, ids: Iterable[int] | None = None) -> tuple[list[int], list[int]]:
    """Give dead messages a new life (all of them where none is named); returns those revived, those not dead.

    What reached nobody is addressed anew, by the directory as it stands now.
    """
    engine.prepare()
    revived: list[int] = []
    others: list[int] = []
    with engine.database.writing() as connection:
        dead = {record.id: record for record in outbox.list_messages(connection, statuses=[outbox.DEAD])}
        engine.catalogue.fetch(connection, {record.definition for record in dead.values() if not record.address})
        for key in dead if ids is None else ids:
            if key in dead and not dead[key].address:
                _address(engine, connection, dead[key])
            (revived if key in dead and outbox.revive_message(connection, key, now=engine.now()) else others).append(
                key
            )
    return revived, others


def _address(engine: Engine, connection: Connection, record: OutboxRecord) -> None:
    """Find whom a message without an address reaches by now; each further contact gets a message of their own."""
    instance = instances.read_instance(connection, record.number)
    if instance is None:
        return
    compiled, now = engine.catalogue.pinned(connection, record.definition, record.number), engine.now()
    facts = json.loads(record.facts)
    found = Postmaster(engine.directory, engine.channels).of_unit(
        compiled.definition,
        subject_of(instance),
        compiled.form(record.message),
        record.unit,
        Level(facts.pop("level", Level.HANDLER)),
        is_copy=record.is_copy,
        on=compiled.calendar.local_date(now),
    )
    facts.pop("because", None)
    rows = []
    for one in found:
        if not one.address:
            return
        told = {**facts, "contact": one.contact}
        if one.reasons:
            told["because"] = [each._asdict() for each in one.reasons]
        if not words.is_chinese(one.locale):
            told["locale"] = one.locale
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        rows.append({"medium": one.medium, "contact": one.contact, "address": one.address, "facts": text})
    outbox.readdress_message(connection, record.id, **rows[0])
    again = {name: value for name, value in asdict(record).items() if name in NewMessage.__struct_fields__}
    again |= {"status": outbox.PENDING, "not_before": now, "attempts": 0, "settled_at": None, "reason": None}
    domain = engine.settings.message_domain
    others = [NewMessage(**{**again, **row, "message_id": f"{uuid.uuid4().hex}@{domain}"}) for row in rows[1:]]
    outbox.add_messages(connection, others)


def send_test(engine: Engine, *, medium: str, to: str, template: str = "") -> Receipt:
    """Send a test message by the configured channel, past the outbox; raises SettingsError and NotifierError."""
    factory = engine.channels.get(medium)
    if factory is None:
        known = ", ".join(engine.channels) or "none"
        problem = f"no channel for {medium} is configured; there are: {known}. Add [channels.{medium}] to duban.toml"
        raise SettingsError(problem)
    now, trial = engine.now(), medium_named(medium).trial(template)
    message = Message(
        id=f"test-{uuid.uuid4().hex}@{engine.settings.message_domain}",
        medium=medium,
        to=to,
        created_at=now,
        subject=trial.subject,
        text=trial.text,
        html=trial.html,
        **trial.fields,
    )

    async def send() -> Receipt:
        async with connected(factory()) as notifier:
            return await notifier.send(message)

    return asyncio.run(send())


def _entry(record: OutboxRecord, zone: ZoneInfo) -> OutboxEntry:
    values = {name: getattr(record, name) for name in OutboxEntry.__slots__}
    instants = {name: value.astimezone(zone) for name, value in values.items() if isinstance(value, datetime)}
    reason = None if record.reason is None else words.told(record.reason)
    return OutboxEntry(**{**values, **instants, "reason": reason})
