"""The feed: giving positions to entries that were committed, and reading entries in the order of their positions.

A position is given after the commit, by one transaction at a time. So there are no holes that are filled later, which a
number that is given when an entry is written would leave until its transaction ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, case, delete, exists, func, insert, select, text

from duban.storage.connection import Prepared
from duban.storage.feed_tables import FeedRow, FeedWaitingRow
from duban.storage.records import HistoryRecord
from duban.storage.statements.instances import table_of
from duban.storage.tables import DefinitionRow, HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_feed, _waiting = table_of(FeedRow), table_of(FeedWaitingRow)
_history, _instance, _definition = table_of(HistoryRow), table_of(InstanceRow), table_of(DefinitionRow)

_COLUMNS = ("position", "instance_id", "seq")
_give = Prepared(insert(_feed))
_take = select(_waiting).order_by(_waiting.c.id)
_done = delete(_waiting).where(_waiting.c.id <= bindparam("last"))
_done_of = delete(_waiting).where(_waiting.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger()))))
_any = select(_waiting.c.id).limit(1)
_more = select(exists(_any) | exists(select(_feed.c.position).where(_feed.c.position > bindparam("position"))))
_awake = text(
    "INSERT INTO duban_feed_follower (id, until) VALUES (1, statement_timestamp() + make_interval(secs => :seconds)) "
    "ON CONFLICT (id) DO UPDATE SET until = greatest(excluded.until, duban_feed_follower.until)"
)
_last = select(func.coalesce(func.max(_feed.c.position), 0))
_first = select(func.coalesce(func.min(_feed.c.position), 0))
_hash_at = (
    select(_history.c.hash)
    .join(_feed, (_feed.c.instance_id == _history.c.instance_id) & (_feed.c.seq == _history.c.seq))
    .where(_feed.c.position == bindparam("position"))
)
# One at a time by this lock, which ends with the transaction, however that ends. Each schema has tables of its own.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('duban_feed'), hashtext(coalesce(current_schema(), '')))")
_NO_ACTS = text("LOCK TABLE duban_feed_waiting IN EXCLUSIVE MODE")
_EACH_NEW = text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
"""What is read after the lock has to be what the one before has left."""

_MANY = 900
"""The most keys in one statement, below the limit of every SQLite."""
_raising = (
    select(_history.c.instance_id, _history.c.seq, _history.c.kind)
    .add_columns(case((_history.c.kind == "migrate", _history.c.payload)))
    .where(
        _history.c.instance_id.in_(bindparam("keys", expanding=True)),
        _history.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(_history.c.instance_id, _history.c.seq)
)


class Placed(NamedTuple):
    """An entry with its position, its instance and the version of the definition that this is pinned to now."""

    position: int
    instance_id: int
    number: str
    scenario: str
    scenario_version: int
    entry: HistoryRecord


def has_waiting(connection: Connection) -> bool:
    """Return whether an entry was committed that has no position yet."""
    return connection.execute(_any).first() is not None


def count_waiting(connection: Connection) -> int:
    """Return how many acts have entries without positions."""
    return int(connection.execute(select(func.count()).select_from(_waiting)).scalar_one())


def give_positions(connection: Connection, *, limit: int) -> int:
    """Give their positions to the entries of so many acts, and return how many entries they were.

    The transaction must have begun with this; until it ends, others wait who do the same.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        connection.execute(_EACH_NEW)
        connection.execute(_ALONE)
    taken = connection.execute(_take.limit(limit)).all()
    if not taken:
        return 0
    position = span(connection)[1]
    rows = []
    for _, key, first, last in taken:
        for seq in range(first, last + 1):
            position += 1
            rows.append((position, key, seq))
    _give.run_in_order(connection, _COLUMNS, rows)
    if on_sqlite:
        connection.execute(_done, {"last": taken[-1].id})
    else:
        connection.execute(_done_of, {"ids": [row.id for row in taken]})
    return len(rows)


def make_anew(connection: Connection) -> int:
    """Give all entries new positions behind the last one, in the order of time, and return how many they were.

    No act can end meanwhile: what it writes would be counted twice, or not at all.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_EACH_NEW)
        connection.execute(_ALONE)
        connection.execute(_NO_ACTS)
    last = span(connection)[1]
    connection.execute(delete(_waiting))
    connection.execute(delete(_feed))
    since = func.max(_history.c.at).over(partition_by=_history.c.instance_id, order_by=_history.c.seq)
    entry = select(_history.c.instance_id, _history.c.seq, since.label("since")).subquery()
    order = func.row_number().over(order_by=(entry.c.since, entry.c.instance_id, entry.c.seq))
    connection.execute(
        insert(_feed).from_select(_COLUMNS, select(order + last, entry.c.instance_id, entry.c.seq).select_from(entry))
    )
    return span(connection)[1] - last


def drop_before(connection: Connection, moment: datetime, *, limit: int) -> int:
    """Take away the first entries that are older than a moment, so many at most, and return how many they were.

    The last one stays: the next position follows it.
    """
    aged = (
        select(_feed.c.position, _history.c.at)
        .outerjoin(_history, (_history.c.instance_id == _feed.c.instance_id) & (_history.c.seq == _feed.c.seq))
        .order_by(_feed.c.position)
        .limit(limit)
    )
    old = 0
    for position, at in connection.execute(aged):
        if at is not None and at >= moment:
            break
        old = position
    if old == 0:
        return 0
    last = select(func.max(_feed.c.position)).scalar_subquery()
    return connection.execute(delete(_feed).where(_feed.c.position <= old, _feed.c.position < last)).rowcount


def span(connection: Connection) -> tuple[int, int]:
    """Return the first and the last position that there is; both 0 if there is none."""
    return connection.execute(_first).scalar_one(), connection.execute(_last).scalar_one()


def hash_at(connection: Connection, position: int) -> str | None:
    """Return the hash of the entry at a position; None if there is none."""
    return connection.execute(_hash_at, {"position": position}).scalar()


def read_placed(connection: Connection, *, after: int, limit: int) -> list[Placed]:
    """Return the entries behind a position, in order."""
    page = select(_feed).where(_feed.c.position > after).order_by(_feed.c.position).limit(limit).subquery()
    query = (
        select(
            *(page.c.position, page.c.instance_id),
            *(_instance.c.number, _instance.c.scenario, _definition.c.version),
            *(_history.c[name] for name in HistoryRecord.__struct_fields__),
        )
        .join(_history, (_history.c.instance_id == page.c.instance_id) & (_history.c.seq == page.c.seq))
        .join(_instance, _instance.c.id == page.c.instance_id)
        .join(_definition, _definition.c.digest == _instance.c.definition)
        .order_by(page.c.position)
    )
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return [Placed(row[0], row[1], row[2], row[3], row[4], HistoryRecord(*row[5:])) for row in rows]


def read_raising(
    connection: Connection, keys: Iterable[int], kinds: Sequence[str]
) -> Iterator[tuple[int, int, str, str | None]]:
    """Yield the entries of these kinds in the histories of instances: key, seq, kind, and the payload of migrations."""
    listed = sorted(keys)
    for first in range(0, len(listed), _MANY):
        given = {"keys": listed[first : first + _MANY], "kinds": list(kinds)}
        yield from (tuple(row) for row in connection.execute(_raising, given))


def has_more(connection: Connection, position: int) -> bool:
    """Return whether there is an entry behind a position, or one that has no position yet."""
    return bool(connection.execute(_more, {"position": position}).scalar())


def stay_awake(connection: Connection, *, seconds: int) -> None:
    """Let acts on PostgreSQL notify for so many seconds from now on, by the clock of the server."""
    connection.execute(_awake, {"seconds": seconds})
