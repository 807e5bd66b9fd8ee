"""What was delivered to whom lately: for the limits that providers set, and for what they report later."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select, update

from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import DEAD, DELIVERED, PENDING, add_receipt
from duban.storage.tables import OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)

ARRIVED, LOST = "arrived", "lost"
"""The outcomes of what a provider reports of a message that it had taken."""

_lately = (_outbox.c.medium == bindparam("which"), _outbox.c.settled_at > bindparam("since"))
_delivered_since = (
    select(_outbox.c.address, _outbox.c.settled_at)
    .where(_outbox.c.status == DELIVERED, _outbox.c.digest_id.is_(None), *_lately)  # a digest is one message
    .order_by(_outbox.c.settled_at)
)
_taken_since = (
    select(
        _outbox.c.id, _outbox.c.message_id, _outbox.c.address, _outbox.c.status, _receipt.c.outcome, _receipt.c.detail
    )
    .join(_receipt, _receipt.c.outbox_id == _outbox.c.id)
    .where(*_lately)
    .order_by(_receipt.c.id)
)
_told_by = select(_outbox.c.id).where(_outbox.c.digest_id == bindparam("key")).order_by(_outbox.c.id)
_lose = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _outbox.c.status == DELIVERED)
    .values(status=DEAD, settled_at=bindparam("now"), reason=bindparam("why"))
)


class Taken(NamedTuple):
    """A receipt of a message that was settled lately, with the message's own id, address and status."""

    id: int
    message_id: str
    address: str
    status: str
    outcome: str
    detail: str


def delivered_since(connection: Connection, *, medium: str, since: datetime) -> list[tuple[str, datetime]]:
    """Return the addresses of what was delivered by a medium since an instant, and when, the oldest first."""
    found = connection.execute(_delivered_since, {"which": medium, "since": since})
    return [(row[0], row[1]) for row in found]


def is_waiting(connection: Connection, key: int) -> bool:
    """Return whether a message waits to be delivered, one that tells of others included."""
    query = select(_outbox.c.id).where(_outbox.c.id == key, _outbox.c.status == PENDING)
    return connection.execute(query).first() is not None


def taken_since(connection: Connection, *, medium: str, since: datetime) -> list[Taken]:
    """Return the receipts of messages of a medium that were settled since an instant, the oldest first."""
    return [Taken(*row) for row in connection.execute(_taken_since, {"which": medium, "since": since})]


def note_arrival(connection: Connection, key: int, *, now: datetime, detail: str) -> None:
    """Add the receipt that a delivered message has arrived; those that a digest told of have arrived with it."""
    for each in (key, *told_by(connection, key)):
        add_receipt(connection, each, at=now, outcome=ARRIVED, detail=detail)


def note_loss(connection: Connection, key: int, *, now: datetime, reason: str) -> None:
    """Let a delivered message be dead, with a receipt, for its provider reports that it did not arrive.

    With a digest those die that it told of: they are what is listed and can be tried again.
    """
    for each in (key, *told_by(connection, key)):
        if connection.execute(_lose, {"key": each, "now": now, "why": reason}).rowcount == 1:
            add_receipt(connection, each, at=now, outcome=LOST, detail=reason)


def told_by(connection: Connection, key: int) -> list[int]:
    """Return the messages that a digest has told of; none of any other message."""
    return list(connection.execute(_told_by, {"key": key}).scalars())
