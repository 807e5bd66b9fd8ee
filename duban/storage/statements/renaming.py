"""New names: the rows beside an instance in which the name of a clock or a private field stands get its new name."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, or_, select, update

from duban.storage.records import OutboxRecord
from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import DEAD, PENDING
from duban.storage.tables import ClaimRow, OutboxRow, PrivateRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

_claim, _outbox, _private = table_of(ClaimRow), table_of(OutboxRow), table_of(PrivateRow)

_claims = (
    update(_claim)
    .where(
        _claim.c.instance_id == bindparam("key"), _claim.c.clock == bindparam("old"), _claim.c.round == bindparam("of")
    )
    .values(clock=bindparam("new"))
)
_unsent = (
    select(*(_outbox.c[name] for name in OutboxRecord.__slots__))
    .where(
        _outbox.c.instance_id == bindparam("key"),
        _outbox.c.clock == bindparam("old"),
        or_(_outbox.c.status == DEAD, and_(_outbox.c.status == PENDING, _outbox.c.recalled.is_(None))),
    )
    .order_by(_outbox.c.id)
)
_message = update(_outbox).where(_outbox.c.id == bindparam("row")).values(clock=bindparam("new"))

_values = (
    update(_private)
    .where(_private.c.instance_id == bindparam("key"), _private.c.field == bindparam("old"))
    .values(field=bindparam("new"))
)


def unsent(connection: Connection, key: int, clock: str) -> list[OutboxRecord]:
    """Return an instance's messages about a clock that may still leave: those that wait, and those that are dead."""
    return list(starmap(OutboxRecord, connection.execute(_unsent, {"key": key, "old": clock})))


def rename_clock(connection: Connection, key: int, old: str, new: str, *, of: int, messages: Sequence[int]) -> None:
    """Let the claims of a clock in the round `of`, and these messages, have its new name."""
    connection.execute(_claims, {"key": key, "old": old, "of": of, "new": new})
    if messages:
        connection.execute(_message, [{"row": row, "new": new} for row in messages])


def rename_private(connection: Connection, key: int, old: str, new: str) -> None:
    """Let the values of a private field, and those that were erased, have its new name."""
    connection.execute(_values, {"key": key, "old": old, "new": new})
