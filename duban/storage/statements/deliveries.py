"""What was delivered to whom lately: for the limits that providers set, and for what they report later."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, bindparam, exists, func, literal_column, select, update

from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import DEAD, DELIVERED, PENDING, add_receipt
from duban.storage.tables import OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)

ARRIVED, LOST = "arrived", "lost"
"""The outcomes of what a provider reports of a message that it had taken."""


class Sent(NamedTuple):
    """A message that was sent, or tried: what a report of it is compared with."""

    id: int
    message_id: str
    medium: str
    address: str
    status: str
    created_at: datetime
    settled_at: datetime | None


_lately = (_outbox.c.medium == bindparam("which"), _outbox.c.settled_at > bindparam("since"))
_delivered_since = (
    select(_outbox.c.address, _outbox.c.settled_at)
    .where(_outbox.c.status == DELIVERED, _outbox.c.digest_id.is_(None), *_lately)  # a digest is one message
    .order_by(_outbox.c.settled_at)
)
_taken = (
    select(
        _outbox.c.id, _outbox.c.message_id, _outbox.c.address, _outbox.c.status, _receipt.c.outcome, _receipt.c.detail
    )
    .join(_receipt, _receipt.c.outbox_id == _outbox.c.id)
    .where(*_lately)
    .order_by(_receipt.c.id)
)
_taken_by_id = _taken.where(_outbox.c.message_id.in_(bindparam("ids", expanding=True)))
# A literal, so that SQLite sees the condition of the partial index; what leaves by mail has no numbers.
_has_number = _outbox.c.medium != literal_column("'email'", String())
_taken_by_number = _taken.where(_outbox.c.address.in_(bindparam("numbers", expanding=True)), _has_number)
_members = select(_outbox.c.facts).where(_outbox.c.id == bindparam("key"), _outbox.c.instance_id.is_(None))
_told_by = (
    select(_outbox.c.id)
    .where(_outbox.c.id.in_(bindparam("members", expanding=True)), _outbox.c.digest_id == bindparam("key"))
    .order_by(_outbox.c.id)
)
_one = select(*(_outbox.c[name] for name in Sent._fields)).where(_outbox.c.message_id == bindparam("named"))
_told_of = _receipt.alias()
_unreported = (
    select(_outbox.c.message_id, _outbox.c.address, _outbox.c.settled_at)
    .where(
        *_lately,
        _has_number,
        _outbox.c.status == DELIVERED,
        _outbox.c.digest_id.is_(None),
        _outbox.c.settled_at <= bindparam("until"),
        ~exists().where(_told_of.c.outbox_id == _outbox.c.id, _told_of.c.outcome == ARRIVED),
    )
    .order_by(_outbox.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("skip"))
)
_count_unreported = select(func.count()).select_from(
    _unreported.with_only_columns(_outbox.c.id).order_by(None).limit(None).offset(None).subquery()
)
_reported = select(_receipt.c.detail).where(_receipt.c.outbox_id == bindparam("key"), _receipt.c.outcome == LOST)
_MANY = 500
"""The most values in one statement, below the limit of every SQLite."""
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


def taken(
    connection: Connection, *, medium: str, since: datetime, ids: Collection[str], numbers: Collection[str]
) -> list[Taken]:
    """Return the receipts of messages of a medium that were settled since an instant, the oldest first.

    Only of those with these ids of ours or to these numbers, so that a report costs what it is about.
    """
    asked = [(_taken_by_id, "ids", sorted(ids)), (_taken_by_number, "numbers", sorted(numbers))]
    found = {
        row
        for query, name, values in asked
        for at in range(0, len(values), _MANY)
        for row in connection.execute(
            query.add_columns(_receipt.c.id), {"which": medium, "since": since, name: values[at : at + _MANY]}
        )
    }
    return [Taken(*row[:-1]) for row in sorted(found, key=itemgetter(-1))]


def unreported(
    connection: Connection, *, medium: str, since: datetime, until: datetime, limit: int, turn: int
) -> list[tuple[str, str, datetime]]:
    """Return the ids, addresses and moments of messages delivered in a time of which nothing was reported yet.

    Of more than `limit` each turn has others: some are never reported, and keep nobody from being asked for.
    """
    given = {"which": medium, "since": since, "until": until}
    count = connection.execute(_count_unreported, given).scalar_one()
    parts = max(1, -(-count // limit))
    found = connection.execute(_unreported, {**given, "limit": limit, "skip": turn % parts * limit})
    return [(row[0], row[1], row[2]) for row in found]


def sent_as(connection: Connection, message_id: str) -> Sent | None:
    """Return the message with this Message-ID, a digest as well; None if there is none."""
    row = connection.execute(_one, {"named": message_id}).first()
    return None if row is None else Sent(*row)


def is_reported(connection: Connection, key: int, report: str) -> bool:
    """Return whether a message was lost by this very report before."""
    return any(report in detail for detail in connection.execute(_reported, {"key": key}).scalars())


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
    facts = connection.execute(_members, {"key": key}).scalar_one_or_none()
    members = [] if facts is None else json.loads(facts).get("members", [])
    return list(connection.execute(_told_by, {"key": key, "members": members}).scalars()) if members else []
