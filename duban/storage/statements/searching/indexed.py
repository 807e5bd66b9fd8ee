"""What the index knows of instances: the text of each and the entry up to which it was taken, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, collate, delete, func, insert, select, tuple_, update

from duban.storage.connection import PreparedRead
from duban.storage.records import InstanceRecord
from duban.storage.search_tables import PairRow, SearchRow
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.statements.searching.keyed import NONE, of_keys, prepared
from duban.storage.statements.searching.posting_rows import change_pairs
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_LOCK = 0x64756261AD  # any number that nobody else is likely to use

_instance, _history = table_of(InstanceRow), table_of(HistoryRow)
_search = table_of(SearchRow)

_behind = _instance.c.searched != _instance.c.head_seq
# In the order of the index of those that are behind: by their keys, a planner would go through all instances.
_waiting = PreparedRead(
    select(*INSTANCE_COLUMNS, _instance.c.searched)
    .where(_behind, tuple_(_instance.c.searched, _instance.c.id) > tuple_(bindparam("after"), bindparam("after_id")))
    .order_by(_instance.c.searched, _instance.c.id)
    .limit(bindparam("limit"))
    .offset(NONE)
)
_first_missed = and_(_history.c.instance_id == _instance.c.id, _history.c.seq == _instance.c.searched + 1)
_lag = (
    select(func.count(), func.min(_history.c.at))
    .select_from(_instance.outerjoin(_history, _first_missed))
    .where(_behind)
)
_mark = update(_instance).where(_instance.c.id == bindparam("key")).values(searched=bindparam("entry"))
_rewrite = (
    update(_search)
    .where(_search.c.instance_id == bindparam("key"))
    .values(seq=bindparam("new_seq"), text=bindparam("new_text"))
)
_texts = prepared(of_keys(select(_search.c.instance_id, _search.c.seq, _search.c.text), column=_search.c.instance_id))
_entries = prepared(
    of_keys(
        select(_history.c.instance_id, _history.c.seq, _history.c.kind, _history.c.payload)
        .where(_history.c.seq > bindparam("after"))
        .order_by(_history.c.instance_id, _history.c.seq),
        column=_history.c.instance_id,
    )
)
# In the order in which acts lock several, so that nobody waits for the other.
_every = select(_instance.c.id).order_by(collate(_instance.c.number, "C")).with_for_update(key_share=True)
_unlocked = of_keys(select(_instance.c.id).order_by(_instance.c.id), column=_instance.c.id)["postgresql"]
_unlocked = _unlocked.with_for_update(skip_locked=True, key_share=True)


class Page(NamedTuple):
    """The text of an instance at an entry of its history, and the entry and text that the index has had."""

    instance_id: int
    seq: int
    text: str
    before: tuple[int, str]


NOTHING = (0, "")
"""What the index has had of an instance whose text was never taken."""


def waiting(
    connection: Connection, *, after: tuple[int, int] = (-1, 0), limit: int
) -> tuple[list[InstanceRecord], tuple[int, int] | None]:
    """Return instances whose text the index does not know as it is, and the place to go on from or None at the end."""
    rows = _waiting.all(connection, {"after": after[0], "after_id": after[1], "limit": limit})
    records = [InstanceRecord(*row[:-1]) for row in rows]
    return records, (rows[-1][-1], records[-1].id) if len(rows) == limit else None


def lag(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many instances the index does not know as they are, and since when at the earliest."""
    count, since = connection.execute(_lag).one()
    return count, since


def read_texts(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return by key the entry and the text by which instances are found; those that never were are left out."""
    return {row[0]: (row[1], row[2]) for row in _texts[connection.dialect.name].all(connection, {"keys": list(keys)})}


def read_entries(connection: Connection, after: Mapping[int, int]) -> Iterator[tuple[int, int, str, str]]:
    """Yield the entries behind a seq, in order, as (key, seq, kind, payload); `after` has the seq by key."""
    given = {"keys": list(after), "after": min(after.values())}
    for key, seq, kind, payload in _entries[connection.dialect.name].all(connection, given):
        if seq > after[key]:
            yield key, seq, kind, payload


def keep(connection: Connection, pages: Sequence[Page]) -> int | None:
    """Let instances be found by new texts, in a transaction that writes; return of how many this was noted.

    Those are left behind that another process has meanwhile taken up, or that somebody is acting on. None is returned
    if another process is at it.
    """
    if not _locked(connection):
        return None
    there = read_texts(connection, [page.instance_id for page in pages])
    pages = [page for page in pages if there.get(page.instance_id, NOTHING) == page.before]
    change_pairs(connection, ((page.instance_id, page.before[1], page.text) for page in pages))
    fresh = [page for page in pages if page.before == NOTHING]
    known = [page for page in pages if page.before != NOTHING]
    if fresh:
        rows = [{"instance_id": page.instance_id, "seq": page.seq, "text": page.text} for page in fresh]
        connection.execute(insert(_search), rows)
    if known:
        rows = [{"key": page.instance_id, "new_seq": page.seq, "new_text": page.text} for page in known]
        connection.execute(_rewrite, rows)
    free = _free(connection, [page.instance_id for page in pages])
    marks = [{"key": page.instance_id, "entry": page.seq} for page in pages if page.instance_id in free]
    if marks:
        connection.execute(_mark, marks)
    return len(marks)


def forget(connection: Connection) -> None:
    """Empty the index; until it is made anew, every search looks at the instances themselves."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(_every).all()
    connection.execute(update(_instance).where(_instance.c.searched != 0).values(searched=0))
    connection.execute(delete(_search))
    connection.execute(delete(table_of(PairRow)))


def _locked(connection: Connection) -> bool:
    """Return whether this transaction alone writes the index; on SQLite it does anyway."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar())


def _free(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Lock the instances that nobody is acting on, without waiting, and return their keys."""
    if connection.dialect.name != "postgresql":
        return set(keys)
    return set(connection.execute(_unlocked, {"keys": list(keys)}).scalars())
