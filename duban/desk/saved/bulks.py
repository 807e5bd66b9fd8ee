"""What became of acts on many matters: kept for 30 days, and given again if the same form is sent a second time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from duban.desk.store.tables import bulks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KeptBulk:
    """One act on many matters: what it was, when, and for each number whether it was done and what was said."""

    id: int
    act: str
    at: datetime
    results: tuple[tuple[str, bool, str], ...]


def keep_bulk(  # noqa: PLR0917 - as the row has them
    connection: Connection, account: int, key: str, act: str, results: Iterable[tuple[str, bool, str]], at: datetime
) -> int:
    """Keep what became of an act, unless that of this form is kept already; return its id. Old ones go."""
    connection.execute(delete(bulks).where(bulks.c.made_at < at - KEPT_FOR))
    if (found := bulk_by_key(connection, account, key)) is not None:
        return found
    told = json.dumps([list(each) for each in results], ensure_ascii=False)
    values = {"account": account, "key": key, "act": act, "results": told, "made_at": at}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(bulks).values(**values).on_conflict_do_nothing())  # two presses at one moment
    made = bulk_by_key(connection, account, key)
    assert made is not None  # noqa: S101 - a row was written, by this press or by the other
    return made


def bulk_by_key(connection: Connection, account: int, key: str) -> int | None:
    """Return what an account's form has come to already."""
    return connection.execute(
        select(bulks.c.id).where(bulks.c.account == account, bulks.c.key == key)
    ).scalar_one_or_none()


def kept_bulk(connection: Connection, account: int, bulk: int) -> KeptBulk | None:
    """Return what became of an act of this account."""
    row = connection.execute(select(bulks).where(bulks.c.id == bulk, bulks.c.account == account)).one_or_none()
    if row is None:
        return None
    return KeptBulk(
        row.id, row.act, row.made_at, tuple((number, ok, said) for number, ok, said in json.loads(row.results))
    )
