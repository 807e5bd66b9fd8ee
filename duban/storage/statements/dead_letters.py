"""Dead messages that somebody has given up, and how many messages there are of each status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, and_, bindparam, func, literal_column, select, update

from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import add_receipt
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox = table_of(OutboxRow)

GIVEN_UP = "given-up"
"""The outcome, and the code of the reason, of a dead message that somebody has given up."""

# A literal and not a bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
_is_dead = _outbox.c.status == literal_column("'dead'", String())
is_dead = and_(
    _is_dead,
    _outbox.c.instance_id.is_not(None),
    ~func.coalesce(_outbox.c.reason, "").startswith(f'[{{"code":"{GIVEN_UP}"'),
)
"""The condition of messages that are dead, and that nobody has given up; of a digest its messages are."""

_MANY = 900
"""The most values in one statement, below the limit of every SQLite."""
_of_address = (_outbox.c.medium == bindparam("by"), _outbox.c.address == bindparam("there"))
_dead_at = select(_outbox.c.id).where(is_dead, *_of_address).order_by(_outbox.c.id)
_dead_among = select(_outbox.c.id).where(
    _is_dead, _outbox.c.instance_id.is_not(None), _outbox.c.id.in_(bindparam("keys", expanding=True))
)
_give_up = update(_outbox).where(_outbox.c.id == bindparam("key"), _is_dead).values(reason=bindparam("why"))


def give_up_message(connection: Connection, key: int, *, now: datetime, reason: str) -> bool:
    """Write that somebody has given a dead message up, with a receipt of that; return False if it is not dead."""
    if connection.execute(_give_up, {"key": key, "why": reason}).rowcount != 1:
        return False
    add_receipt(connection, key, at=now, outcome=GIVEN_UP, detail=reason)
    return True


def count_dead(connection: Connection) -> int:
    """Return the number of dead messages that nobody has given up."""
    found: int = connection.execute(select(func.count()).where(is_dead)).scalar_one()
    return found


def count_newest(connection: Connection, most: int) -> dict[str, int]:
    """Return how many of the `most` newest messages have each status."""
    newest = (
        select(_outbox.c.status)
        .where(_outbox.c.instance_id.is_not(None))
        .order_by(_outbox.c.id.desc())
        .limit(most)
        .subquery()
    )
    query = select(newest.c.status, func.count()).group_by(newest.c.status)
    return {row[0]: row[1] for row in connection.execute(query)}


def dead_among(connection: Connection, keys: Collection[int]) -> set[int]:
    """Return those of these ids that are ids of dead messages."""
    given = list(keys)
    parts = (given[at : at + _MANY] for at in range(0, len(given), _MANY))
    return {key for part in parts for key in connection.execute(_dead_among, {"keys": part}).scalars()}


def dead_at(connection: Connection, medium: str, address: str) -> list[int]:
    """Return the ids of the messages that died at an address and that nobody has given up, oldest first."""
    return list(connection.execute(_dead_at, {"by": medium, "there": address}).scalars())
