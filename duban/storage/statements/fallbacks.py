"""Messages that stand behind others: withdrawn once those arrive, sent once they are dead, brought back if lost."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, String, bindparam, literal_column, or_, select, update

from duban.storage.records import OutboxRecord
from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import REVIVED, WITHDRAWN, add_receipt
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox = table_of(OutboxRow)
_COLUMNS = [_outbox.c[name] for name in OutboxRecord.__slots__]
# A literal and not a bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
_is_pending = _outbox.c.status == literal_column("'pending'", String())
_unleased = or_(_outbox.c.leased_until.is_(None), _outbox.c.leased_until <= bindparam("now"))
_standing = (
    select(*_COLUMNS)
    .where(_outbox.c.behind == bindparam("before"), _outbox.c.behind.is_not(None))
    .order_by(_outbox.c.id)
    .with_for_update()
)
_one = _outbox.c.id == bindparam("key")
_recall = (
    update(_outbox)
    .where(_one, _is_pending, _outbox.c.leased_until > bindparam("now"))
    .values(recalled=bindparam("why"))
)
_withdrawn: dict[str, Any] = {
    "status": WITHDRAWN,
    "settled_at": bindparam("now"),
    "reason": bindparam("why"),
    "leased_until": None,
    "leased_by": None,
}
_withdraw = update(_outbox).where(_one, _is_pending, _unleased).values(**_withdrawn)
_release = (
    update(_outbox)
    .where(_one, _is_pending, _unleased, _outbox.c.not_before > bindparam("at"))
    .values(not_before=bindparam("at"))
)
_come_back = (
    update(_outbox)
    .where(_one, _outbox.c.status == WITHDRAWN)
    .values(status="pending", settled_at=None, reason=None, digest_id=None, not_before=bindparam("new_time"))
)
_recall_no_more = (
    update(_outbox).where(_one, _is_pending, _outbox.c.recalled == bindparam("which")).values(recalled=None)
)
_ids = select(_outbox.c.message_id, _outbox.c.id).where(_outbox.c.message_id.in_(bindparam("ids", expanding=True)))
_MANY = 500
_older = (
    _outbox.c.instance_id == bindparam("key"),
    _outbox.c.clock == bindparam("which"),
    _outbox.c.round == bindparam("in_round"),
    _outbox.c.lap == bindparam("in_lap"),
    _outbox.c.unit == bindparam("meant_for"),
    _outbox.c.contact == bindparam("whose"),
    _outbox.c.created_at < bindparam("now"),
    _outbox.c.rung.not_like("#%"),
    or_(_outbox.c.is_copy, bindparam("meant", type_=Boolean())),
    _is_pending,
)
_recall_older = (
    update(_outbox).where(*_older, _outbox.c.leased_until > bindparam("now")).values(recalled=bindparam("why"))
)
_withdraw_older = update(_outbox).where(*_older, _unleased).values(**_withdrawn)


def standing_behind(connection: Connection, message_id: str) -> list[OutboxRecord]:
    """Return the messages that stand behind one, oldest first, locked."""
    return list(starmap(OutboxRecord, connection.execute(_standing, {"before": message_id})))


def ids_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, int]:
    """Return the ids of messages by their Message-IDs."""
    wanted = sorted(set(message_ids))
    batches = (wanted[at : at + _MANY] for at in range(0, len(wanted), _MANY))
    return {row[0]: row[1] for batch in batches for row in connection.execute(_ids, {"ids": batch})}


def withdraw_behind(connection: Connection, message_id: str, *, now: datetime, reason: str) -> None:
    """Withdraw what stands behind a message that has arrived, and what stands behind that; recall what is leased."""
    for each in standing_behind(connection, message_id):
        given = {"key": each.id, "now": now, "why": reason}
        connection.execute(_recall, given)
        connection.execute(_withdraw, given)
        withdraw_behind(connection, each.message_id, now=now, reason=reason)


def release_behind(connection: Connection, message_id: str, *, now: datetime, at: datetime) -> None:
    """Let what stands behind a message that is dead leave at an instant, unless it leaves before that anyway."""
    for each in standing_behind(connection, message_id):
        connection.execute(_release, {"key": each.id, "now": now, "at": at})


def bring_back(
    connection: Connection, record: OutboxRecord, *, now: datetime, at: datetime, reached: str, why: str
) -> None:
    """Let a message that was withdrawn because of another one wait for an instant, with a receipt that says `why`.

    `reached` is the reason with which it was withdrawn, or recalled if it was on its way; what was recalled for another
    one stays so.
    """
    connection.execute(_recall_no_more, {"key": record.id, "which": reached})
    if connection.execute(_come_back, {"key": record.id, "new_time": at}).rowcount == 1:
        add_receipt(connection, record.id, at=now, outcome=REVIVED, detail=why)


def withdraw_older(connection: Connection, older: Iterable[Mapping[str, Any]]) -> int:
    """Withdraw earlier reminders of a clock that wait for the same reader; return their number, recall leased ones.

    Each is given as `key` of the instance, clock (`which`), `in_round`, `in_lap`, the unit (`meant_for`) and the
    contact (`whose`), whether the later one is `meant` for the reader and no copy, `now` and `why`.
    """
    given: Sequence[Mapping[str, Any]] = list(older)
    if not given:
        return 0
    connection.execute(_recall_older, given)
    return connection.execute(_withdraw_older, given).rowcount
