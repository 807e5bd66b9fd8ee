"""What figures are made from: a few columns of each instance that fits, and the steps of its history, in two reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import case, literal, select

from duban.storage.statements.finding.conditions import Route, conditions
from duban.storage.statements.instances import CALENDARS, DIRECTORY, table_of
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from duban.storage.statements.finding.conditions import Sought

_instance, _history = table_of(InstanceRow), table_of(HistoryRow)


class TallyRecord(Struct, frozen=True, gc=False):
    """What of an instance's row figures need; `memory` is JSON."""

    id: int
    number: str
    scenario: str
    definition: str
    title: str
    state: str
    memory: str
    ongoing: bool
    opened_at: datetime
    closed_at: datetime | None
    ended: str | None
    calendars: int | None
    directory: int | None


class StepRecord(Struct, frozen=True, gc=False):
    """An entry of a history that leads somewhere, or decides something; `payload` is there only of what decides."""

    instance: int
    seq: int
    kind: str
    actor: str
    trigger: str | None
    left: str | None
    to: str | None
    round: int
    payload: str


_STEP = [
    *(_history.c.instance_id, _history.c.seq, _history.c.kind, _history.c.actor, _history.c.trigger),
    *(_history.c.from_state, _history.c.to_state, _history.c.round),
]


def tallied(connection: Connection, sought: Sought, *, now: datetime) -> list[TallyRecord]:
    """Return the instances that fit, in the order of their opening."""
    columns = [_instance.c[name] for name in TallyRecord.__struct_fields__[:-2]]
    query = select(*columns, CALENDARS, DIRECTORY).where(*_where(connection, sought, now)).order_by(_instance.c.id)
    rows: Sequence[Any] = connection.execute(query).all()
    return [TallyRecord(*row) for row in rows]


def steps_of(
    connection: Connection, sought: Sought, *, kinds: Sequence[str], deciding: str, now: datetime
) -> list[StepRecord]:
    """Return the entries of these kinds of the instances that fit, each history in its order."""
    told = case((_history.c.kind == deciding, _history.c.payload), else_=literal(""))
    query = (
        select(*_STEP, told)
        .join(_instance, _instance.c.id == _history.c.instance_id)
        .where(_history.c.kind.in_(kinds), *_where(connection, sought, now))
        .order_by(_history.c.instance_id, _history.c.seq)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    return [StepRecord(*row) for row in rows]


def _where(connection: Connection, sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    found = conditions(sought, Route(None), connection.dialect.name, now=now)
    if sought.is_open:
        found.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        found.append(_instance.c.closed_at.is_not(None))
    return found


class ToldRecord(Struct, frozen=True, gc=False):
    """What of an instance's row figures need; nothing of it changes, but for the rules that it goes by now."""

    id: int
    number: str
    scenario: str
    definition: str


class ToldEntry(Struct, frozen=True, gc=False):
    """An entry of a history, without its hash."""

    instance: int
    kind: str
    actor: str
    trigger: str | None
    left: str | None
    to: str | None
    round: int
    at: datetime
    payload: str


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
    """Yield the entries of these kinds before an instant of the instances that fit, each history in its order.

    Those of the kind `always` are there whenever they were written.
    """
    asked = _history.c.kind.in_(kinds) & ((_history.c.at < until) | (_history.c.kind == always))
    query = (
        select(*_TOLD)
        .join(_instance, _instance.c.id == _history.c.instance_id)
        .where(asked, *_where(connection, sought, now))
        .order_by(_history.c.instance_id, _history.c.seq)
    )
    for row in connection.execute(query):
        yield ToldEntry(*row)
