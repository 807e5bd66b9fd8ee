"""Write everything that acts produce: history entries, changed columns and messages.

On PostgreSQL what one act produces goes out as one statement, so that the act waits for the server once and not three
times. SQLite has no server to wait for and takes the rows table by table, as both do for several acts at once.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import astuple
from sqlalchemy import Insert, Table, Update, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.connection import Prepared, say
from duban.storage.feed_tables import FeedFollowerRow, FeedWaitingRow
from duban.storage.records import HistoryRecord, NewMessage
from duban.storage.statements.instances import table_of
from duban.storage.statements.outbox import INSERT_MESSAGE
from duban.storage.tables import HistoryRow, InstanceRow, OutboxRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection, Dialect

_history, _instance, _outbox = table_of(HistoryRow), table_of(InstanceRow), table_of(OutboxRow)
_waiting, _follower = table_of(FeedWaitingRow), table_of(FeedFollowerRow)
_MOST = 8
"""The most rows in one statement; each number of rows needs a statement text of its own."""

CHANGING = (
    "definition",
    "title",
    "state",
    "round",
    "version",
    "memory",
    "due_on",
    "due_at",
    "provisional",
    "blue_at",
    "yellow_at",
    "red_at",
    "closed_at",
    "ended",
    "wake_at",
    "pending",
    "set_aside",
    "head_seq",
    "head_hash",
    "light",
    "light_until",
    "turn",
    "acted_at",
    "latest",
)
"""The columns of an instance that acts and sweeps may change."""
changing = attrgetter(*CHANGING)
"""Returns the values of these columns from a record."""

_APPENDED = ("instance_id", *HistoryRecord.__struct_fields__)
_MESSAGE = NewMessage.__struct_fields__
WOKEN = "duban_feed"
"""The channel by which PostgreSQL wakes those who follow the feed."""

_WAITING = ("instance_id", "first", "last")
_append = Prepared(insert(_history))
_wait = Prepared(insert(_waiting))
_wake = select(func.pg_notify(literal_column(f"'{WOKEN}'"), literal_column("''"))).where(
    _follower.c.until > func.statement_timestamp()
)
_insert_instance = {
    name: Prepared(make(_instance).on_conflict_do_nothing().returning(_instance.c.number, _instance.c.id))
    for name, make in (("sqlite", sqlite_insert), ("postgresql", pg_insert))
}
_take_out = Prepared(delete(_instance).where(_instance.c.id == bindparam("key")))


class Written(NamedTuple):
    """What an act did to the instance with the row `key`, which the caller has locked."""

    key: int
    changes: Mapping[str, Any]
    entries: Sequence[HistoryRecord]
    messages: Sequence[NewMessage]


def insert_instances(connection: Connection, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> dict[str, int]:
    """Insert instances, with the values of the columns `names`, and return their keys by their numbers.

    If the number or outside number of any is taken, none is inserted, and that one has no key.
    """
    keys = {row[0]: row[1] for row in _insert_instance[connection.dialect.name].returning(connection, names, rows)}
    if len(keys) < len(rows):
        _take_out.run_in_order(connection, ("key",), [(key,) for key in keys.values()])
    return keys


def write_acts(connection: Connection, acts: Sequence[Written]) -> None:
    """Write what acts did, each to another instance."""
    if len(acts) == 1 and connection.dialect.name != "sqlite" and _fits_in_one(acts[0]):
        _write_together(connection, acts[0])
        return
    entries = [(act.key, *astuple(entry)) for act in acts for entry in act.entries]
    messages = [astuple(message) for act in acts for message in act.messages]
    columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for act in acts:
        if act.changes:
            columns.setdefault((*act.changes, "key"), []).append((*act.changes.values(), act.key))
    said = _append.said(connection, _APPENDED, entries)
    said += _wait.said(connection, _WAITING, [_waits(act) for act in acts if act.entries])
    if connection.dialect.name != "sqlite":
        said.append((_wake_text(connection.dialect), (), False))
    for names, rows in columns.items():
        said += _update(names).said(connection, names, rows)
    say(connection, said + INSERT_MESSAGE.said(connection, _MESSAGE, messages))


@cache
def _wake_text(dialect: Dialect) -> str:
    return str(_wake.compile(dialect=dialect))


def _waits(act: Written) -> tuple[int, int, int]:
    """Return the row by which an act's entries wait for their positions in the feed."""
    return act.key, act.entries[0].seq, act.entries[-1].seq


@cache
def _update(names: tuple[str, ...]) -> Prepared:
    """Return the statement that writes these columns of the instance `key`."""
    statement = update(_instance).where(_instance.c.id == bindparam("key"))
    return Prepared(statement.values({name: bindparam(name) for name in CHANGING if name in names}))


def _fits_in_one(act: Written) -> bool:
    return bool(act.changes) and len(act.entries) + len(act.messages) <= _MOST


def _write_together(connection: Connection, act: Written) -> None:
    key, changes, entries, messages = act
    statement, names = _together(tuple(changes), len(entries), len(messages))
    row = [*changes.values(), key]
    for entry in entries:
        row += (key, *astuple(entry))
    for message in messages:
        row += astuple(message)
    if entries:
        row += _waits(act)
    statement.run_in_order(connection, names, [row])


@cache
def _together(changed: tuple[str, ...], entries: int, messages: int) -> tuple[Prepared, tuple[str, ...]]:
    """Return the statement and the names of its values, in the order in which they are bound."""
    names = [f"new_{name}" for name in changed] + ["key"]
    statement = update(_instance).where(_instance.c.id == bindparam("key"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in changed})
    for table, columns, count in ((_history, _APPENDED, entries), (_outbox, _MESSAGE, messages)):
        if count:
            rows = [[f"{table.name}_{place}_{name}" for name in columns] for place in range(count)]
            statement = statement.add_cte(_rows(table, columns, rows).cte(f"into_{table.name}"))
            names += [name for row in rows for name in row]
    if entries:
        statement = _with_waiting(statement, names)
    return Prepared(statement), tuple(names)


def _with_waiting(statement: Update, names: list[str]) -> Update:
    """Let a statement also write that entries wait for the feed, and wake who follows it; add what it binds."""
    bound = [f"waiting_{name}" for name in _WAITING]
    names += bound
    waiting = _rows(_waiting, _WAITING, [bound]).returning(_wake.scalar_subquery())
    return statement.add_cte(waiting.cte("into_feed_waiting"))


def _rows(table: Table, columns: tuple[str, ...], rows: list[list[str]]) -> Insert:
    return insert(table).values(
        [
            {column: bindparam(name, type_=table.c[column].type) for column, name in zip(columns, row, strict=True)}
            for row in rows
        ]
    )
