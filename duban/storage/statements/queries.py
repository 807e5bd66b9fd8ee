"""Queries over many instances: everyday lists, what is due, and what `verify` needs."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from duban.storage.records import InstanceRecord
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import BindingRow, CounterRow, HistoryRow, InstanceRow, LinkRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_instance, _binding, _counter = table_of(InstanceRow), table_of(BindingRow), table_of(CounterRow)
_history, _link = table_of(HistoryRow), table_of(LinkRow)

_due = (
    select(*INSTANCE_COLUMNS)
    .where(
        _instance.c.wake_at.is_not(None),
        _instance.c.wake_at <= bindparam("now"),
        or_(
            _instance.c.wake_at > bindparam("after"),
            and_(_instance.c.wake_at == bindparam("after"), _instance.c.id > bindparam("after_id")),
        ),
    )
    .order_by(_instance.c.wake_at, _instance.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, key_share=True)
)
_wake = (
    update(_instance)
    .where(_instance.c.id == bindparam("key"))
    .values(wake_at=bindparam("until"), set_aside=bindparam("why"))
)
_aside_beyond = (_instance.c.set_aside.is_not(None), _instance.c.wake_at > bindparam("furthest"))
_count_beyond = select(func.count()).select_from(_instance).where(*_aside_beyond)
_wake_early = update(_instance).where(*_aside_beyond).values(wake_at=bindparam("until"))
_set_aside = (
    select(_instance.c.number, _instance.c.set_aside).where(_instance.c.set_aside.is_not(None)).order_by(_instance.c.id)
)
# A date can lie in the past when it is given: no sweep could have seen it before the entry that tells of it.
_last = and_(_history.c.instance_id == _instance.c.id, _history.c.seq == _instance.c.head_seq)
_visible = case((_history.c.at > _instance.c.wake_at, _history.c.at), else_=_instance.c.wake_at)
_overdue = (
    select(func.min(_visible), func.count(_instance.c.wake_at))
    .select_from(_instance.outerjoin(_history, _last))
    .where(_instance.c.wake_at.is_not(None), _instance.c.wake_at <= bindparam("now"))
)
_undecided = select(*INSTANCE_COLUMNS).where(_instance.c.pending > 0).order_by(_instance.c.id)
_count_undecided = select(func.count()).select_from(_instance).where(_instance.c.pending > 0)
_count_provisional = (
    select(func.count()).select_from(_instance).where(_instance.c.closed_at.is_(None), _instance.c.provisional)
)
_having_papers = (
    select(*INSTANCE_COLUMNS)
    .where(_instance.c.id.in_(select(_history.c.instance_id).where(_history.c.kind == "sign")))
    .order_by(_instance.c.id)
)
_open_of = select(func.count()).where(
    _instance.c.closed_at.is_(None),
    _instance.c.id.in_(select(_binding.c.instance_id).where(_binding.c.unit.in_(bindparam("units", expanding=True)))),
)
_next_wake = select(func.min(_instance.c.wake_at)).where(_instance.c.wake_at.is_not(None))
_numbered = (
    select(*INSTANCE_COLUMNS)
    .where(_instance.c.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_instance.c.id)
)
_opened_from = (
    select(*INSTANCE_COLUMNS)
    .where(_instance.c.scenario == bindparam("s"), _instance.c.opened_at >= bindparam("since"))
    .order_by(_instance.c.id)
)
_counters = select(_counter.c.scenario, _counter.c.year, _counter.c.value).order_by(
    _counter.c.scenario, _counter.c.year
)


def lock_due(connection: Connection, *, now: datetime, after: tuple[datetime, int], limit: int) -> list[InstanceRecord]:
    """Lock and return the instances due by `now`, oldest first, starting behind `after` (wake_at, id).

    On PostgreSQL those that another sweep has locked are left out; on SQLite the transaction must hold the write lock.
    """
    given = {"now": now, "after": after[0], "after_id": after[1], "limit": limit}
    return list(starmap(InstanceRecord, connection.execute(_due, given)))


def wake_at(connection: Connection, key: int, moment: datetime | None, *, set_aside: str | None = None) -> None:
    """Set when a sweep handles an instance next, whatever its clocks say; `set_aside` is why the last one could not."""
    connection.execute(_wake, {"key": key, "until": moment, "why": set_aside})


def wakes_beyond(connection: Connection, latest: datetime) -> int:
    """Return how many instances were set aside until after an instant."""
    return connection.execute(_count_beyond, {"furthest": latest}).scalar_one()


def wake_early(connection: Connection, latest: datetime, *, to: datetime) -> None:
    """Let a sweep try at `to` those instances that were set aside until after an instant."""
    connection.execute(_wake_early, {"furthest": latest, "until": to})


def set_aside(connection: Connection) -> list[tuple[str, str]]:
    """Return the number of each instance that the last sweep could not handle, and the reason."""
    return [(row[0], row[1]) for row in connection.execute(_set_aside)]


def overdue(connection: Connection, now: datetime) -> tuple[datetime | None, int]:
    """Return since when a sweep could have handled the oldest timer that is due, and how many instances have one.

    That is when the timer fell due, or when the instance was last written if that was later.
    """
    row = connection.execute(_overdue, {"now": now}).one()
    return row[0], row[1]


def undecided(connection: Connection) -> list[InstanceRecord]:
    """Return the instances that wait for a decision."""
    return [InstanceRecord(*row) for row in connection.execute(_undecided)]


def count_undecided(connection: Connection) -> int:
    """Return how many instances wait for a decision."""
    return connection.execute(_count_undecided).scalar_one()


def count_provisional(connection: Connection) -> int:
    """Return how many open instances are due on days that may still turn out to be working days, or not."""
    return connection.execute(_count_provisional).scalar_one()


def having_papers(connection: Connection) -> list[InstanceRecord]:
    """Return the instances for which a paper was signed."""
    return [InstanceRecord(*row) for row in connection.execute(_having_papers)]


def next_wake(connection: Connection) -> datetime | None:
    """Return the next instant at which a sweep has work to do, or None."""
    return connection.execute(_next_wake).scalar()


def read_counters(connection: Connection) -> list[tuple[str, int, int]]:
    """Return the number counters as (scenario, year, last number given out)."""
    return [(row[0], row[1], row[2]) for row in connection.execute(_counters)]


def count_open_of(connection: Connection, units: Sequence[str]) -> int:
    """Return how many open instances have a unit in a role; `units` are the spellings of its name."""
    found: int = connection.execute(_open_of, {"units": list(units)}).scalar_one()
    return found


def numbered(connection: Connection, numbers: Sequence[str]) -> list[InstanceRecord]:
    """Return the instances with these numbers; one that is not there is left out."""
    return list(starmap(InstanceRecord, connection.execute(_numbered, {"numbers": list(numbers)}))) if numbers else []


def opened_from(connection: Connection, scenario: str, since: datetime) -> list[InstanceRecord]:
    """Return the instances of a scenario that were opened at an instant or later, in that order."""
    return list(starmap(InstanceRecord, connection.execute(_opened_from, {"s": scenario, "since": since})))


def every_instance(connection: Connection, *, batch: int = 500) -> Iterator[InstanceRecord]:
    """Yield all instances in the order of their keys, reading `batch` at a time."""
    last = 0
    query = select(*INSTANCE_COLUMNS).where(_instance.c.id > bindparam("last")).order_by(_instance.c.id).limit(batch)
    while True:
        rows: Sequence[InstanceRecord] = [InstanceRecord(*row) for row in connection.execute(query, {"last": last})]
        yield from rows
        if len(rows) < batch:
            return
        last = rows[-1].id
