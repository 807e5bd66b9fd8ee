"""Attempts to send messages that have ended at the same time: written together, with their receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    String,
    bindparam,
    column,
    insert,
    literal_column,
    null,
    select,
    text,
    update,
)

from duban.storage.chain import receipt_hash, receipt_to_hash
from duban.storage.connection import Prepared, PreparedRead
from duban.storage.statements.instances import table_of
from duban.storage.tables import OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection
    from sqlalchemy.types import TypeEngine

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)

MOST = 16
"""The most attempts that are written together."""

_SIZES = (1, 2, 4, 8, MOST)


class Ended(NamedTuple):
    """How an attempt to send a message ended; `receipt` is what the channel answered, as an outcome and a detail."""

    key: int
    message_id: str
    at: datetime
    status: str
    attempts: int
    not_before: datetime
    settled_at: datetime | None
    reason: str | None
    receipt: tuple[str, str] | None


_RESULTS = ("key", "new_status", "new_attempts", "new_not_before", "new_settled_at", "new_reason")
_attempted = Prepared(
    update(_outbox)
    .where(_outbox.c.id == bindparam("key"), _outbox.c.status == literal_column("'pending'", String()))
    .values(
        **{name: bindparam(f"new_{name}") for name in ("status", "attempts", "not_before", "settled_at", "reason")},
        leased_until=null(),
        leased_by=null(),
    )
)
_receive = Prepared(insert(_receipt))
_RECEIPT = ("outbox_id", "at", "outcome", "detail", "hash")


def _for_keys(query: Select[Any]) -> dict[int, PreparedRead]:
    """Return a statement about the keys that stand in place of `key` in it, for several numbers of them."""
    key = query.selected_columns[0]
    return {
        size: PreparedRead(query.where(key.in_([bindparam(f"key{place}") for place in range(size)]))) for size in _SIZES
    }


_links = _for_keys(select(_receipt.c.outbox_id, _receipt.c.hash).order_by(_receipt.c.id))
_COLUMNS: dict[str, TypeEngine[Any]] = {
    "key": BigInteger(),
    "status": String(),
    "attempts": Integer(),
    "not_before": DateTime(timezone=True),
    "settled_at": DateTime(timezone=True),
    "reason": String(),
    "at": DateTime(timezone=True),
    "outcome": String(),
    "detail": String(),
    "before": String(),
    "after": String(),
}
# One statement takes one journey to the server. Who adds a receipt to a message that is not delivered yet ends its
# lease as well, so of one that is still leased the last receipt is the one that is seen here.
_at_once = PreparedRead(
    text(
        """
        WITH given AS (
            SELECT * FROM unnest(
                CAST(:key AS BIGINT[]), CAST(:status AS VARCHAR[]), CAST(:attempts AS INTEGER[]),
                CAST(:not_before AS TIMESTAMPTZ[]), CAST(:settled_at AS TIMESTAMPTZ[]), CAST(:reason AS VARCHAR[]),
                CAST(:at AS TIMESTAMPTZ[]), CAST(:outcome AS VARCHAR[]), CAST(:detail AS TEXT[]),
                CAST(:before AS TEXT[]), CAST(:after AS TEXT[])
            ) AS given(id, status, attempts, not_before, settled_at, reason, at, outcome, detail, before, after)
        ), held AS (
            SELECT id FROM duban_outbox
            WHERE id = ANY(CAST(:key AS BIGINT[])) AND status = 'pending' AND leased_by = :worker
            FOR UPDATE SKIP LOCKED
        ), attempted AS (
            UPDATE duban_outbox
            SET status = given.status, attempts = given.attempts, not_before = given.not_before,
                settled_at = given.settled_at, reason = given.reason, leased_until = NULL, leased_by = NULL
            FROM given JOIN held ON held.id = given.id WHERE duban_outbox.id = given.id
        ), answered AS (
            INSERT INTO duban_receipt (outbox_id, at, outcome, detail, hash)
            SELECT given.id, given.at, given.outcome, given.detail, encode(sha256(convert_to('["' || COALESCE((
                SELECT hash FROM duban_receipt WHERE outbox_id = given.id ORDER BY id DESC LIMIT 1
            ), given.before) || given.after, 'UTF8')), 'hex')
            FROM given JOIN held ON held.id = given.id WHERE given.outcome IS NOT NULL ORDER BY given.id
        )
        SELECT id FROM held
        """
    )
    .bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _COLUMNS.items()))
    .bindparams(bindparam("worker", type_=String()))
    .columns(column("id", BigInteger()))
)


def record_together(connection: Connection, ended: Sequence[Ended], *, worker: str) -> set[int]:
    """Write how attempts ended, with their receipts, release their leases, and return the keys that were written.

    Each message may stand among them once. On PostgreSQL those are left out that somebody else has locked, for to wait
    for one while the others are held could make two wait for each other; and those that `worker` no longer has.
    """
    if connection.dialect.name == "postgresql":
        found = [_at_once_of(each) for each in ended]
        given = {name: [each[name] for each in found] for name in _COLUMNS}
        return {row[0] for row in _at_once.all(connection, {**given, "worker": worker})}
    links = _links_of(connection, [each.key for each in ended])
    _attempted.run_in_order(
        connection,
        _RESULTS,
        [(each.key, each.status, each.attempts, each.not_before, each.settled_at, each.reason) for each in ended],
    )
    receipts = []
    for each in ended:
        if each.receipt is not None:
            link = links.get(each.key) or each.message_id
            receipts.append((each.key, each.at, *each.receipt, receipt_hash(link, each.at, *each.receipt)))
    _receive.run_in_order(connection, _RECEIPT, receipts)
    return {each.key for each in ended}


def _at_once_of(each: Ended) -> dict[str, Any]:
    """Return what one statement needs of an attempt, with the text of its receipt's hash around the link."""
    outcome, detail = each.receipt or (None, None)
    before, after = ("", "") if each.receipt is None else receipt_to_hash(each.message_id, each.at, *each.receipt)
    return {
        **each._asdict(),
        "outcome": outcome,
        "detail": detail,
        "before": before,
        "after": after,
    }


def _links_of(connection: Connection, keys: list[int]) -> dict[int, str | None]:
    """Return the hash of each message's last receipt; if a statement takes more keys, the last is asked for again."""
    size = next(size for size in _SIZES if size >= len(keys))
    given = {f"key{place}": keys[min(place, len(keys) - 1)] for place in range(size)}
    return {row[0]: row[1] for row in _links[size].all(connection, given)}
