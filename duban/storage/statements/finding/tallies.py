"""What figures are made from: a few columns of each instance that fits, and its history, in two reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

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
        return self.when if isinstance(self.when, datetime) else instant_from_text(self.when) or NEVER


_TOLD = [
    *(_history.c.instance_id, _history.c.kind, _history.c.actor, _history.c.trigger),
    *(_history.c.from_state, _history.c.to_state, _history.c.round, _history.c.at, _history.c.payload),
]


def told_records(connection: Connection, sought: Sought, *, now: datetime) -> list[ToldRecord]:
    """Return the instances that fit, in the order of their opening."""
    columns = [_instance.c[name] for name in ToldRecord.__struct_fields__]
    query = select(*columns).where(*_where(connection, sought, now)).order_by(_instance.c.id)
    return [ToldRecord(*row) for row in connection.execute(query)]


def told_entries(
    connection: Connection, sought: Sought, *, kinds: Sequence[str], until: datetime, always: str, now: datetime
) -> Iterator[ToldEntry]:
    """Return the entries of these kinds before an instant of the instances that fit, each history in its order.

    Those of the kind `always` are there whenever they were written.
    """
    asked = _history.c.kind.in_(kinds) & ((_history.c.at < until) | (_history.c.kind == always))
    query = (
        select(*_TOLD)
        .join(_instance, _instance.c.id == _history.c.instance_id)
        .where(asked, *_where(connection, sought, now))
        .order_by(_history.c.instance_id, _history.c.seq)
    )
    return map(ToldEntry._make, each_row(connection, query))


def _where(connection: Connection, sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    found = conditions(sought, Route(None), connection.dialect.name, now=now)
    if sought.is_open:
        found.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        found.append(_instance.c.closed_at.is_not(None))
    return found
