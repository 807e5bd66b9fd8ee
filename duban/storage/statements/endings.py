"""What is withdrawn where an instance ends without being done: every message of its that has not left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, literal_column, or_, update

from duban.storage.statements.instances import table_of
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox = table_of(OutboxRow)
# A literal and no bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
_waits = (_outbox.c.instance_id == bindparam("key"), _outbox.c.status == literal_column("'pending'", String()))
_leased_until = _outbox.c.leased_until
_recall = update(_outbox).where(*_waits, _leased_until > bindparam("now")).values(recalled=bindparam("why"))
_withdraw = (
    update(_outbox)
    .where(*_waits, or_(_leased_until.is_(None), _leased_until <= bindparam("now")))
    .values(status="withdrawn", settled_at=bindparam("now"), reason=bindparam("why"), leased_until=None, leased_by=None)
)


def withdraw_all(connection: Connection, key: int, *, now: datetime, reason: str) -> int:
    """Withdraw all unleased messages of an instance and return their number; recall the leased ones.

    A recalled message may still be delivered; if its attempt fails, it is not tried again.
    """
    given = {"key": key, "now": now, "why": reason}
    connection.execute(_recall, given)
    return connection.execute(_withdraw, given).rowcount
