"""What keeps messages from people: channels that are down, addresses that are refused, units that nobody can reach."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, bindparam, func, literal_column, or_, select

from duban.storage.statements.dead_letters import is_dead
from duban.storage.statements.instances import table_of
from duban.storage.tables import BindingRow, InstanceRow, OutboxRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.engine import Connection

_outbox, _receipt = table_of(OutboxRow), table_of(ReceiptRow)
_instance, _binding = table_of(InstanceRow), table_of(BindingRow)

# Literals and no bound parameters: SQLite uses a partial index only if it sees its condition in the statement.
_is_pending = _outbox.c.status == literal_column("'pending'", String())

# How reasons begin that say that a channel was down or its account stopped, or that it refused a message for good; see
# `words.kept`.
_STOPPED = '[{"code":"stopped"'
_was_down = or_(_outbox.c.reason.startswith('[{"code":"down"'), _outbox.c.reason.startswith(_STOPPED))
_was_refused = _outbox.c.reason.startswith('[{"code":"refused"')

_down = (
    select(_receipt.c.id, _outbox.c.medium, _outbox.c.id, _outbox.c.reason, _receipt.c.at, _receipt.c.outcome)
    .join(_receipt, _receipt.c.outbox_id == _outbox.c.id)
    .where(_is_pending, _was_down)
)
_held = select(func.count()).where(
    _is_pending,
    _outbox.c.medium == bindparam("which"),
    or_(_outbox.c.not_before <= bindparam("now"), _outbox.c.reason.is_not(None)),
)
_dead = (
    select(
        _outbox.c.number,
        _outbox.c.unit,
        _outbox.c.contact,
        _outbox.c.address,
        _was_refused,
        func.coalesce(_outbox.c.reason, ""),
    )
    .where(is_dead, _outbox.c.settled_at > bindparam("since"))
    .order_by(_outbox.c.id.desc())
)
_refused = select(func.count(_outbox.c.address.distinct())).where(is_dead, _was_refused)
_reached_nobody = (
    select(_outbox.c.unit).distinct().where(is_dead, _outbox.c.address == "", _outbox.c.settled_at > bindparam("since"))
)
_at_work = (
    select(_binding.c.unit)
    .distinct()
    .join(_instance, _instance.c.id == _binding.c.instance_id)
    .where(_binding.c.unit.in_(bindparam("units", expanding=True)), _instance.c.closed_at.is_(None))
)


class Down(NamedTuple):
    """A medium whose channel is down without a break since an instant, why, and how many messages it holds up.

    It is `stopped` if its account with the provider can send nothing until a person sees to it.
    """

    medium: str
    since: datetime
    reason: str
    waiting: int
    stopped: bool = False


class Dead(NamedTuple):
    """A message that is dead: whom it was meant for, and why it is; `refused` if a server did so for good."""

    number: str
    unit: str
    contact: str
    address: str
    refused: bool
    reason: str


def down(connection: Connection, now: datetime) -> list[Down]:
    """Return the media that were down at the last attempt on some message, each with the longest such time."""
    began: dict[int, datetime] = {}
    rows = sorted((tuple(row) for row in connection.execute(_down)), key=itemgetter(0))
    for _, _, key, _, at, outcome in rows:
        if outcome == "down":
            began.setdefault(key, at)
        else:
            began.pop(key, None)
    found: dict[str, tuple[datetime, str]] = {}
    for _, medium, key, reason, _, _ in rows:
        if key in began and (medium not in found or began[key] < found[medium][0]):
            found[medium] = began[key], reason
    return [
        Down(
            medium,
            since,
            reason,
            connection.execute(_held, {"which": medium, "now": now}).scalar_one(),
            stopped=reason.startswith(_STOPPED),
        )
        for medium, (since, reason) in found.items()
    ]


def dead_since(connection: Connection, since: datetime) -> list[Dead]:
    """Return the messages that have died since an instant, the newest first."""
    return [Dead(*row) for row in connection.execute(_dead, {"since": since})]


def refused_addresses(connection: Connection) -> int:
    """Return how many addresses a server has refused for good, of messages that are dead."""
    return connection.execute(_refused).scalar_one()


def reached_nobody(connection: Connection, *, since: datetime) -> list[str]:
    """Return the units of messages that have died since an instant because nobody could be found for them."""
    return sorted(connection.execute(_reached_nobody, {"since": since}).scalars())


def at_work(connection: Connection, units: Collection[str]) -> list[str]:
    """Return those of the units that are bound in open instances."""
    return sorted(connection.execute(_at_work, {"units": list(units)}).scalars()) if units else []
