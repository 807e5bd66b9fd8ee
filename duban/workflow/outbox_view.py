"""What an operator sees and does at the outbox: what has not left and why, another try, a test message."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.notifiers import Message, connected
from duban.storage import outbox
from duban.workflow.errors import SettingsError
from duban.workflow.values import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from duban.notifiers import Medium, Receipt
    from duban.storage import OutboxRecord
    from duban.workflow.engine import Engine

UNSENT = (outbox.PENDING, outbox.DEAD)
STATUSES = (outbox.PENDING, outbox.DELIVERED, outbox.WITHDRAWN, outbox.DEAD)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
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

    def to_json(self) -> dict[str, Any]:
        """Return the message as JSON has it."""
        return {name: as_json(getattr(self, name)) for name in self.__slots__}


def list_outbox(
    engine: Engine, *, statuses: Sequence[str] = UNSENT, number: str | None = None, limit: int | None = None
) -> list[OutboxEntry]:
    """Return the messages of these statuses, oldest first; `limit` takes the newest of them."""
    engine.prepare()
    with engine.database.reading() as connection:
        records = [
            record for status in statuses for record in outbox.list_messages(connection, status=status, number=number)
        ]
        records.sort(key=lambda record: record.id)
        kept = records if limit is None else records[max(0, len(records) - limit) :]
        zones = {
            digest: engine.catalogue.pinned(connection, digest, number).calendar.timezone
            for digest, number in {record.definition: record.number for record in kept}.items()
        }
        return [_entry(record, zones[record.definition]) for record in kept]


def retry_messages(engine: Engine, ids: Iterable[int] | None = None) -> tuple[list[int], list[int]]:
    """Give dead messages a new life (all of them where none is named); returns those revived, those not dead."""
    engine.prepare()
    revived: list[int] = []
    others: list[int] = []
    with engine.database.writing() as connection:
        asked = [record.id for record in outbox.list_messages(connection, status=outbox.DEAD)] if ids is None else ids
        for key in asked:
            (revived if outbox.revive_message(connection, key, now=engine.now()) else others).append(key)
    return revived, others


def send_test(engine: Engine, *, medium: Medium, to: str, template: str = "") -> Receipt:
    """Send a test message by the configured channel, past the outbox; raises SettingsError and NotifierError."""
    factory = engine.channels.get(medium)
    if factory is None:
        known = ", ".join(engine.channels) or "none"
        problem = f"no channel for {medium} is configured; there are: {known}. Add [channels.{medium}] to duban.toml"
        raise SettingsError(problem)
    now = engine.now()
    message = Message(
        id=f"test-{uuid.uuid4().hex}@{engine.settings.message_domain}",
        medium=medium,
        to=to,
        created_at=now,
        subject="duban 测试邮件",
        text="这是一封测试邮件，用于检查督办系统的发送通道，无须回复。",
        sms_template=template,
    )

    async def send() -> Receipt:
        async with connected(factory()) as notifier:
            return await notifier.send(message)

    return asyncio.run(send())


def _entry(record: OutboxRecord, zone: ZoneInfo) -> OutboxEntry:
    values = {name: getattr(record, name) for name in OutboxEntry.__slots__}
    instants = {name: value.astimezone(zone) for name, value in values.items() if isinstance(value, datetime)}
    return OutboxEntry(**{**values, **instants})
