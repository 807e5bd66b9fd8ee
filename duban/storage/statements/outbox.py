"""The outbox: messages are added, leased for delivery, and ended with a receipt."""

from __future__ import annotations

from dataclasses import replace
from itertools import starmap
from typing import TYPE_CHECKING

from sqlalchemy import String, and_, bindparam, func, insert, literal_column, null, or_, select, update

from duban.storage.chain import receipt_hash
from duban.storage.connection import Prepared, PreparedRead
from duban.storage.records import Lease, NewMessage, OutboxRecord, Waiting
from duban.storage.statements.instances import table_of
from duban.storage.tables import OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)
_COLUMNS = [_outbox.c[name] for name in OutboxRecord.__slots__]

PENDING, DELIVERED, WITHDRAWN, DEAD = "pending", "delivered", "withdrawn", "dead"
REVIVED = "revived"
"""The outcome that stands among a message's receipts when somebody has it tried again."""

LIMITED = "limited"
"""The outcome that stands there when a message waits because its recipient has had as many as a provider allows."""

UNCERTAIN = "uncertain"
"""The outcome of an attempt after which nobody knows whether the message has arrived."""

# A literal and not a bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
_is_pending = _outbox.c.status == literal_column(f"'{PENDING}'", String())
_is_dead = _outbox.c.status == literal_column(f"'{DEAD}'", String())

_alone = _outbox.c.digest_id.is_(None)
"""What does not leave as a part of a digest."""
_unleased = or_(_outbox.c.leased_until.is_(None), _outbox.c.leased_until <= bindparam("now"))
INSERT_MESSAGE = Prepared(insert(_outbox))
"""Adds messages, each a row in the order of `NewMessage`; what an act decides is added with the rest of it (`acts`)."""
_receive = Prepared(insert(_receipt))
_first_link = PreparedRead(select(_outbox.c.message_id).where(_outbox.c.id == bindparam("key")).with_for_update())
_last_link = PreparedRead(
    select(_receipt.c.hash).where(_receipt.c.outbox_id == bindparam("key")).order_by(_receipt.c.id.desc())
)
_deliverable = (
    select(*_COLUMNS)
    .where(
        _is_pending,
        _outbox.c.not_before <= bindparam("now"),
        _unleased,
        _outbox.c.recalled.is_(None),
        _alone,
        _outbox.c.medium == bindparam("medium"),
    )
    .order_by(_outbox.c.not_before, _outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_media = (
    select(_outbox.c.medium)
    .where(_is_pending, _alone, _outbox.c.not_before <= bindparam("now"))
    .distinct()
    .order_by(_outbox.c.medium)
)
_lease = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("keys", expanding=True)))
    .values(leased_until=bindparam("until"), leased_by=bindparam("worker"))
)
_waiting = (
    select(
        *(_outbox.c[name] for name in ("id", "number", "definition", "urgent", "not_before")),
        select(func.max(_receipt.c.at)).where(_receipt.c.outbox_id == _outbox.c.id).scalar_subquery(),
        _outbox.c.behind,
        _outbox.c.facts.contains('"calendar":"'),
    )
    .where(_is_pending, _outbox.c.not_before > bindparam("now"), _unleased)
    .order_by(_outbox.c.id)
)
_bring_back = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _is_pending, _outbox.c.not_before == bindparam("found"))
    .values(not_before=bindparam("right"))
)
_beyond = (
    select(_outbox.c.id, _outbox.c.leased_by, _outbox.c.leased_until)
    .where(_is_pending, _outbox.c.leased_until > bindparam("latest"), _outbox.c.leased_by.is_not(None))
    .order_by(_outbox.c.id)
)
_end_lease = (
    update(_outbox)
    .where(
        _outbox.c.id == bindparam("key"),
        _is_pending,
        _outbox.c.leased_by == bindparam("worker"),
        _outbox.c.leased_until == bindparam("found"),
    )
    .values(leased_until=None, leased_by=None)
)
_renew = (
    update(_outbox)
    .where(
        _outbox.c.id == bindparam("key"),
        _outbox.c.leased_by == bindparam("worker"),
        _is_pending,
    )
    .values(leased_until=bindparam("until"))
)
_held = _outbox.c.leased_until.is_not(None) & _is_pending
_holders = select(_outbox.c.leased_by).where(_held, _outbox.c.leased_by.is_not(None)).distinct()
_release = (
    update(_outbox).where(_held, _outbox.c.leased_by == bindparam("worker")).values(leased_until=None, leased_by=None)
)
_lapse = (
    update(_outbox)
    .where(_is_pending, _outbox.c.recalled.is_not(None), _unleased)
    .values(
        status=WITHDRAWN,
        settled_at=bindparam("now"),
        reason=_outbox.c.recalled,
        leased_until=None,
        leased_by=None,
    )
)
_attempted = Prepared(
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _is_pending)
    .values(
        status=bindparam("new_status"),
        attempts=bindparam("new_attempts"),
        not_before=bindparam("new_not_before"),
        settled_at=bindparam("new_settled_at"),
        reason=bindparam("new_reason"),
        leased_until=null(),
        leased_by=null(),
    )
)
_recall = (
    update(_outbox)
    .where(
        _outbox.c.instance_id == bindparam("key"),
        _outbox.c.clock == bindparam("which"),
        _is_pending,
        _outbox.c.leased_until > bindparam("now"),
    )
    .values(recalled=bindparam("why"))
)
_withdraw = (
    update(_outbox)
    .where(
        _outbox.c.instance_id == bindparam("key"),
        _outbox.c.clock == bindparam("which"),
        _is_pending,
        _unleased,
    )
    .values(status=WITHDRAWN, settled_at=bindparam("now"), reason=bindparam("why"), leased_until=None, leased_by=None)
)
_reminders = and_(_outbox.c.instance_id == bindparam("key"), _outbox.c.rung == bindparam("which"))
_withdraw_reminders = (
    update(_outbox)
    .where(_reminders, _is_pending, _unleased)
    .values(status=WITHDRAWN, settled_at=bindparam("now"), reason=bindparam("why"), leased_until=None, leased_by=None)
)
_recall_reminders = (
    update(_outbox)
    .where(_reminders, _is_pending, _outbox.c.leased_until > bindparam("now"))
    .values(recalled=bindparam("why"))
)
_MANY = 900
"""The most keys in one statement, below the limit of every SQLite."""
_message = select(*_COLUMNS).where(_outbox.c.id == bindparam("key"), _outbox.c.instance_id.is_not(None))
_known = select(_outbox.c.id).where(_outbox.c.id.in_(bindparam("keys", expanding=True)))
_revive = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _is_dead)
    .values(status=PENDING, attempts=0, not_before=bindparam("now"), settled_at=None, reason=None, digest_id=None)
)
_readdress = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _is_dead)
    .values(
        medium=bindparam("new_medium"),
        contact=bindparam("new_contact"),
        address=bindparam("new_address"),
        facts=bindparam("new_facts"),
        salt=bindparam("new_salt"),
    )
)
_next_send = select(
    func.min(
        # A leased message wakes the drain when its lease runs out, in case its worker has died.
        func.coalesce(_outbox.c.leased_until, _outbox.c.not_before)
    )
).where(_is_pending, _alone)


def lease_messages(
    connection: Connection, *, now: datetime, until: datetime, worker: str, limit: int, medium: str
) -> list[OutboxRecord]:
    """Lease up to `limit` deliverable messages of a medium to `worker` until `until`, and return them oldest first."""
    given = {"now": now, "limit": limit, "medium": medium}
    records = list(starmap(OutboxRecord, connection.execute(_deliverable, given)))
    if records:
        connection.execute(_lease, {"keys": [record.id for record in records], "until": until, "worker": worker})
    return [replace(record, leased_until=until, leased_by=worker) for record in records]


def media_waiting(connection: Connection, *, now: datetime) -> tuple[str, ...]:
    """Return the media of messages that could leave now, leased ones included."""
    return tuple(connection.execute(_media, {"now": now}).scalars())


def renew_lease(connection: Connection, key: int, *, worker: str, until: datetime) -> bool:
    """Extend the lease of a message to `until`; return False if `worker` no longer holds it."""
    return connection.execute(_renew, {"key": key, "worker": worker, "until": until}).rowcount == 1


def waiting(connection: Connection, *, now: datetime) -> list[Waiting]:
    """Return the messages that wait for their time, and when each was last tried."""
    return list(starmap(Waiting, connection.execute(_waiting, {"now": now})))


def bring_back(connection: Connection, row: Waiting, *, to: datetime) -> bool:
    """Let a message wait for another instant; return False if it no longer waits for the one that it did."""
    given = {"key": row.id, "found": row.not_before, "right": to}
    return connection.execute(_bring_back, given).rowcount == 1


def leases_beyond(connection: Connection, latest: datetime) -> list[Lease]:
    """Return the leases that end after an instant."""
    return list(starmap(Lease, connection.execute(_beyond, {"latest": latest})))


def end_lease(connection: Connection, lease: Lease) -> bool:
    """End a lease; return False if it is no longer the same."""
    given = {"key": lease.id, "worker": lease.worker, "found": lease.until}
    return connection.execute(_end_lease, given).rowcount == 1


def withdraw_recalled(connection: Connection, *, now: datetime) -> int:
    """Withdraw the messages that were recalled during an attempt which then failed, and return their number."""
    return connection.execute(_lapse, {"now": now}).rowcount


def lease_holders(connection: Connection) -> list[str]:
    """Return the workers that hold leases."""
    return [row[0] for row in connection.execute(_holders)]


def release_leases(connection: Connection, worker: str) -> None:
    """Release all leases of a worker; only for one that is certainly dead."""
    connection.execute(_release, {"worker": worker})


def record_attempt(
    connection: Connection,
    key: int,
    *,
    status: str,
    attempts: int,
    not_before: datetime,
    settled_at: datetime | None,
    reason: str | None,
) -> None:
    """Write how an attempt ended and release the lease; leave a message that ended in the meantime as it is."""
    given = {
        "key": key,
        "new_status": status,
        "new_attempts": attempts,
        "new_not_before": not_before,
        "new_settled_at": settled_at,
        "new_reason": reason,
    }
    _attempted.run(connection, [given])


def add_receipt(connection: Connection, key: int, *, at: datetime, outcome: str, detail: str) -> None:
    """Store the channel's answer to an attempt, chained to the one before."""
    row = _first_link.first(connection, {"key": key})  # locked, so that no other worker chains to the same receipt
    before = _last_link.first(connection, {"key": key})
    previous = before[0] if before is not None and before[0] is not None else "" if row is None else row[0]
    digest = receipt_hash(previous, at, outcome, detail)
    _receive.run(connection, [{"outbox_id": key, "at": at, "outcome": outcome, "detail": detail, "hash": digest}])


def count_receipts(connection: Connection, key: int, *, outcome: str) -> int:
    """Return how many attempts to send a message had an outcome."""
    query = select(func.count()).where(_receipt.c.outbox_id == key, _receipt.c.outcome == outcome)
    return connection.execute(query).scalar_one()


def withdraw_messages(connection: Connection, clocks: Iterable[tuple[int, str, str]], *, now: datetime) -> int:
    """Withdraw the unleased messages about clocks and return their number; recall the leased ones.

    Each clock is given with the key of its instance before it, and the reason behind. A recalled message may still be
    delivered; if its attempt fails, it is not tried again.
    """
    given = [{"key": key, "which": clock, "now": now, "why": why} for key, clock, why in clocks]
    if not given:
        return 0
    connection.execute(_recall, given)
    return connection.execute(_withdraw, given).rowcount


def withdraw_reminders(connection: Connection, key: int, rung: str, *, now: datetime, reason: str) -> int:
    """Withdraw an instance's messages about one decision, as `withdraw_messages` does for a clock."""
    given = {"key": key, "which": rung, "now": now, "why": reason}
    connection.execute(_recall_reminders, given)
    return connection.execute(_withdraw_reminders, given).rowcount


def known_messages(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Return those of the ids that are ids of messages."""
    wanted = sorted(set(keys))
    batches = (wanted[at : at + _MANY] for at in range(0, len(wanted), _MANY))
    return {key for batch in batches for key in connection.execute(_known, {"keys": batch}).scalars()}


def revive_message(connection: Connection, key: int, *, now: datetime) -> bool:
    """Make a dead message pending again with no attempts, with a receipt of that; return False if it is not dead."""
    if connection.execute(_revive, {"key": key, "now": now}).rowcount != 1:
        return False
    add_receipt(connection, key, at=now, outcome=REVIVED, detail="")
    return True


def readdress_message(connection: Connection, key: int, message: NewMessage) -> None:
    """Give a dead message the address of `message`, with the facts and the salt."""
    names = ("medium", "contact", "address", "facts", "salt")
    connection.execute(_readdress, {"key": key, **{f"new_{name}": getattr(message, name) for name in names}})


def list_messages(
    connection: Connection,
    *,
    statuses: Sequence[str] | None = None,
    instance: int | None = None,
    among: Sequence[int] | None = None,
    limit: int | None = None,
) -> list[OutboxRecord]:
    """Return messages, oldest first, of the instance with this key or `among` these; with `limit`, only the newest."""
    query = select(*_COLUMNS).where(_outbox.c.instance_id.is_not(None))
    if statuses is not None:
        query = query.where(_outbox.c.status.in_(statuses))
    query = query if instance is None else query.where(_outbox.c.instance_id == instance)
    query = query if among is None else query.where(_outbox.c.id.in_(among))
    newest = connection.execute(query.order_by(_outbox.c.id.desc()).limit(limit))
    return [OutboxRecord(*row) for row in newest][::-1]


def read_message(connection: Connection, key: int) -> OutboxRecord | None:
    """Return the message with this id, or None if there is none."""
    row = connection.execute(_message, {"key": key}).first()
    return None if row is None else OutboxRecord(*row)


def deliverable(connection: Connection, *, now: datetime) -> tuple[int, datetime | None]:
    """Return how many messages could be sent now, and since when the oldest of them could have been."""
    query = select(func.count(), func.min(_outbox.c.not_before)).where(_is_pending, _alone, _outbox.c.not_before <= now)
    row = connection.execute(query).one()
    return row[0], row[1]


def count_waiting(connection: Connection, *, now: datetime, media: Collection[str]) -> int:
    """Return how many messages of these media could be sent now if there were a channel for them."""
    query = select(func.count()).where(_is_pending, _alone, _outbox.c.not_before <= now, _outbox.c.medium.in_(media))
    return connection.execute(query).scalar_one()


def count_deferred(connection: Connection, *, now: datetime, media: Collection[str] | None = None) -> int:
    """Return how many messages wait for opening hours: those that may not leave yet, though none has failed."""
    query = select(func.count()).where(_is_pending, _alone, _outbox.c.not_before > now, _outbox.c.reason.is_(None))
    if media is not None:
        query = query.where(_outbox.c.medium.in_(media))
    return connection.execute(query.where(_outbox.c.recalled.is_(None))).scalar_one()


def held_back(connection: Connection, *, now: datetime) -> tuple[int, datetime | None, str]:
    """Return how many messages are held back: those that wait for another try, and those that could leave now.

    Also return when the oldest message that has failed was decided, and the reason of its last failure. If none has
    failed the result is (0, None, "").
    """
    tried = (_is_pending, _alone, _outbox.c.reason.is_not(None))
    waiting = (_is_pending, _alone, or_(_outbox.c.reason.is_not(None), _outbox.c.not_before <= now))
    count = connection.execute(select(func.count()).where(*waiting)).scalar_one()
    oldest = select(_outbox.c.created_at, _outbox.c.reason).where(*tried).order_by(_outbox.c.created_at).limit(1)
    found = connection.execute(oldest).first()
    return (count, found[0], found[1]) if found else (0, None, "")


def next_delivery(connection: Connection) -> datetime | None:
    """Return the next instant at which there is something to deliver, or None."""
    return connection.execute(_next_send).scalar()
