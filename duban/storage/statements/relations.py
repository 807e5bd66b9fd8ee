"""Relations between instances: links, errands from one to another, and the periods of recurring work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.connection import Prepared
from duban.storage.records import ErrandRecord, InstanceRecord, LinkRecord
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import ErrandRow, InstanceRow, LinkRow, RecurrenceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
_instance, _link, _errand = table_of(InstanceRow), table_of(LinkRow), table_of(ErrandRow)
_recurrence = table_of(RecurrenceRow)

_key_of = select(_instance.c.id).where(_instance.c.number == bindparam("n"))
_join_all = {name: Prepared(make(_link).on_conflict_do_nothing()) for name, make in _INSERTS.items()}


def _side(mine: Any, other: Any, *, outgoing: bool) -> Any:  # noqa: ANN401 - columns
    return (
        select(
            _link.c.kind,
            literal(outgoing).label("outgoing"),
            _instance.c.number,
            _instance.c.title,
            _instance.c.state,
            _instance.c.closed_at.is_not(None).label("closed"),
            _instance.c.ended,
            _instance.c.due_on,
        )
        .join(_instance, _instance.c.id == other)
        .where(mine == bindparam("key"))
    )


_links = _side(_link.c.from_id, _link.c.to_id, outgoing=True).union_all(
    _side(_link.c.to_id, _link.c.from_id, outgoing=False)
)
_joined = select(_link.c.kind).where(
    _link.c.from_id == bindparam("f"), _link.c.to_id == bindparam("t"), _link.c.kind == bindparam("k")
)
_ahead = select(_link.c.to_id).where(
    _link.c.from_id.in_(bindparam("keys", expanding=True)), _link.c.kind == bindparam("k")
)
_alone = select(func.pg_advisory_xact_lock(func.hashtext(literal("duban link ").concat(bindparam("k")))))
_parts = (
    select(*INSTANCE_COLUMNS)
    .join(_link, _link.c.from_id == _instance.c.id)
    .where(_link.c.to_id == bindparam("key"), _link.c.kind == "child_of")
    .order_by(_instance.c.id)
)
_send = Prepared(insert(_errand))
_errand_columns = [_errand.c[name] for name in ErrandRecord.__slots__]
_waiting = select(*_errand_columns).where(_errand.c.number == bindparam("n")).order_by(_errand.c.id)
_waiting_of = (
    select(*_errand_columns).where(_errand.c.number.in_(bindparam("numbers", expanding=True))).order_by(_errand.c.id)
)
_MANY = 900
"""The most numbers in one statement, below the limit of every SQLite."""
_due = (
    select(_errand.c.number)
    .where(_errand.c.at <= bindparam("now"))
    .group_by(_errand.c.number)
    .order_by(func.min(_errand.c.at), func.min(_errand.c.id))
)
_done = Prepared(delete(_errand).where(_errand.c.id == bindparam("key")))
_put_off = (
    update(_errand).where(_errand.c.number == bindparam("n")).values(at=bindparam("until"), set_aside=bindparam("why"))
)
_stuck = select(_errand.c.number, _errand.c.set_aside).where(_errand.c.set_aside.is_not(None)).distinct()
_next = select(func.min(_errand.c.at))
_count_beyond = select(func.count()).select_from(_errand).where(_errand.c.at > bindparam("latest"))
_hasten = update(_errand).where(_errand.c.at > bindparam("latest")).values(at=bindparam("until"))
_periods = select(_recurrence.c.period, _recurrence.c.at).where(_recurrence.c.scenario == bindparam("s"))
_claim = {
    name: make(_recurrence).on_conflict_do_nothing().returning(_recurrence.c.period) for name, make in _INSERTS.items()
}
_opened = (
    update(_recurrence)
    .where(_recurrence.c.scenario == bindparam("s"), _recurrence.c.period == bindparam("p"))
    .values(instance_id=bindparam("key"))
)


def key_of(connection: Connection, number: str) -> int:
    """Return the key of an instance that is known to exist."""
    key: int = connection.execute(_key_of, {"n": number}).scalar_one()
    return key


def join_all(connection: Connection, links: Sequence[tuple[int, int, str, datetime]]) -> None:
    """Make links, each with both keys, its kind and its instant; those that are there already stay as they are."""
    _join_all[connection.dialect.name].run_in_order(connection, ("from_id", "to_id", "kind", "at"), links)


def joined(connection: Connection, from_key: int, to_key: int, kind: str) -> bool:
    """Return whether two instances have a link of this kind."""
    return connection.execute(_joined, {"f": from_key, "t": to_key, "k": kind}).first() is not None


def reached_from(connection: Connection, key: int, kind: str) -> set[int]:
    """Return the instances to which links of a kind lead from one, and from those on, as the transaction sees them.

    No other transaction makes such links until this one ends.
    """
    if connection.dialect.name == "postgresql":  # on SQLite the write lock is held already
        connection.execute(_alone, {"k": kind})
    found: set[int] = set()
    ahead = {key}
    while ahead:
        ahead = set(connection.execute(_ahead, {"keys": list(ahead), "k": kind}).scalars()) - found
        found |= ahead
    return found


def links(connection: Connection, key: int) -> list[LinkRecord]:
    """Return the links of an instance, first those that were made from it."""
    rows = [
        LinkRecord(kind, bool(outgoing), number, title, state, bool(closed), ended, due_on)
        for kind, outgoing, number, title, state, closed, ended, due_on in connection.execute(_links, {"key": key})
    ]
    return sorted(rows, key=lambda row: (not row.outgoing, row.kind, row.number))


def parts(connection: Connection, key: int) -> list[InstanceRecord]:
    """Return the instances that are parts of one, in the order in which they were opened."""
    return [InstanceRecord(*row) for row in connection.execute(_parts, {"key": key})]


def send_errands(connection: Connection, errands: Iterable[tuple[str, str, str]], *, at: datetime) -> None:
    """Store errands for other instances: (number, kind, payload as JSON)."""
    _send.run_in_order(connection, ("number", "kind", "payload", "at"), [(*errand, at) for errand in errands])


def errands_for(connection: Connection, number: str) -> list[ErrandRecord]:
    """Return the errands that wait for an instance, oldest first."""
    return [ErrandRecord(*row) for row in connection.execute(_waiting, {"n": number})]


def errands_of(connection: Connection, numbers: Sequence[str]) -> dict[str, list[ErrandRecord]]:
    """Return the errands that wait for each of many instances, oldest first; of one without any, nothing."""
    found: dict[str, list[ErrandRecord]] = {}
    for start in range(0, len(numbers), _MANY):
        for row in connection.execute(_waiting_of, {"numbers": numbers[start : start + _MANY]}):
            errand = ErrandRecord(*row)
            found.setdefault(errand.number, []).append(errand)
    return found


def addressees(connection: Connection, now: datetime) -> list[str]:
    """Return the numbers of the instances with errands due by `now`, longest waiting first."""
    return list(connection.execute(_due, {"now": now}).scalars())


def finish_errands(connection: Connection, keys: Sequence[int]) -> None:
    """Delete errands that are done."""
    _done.run_in_order(connection, ("key",), [(key,) for key in keys])


def put_off_errands(connection: Connection, number: str, *, until: datetime, why: str) -> None:
    """Postpone the errands for an instance to `until`, and store why."""
    connection.execute(_put_off, {"n": number, "until": until, "why": why})


def stuck_errands(connection: Connection) -> list[tuple[str, str]]:
    """Return the numbers of the instances whose errands failed, and why."""
    return [(row[0], row[1]) for row in connection.execute(_stuck)]


def errands_beyond(connection: Connection, latest: datetime) -> int:
    """Return how many errands are put off until after an instant."""
    return connection.execute(_count_beyond, {"latest": latest}).scalar_one()


def hasten_errands(connection: Connection, latest: datetime, *, to: datetime) -> None:
    """Let those errands be done at `to` that are put off until after an instant."""
    connection.execute(_hasten, {"latest": latest, "until": to})


def next_errand(connection: Connection) -> datetime | None:
    """Return when the next errand is due, or None."""
    return connection.execute(_next).scalar()


def read_periods(connection: Connection, scenario: str) -> dict[str, datetime]:
    """Return the periods of recurring work that were handled, and when."""
    return {row[0]: row[1] for row in connection.execute(_periods, {"s": scenario})}


def claim_period(connection: Connection, scenario: str, period: str, *, at: datetime) -> bool:
    """Record that a period is handled; return False if it was handled before."""
    row = {"scenario": scenario, "period": period, "at": at}
    return connection.execute(_claim[connection.dialect.name].values(row)).first() is not None


def period_opened(connection: Connection, scenario: str, period: str, key: int) -> None:
    """Record the instance that was opened for a period."""
    connection.execute(_opened, {"s": scenario, "p": period, "key": key})
