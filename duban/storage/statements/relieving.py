"""Withdrawing the reminders of one unit that has done what it was reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, literal_column, or_, update

from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import WITHDRAWN
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox = table_of(OutboxRow)

_its = (
    _outbox.c.instance_id == bindparam("key"),
    _outbox.c.unit == bindparam("whose"),
    # A literal and no bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
    _outbox.c.status == literal_column("'pending'", String()),
    _outbox.c.is_copy.is_(False),
)
_leased = _outbox.c.leased_until > bindparam("now")
_unleased = or_(_outbox.c.leased_until.is_(None), _outbox.c.leased_until <= bindparam("now"))
_withdrawn: dict[str, Any] = {
    "status": WITHDRAWN,
    "settled_at": bindparam("now"),
    "reason": bindparam("why"),
    "leased_until": None,
    "leased_by": None,
}
_of_rungs = (*_its, _outbox.c.clock == bindparam("which"), _outbox.c.rung.in_(bindparam("rungs", expanding=True)))
_recall = update(_outbox).where(*_of_rungs, _leased).values(recalled=bindparam("why"))
_withdraw = update(_outbox).where(*_of_rungs, _unleased).values(**_withdrawn)
_of_urge = (*_its, _outbox.c.clock.is_(None), _outbox.c.rung == bindparam("about"))
_recall_urge = update(_outbox).where(*_of_urge, _leased).values(recalled=bindparam("why"))
_withdraw_urge = update(_outbox).where(*_of_urge, _unleased).values(**_withdrawn)


def relieve(
    connection: Connection, key: int, unit: str, clock: str, rungs: Collection[str], *, now: datetime, reason: str
) -> int:
    """Withdraw a unit's unleased reminders of these rungs and return their number; recall the leased ones."""
    given = {"key": key, "whose": unit, "which": clock, "rungs": list(rungs), "now": now, "why": reason}
    connection.execute(_recall, given)
    return connection.execute(_withdraw, given).rowcount


def hush(connection: Connection, key: int, unit: str, rung: str, *, now: datetime, reason: str) -> int:
    """Withdraw what was decided for a unit because of one urge, as `relieve` does for rungs."""
    given = {"key": key, "whose": unit, "about": rung, "now": now, "why": reason}
    connection.execute(_recall_urge, given)
    return connection.execute(_withdraw_urge, given).rowcount
