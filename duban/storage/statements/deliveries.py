"""What was delivered to whom lately, for the limits that providers set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import DELIVERED
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox = table_of(OutboxRow)

_delivered_since = (
    select(_outbox.c.address, _outbox.c.settled_at)
    .where(
        _outbox.c.status == DELIVERED, _outbox.c.medium == bindparam("which"), _outbox.c.settled_at > bindparam("since")
    )
    .order_by(_outbox.c.settled_at)
)


def delivered_since(connection: Connection, *, medium: str, since: datetime) -> list[tuple[str, datetime]]:
    """Return the addresses of what was delivered by a medium since an instant, and when, the oldest first."""
    found = connection.execute(_delivered_since, {"which": medium, "since": since})
    return [(row[0], row[1]) for row in found]
