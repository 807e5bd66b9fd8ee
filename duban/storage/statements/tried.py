"""Attempts to send messages that have ended at the same time: written together, with their receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, bindparam, insert, literal_column, null, select, update

from duban.storage.chain import receipt_hash
from duban.storage.connection import Prepared, PreparedRead
from duban.storage.statements.instances import table_of
from duban.storage.tables import OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)

MOST = 16
"""The most attempts that are written together."""

_SIZES = (2, 4, 8, MOST)


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


def _for_keys(query: Select[Any]) -> dict[int, PreparedRead]:
    """Return a statement about the keys that stand in place of `key` in it, for several numbers of them."""
    return {
        size: PreparedRead(
            query.where(query.selected_columns[0].in_([bindparam(f"key{place}") for place in range(size)]))
        )
        for size in _SIZES
    }


_lock = _for_keys(select(_outbox.c.id).with_for_update(skip_locked=True))
_links = _for_keys(select(_receipt.c.outbox_id, _receipt.c.hash).order_by(_receipt.c.id))
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


def record_together(connection: Connection, ended: Sequence[Ended]) -> set[int]:
    """Write how attempts ended, with their receipts, release their leases, and return the keys that were written.

    Each message may stand among them once. Left out are those that somebody else has locked: to wait for one while the
    others are held could make two wait for each other.
    """
    given = _padded([each.key for each in ended])
    size = len(given)
    free = {row[0] for row in _lock[size].all(connection, given)}
    links = {row[0]: row[1] for row in _links[size].all(connection, given)}
    written = [each for each in ended if each.key in free]
    _attempted.run_in_order(
        connection,
        _RESULTS,
        [(each.key, each.status, each.attempts, each.not_before, each.settled_at, each.reason) for each in written],
    )
    receipts = []
    for each in written:
        if each.receipt is not None:
            link = links.get(each.key) or each.message_id
            receipts.append((each.key, each.at, *each.receipt, receipt_hash(link, each.at, *each.receipt)))
    _receive.run_in_order(connection, _RECEIPT, receipts)
    return free


def _padded(keys: list[int]) -> dict[str, int]:
    """Return the keys by the names that a statement for so many has; one is asked for again if there are too few."""
    size = next(size for size in _SIZES if size >= len(keys))
    return {f"key{place}": keys[min(place, len(keys) - 1)] for place in range(size)}
