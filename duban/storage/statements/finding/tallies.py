"""What figures are made from: a few columns of each instance that fits, and its history, in two reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from sqlalchemy import select

from duban.storage.connection import each_row, instant_from_text
from duban.storage.statements.finding.conditions import Route, conditions
from duban.storage.statements.instances import table_of
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from duban.storage.statements.finding.conditions import Sought

_CLOSE = 2
"""Of how many instances one at least has to fit, for their entries to be read along with those of the others."""
NEVER = datetime.min.replace(tzinfo=UTC)
_instance, _history = table_of(InstanceRow), table_of(HistoryRow)


class ToldRecord(Struct, frozen=True, gc=False):
    """What of an instance's row figures need; nothing of it changes, but for the rules that it goes by now."""

    id: int
    number: str
    scenario: str
    definition: str


class ToldEntry(NamedTuple):
    """An entry of a history, without its hash; `when` is its instant as the database has it."""

    instance: int
    kind: str
    actor: str
    trigger: str | None
    left: str | None
    to: str | None
    round: int
    when: datetime | str
    payload: str

    @property
    def at(self) -> datetime:
        """Return the instant."""
        return told_at(self)


ToldRow = tuple[int, str, str, str | None, str | None, str | None, int, datetime | str, str]
"""The values of an entry, in the order of its fields, as the driver has them."""


def told_at(row: ToldRow) -> datetime:
    """Return the instant of an entry."""
    when = row[7]
    return when if isinstance(when, datetime) else instant_from_text(when) or NEVER


_TOLD = [
    *(_history.c.instance_id, _history.c.kind, _history.c.actor, _history.c.trigger),
    *(_history.c.from_state, _history.c.to_state, _history.c.round, _history.c.at, _history.c.payload),
]


def told_records(connection: Connection, sought: Sought, *, now: datetime) -> list[ToldRecord]:
    """Return the instances that fit, in the order of their opening."""
    columns = [_instance.c[name] for name in ToldRecord.__struct_fields__]
    query = select(*columns).where(*_where(connection, sought, now)).order_by(_instance.c.id)
    return [ToldRecord(*row) for row in each_row(connection, query)]


def told_entries(
    connection: Connection,
    sought: Sought,
    records: Sequence[ToldRecord],
    *,
    kinds: Sequence[str],
    until: datetime,
    always: str,
    now: datetime,
) -> Iterator[ToldRow]:
    """Return the entries of these kinds before an instant of the instances that fit, each history in its order.

    Those of the kind `always` are there whenever they were written. `records` are the instances that fit, in the order
    of their opening; where they stand close together, there are entries of others between theirs.
    """
    asked = _history.c.kind.in_(kinds) & ((_history.c.at < until) | (_history.c.kind == always))
    query = select(*_TOLD).where(asked).order_by(_history.c.instance_id, _history.c.seq)
    if records and len(records) * _CLOSE > records[-1].id - records[0].id:
        # Read along the key: to join and sort first takes half as long again as the entries themselves.
        query = query.where(_history.c.instance_id.between(records[0].id, records[-1].id))
    else:
        query = query.join(_instance, _instance.c.id == _history.c.instance_id).where(*_where(connection, sought, now))
    rows: Iterator[Any] = each_row(connection, query)
    return rows


def _where(connection: Connection, sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    found = conditions(sought, Route(None), connection.dialect.name, now=now)
    if sought.is_open:
        found.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        found.append(_instance.c.closed_at.is_not(None))
    return found
