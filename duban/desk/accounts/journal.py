"""The desk's journal: sign-ins, refusals, changes of accounts and who saw what; append-only, each entry hash-chained.

An address is kept for 180 days beside its entry; the chain holds only its salted hash, so that it can be taken away.
What is older than the setting says is cut off at the beginning, by an entry at the end which says up to where, and has
the hash of the last one that went: the chain goes on from that hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, text, update

from duban.desk.store import is_furnished, log, reading, written
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from duban.workflow import Engine

ADDRESSES_FOR = timedelta(days=180)

CUT = "journal cut"

_LOCK = 0x6C6F67  # "log" in ASCII
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the journal."""

    seq: int
    at: datetime
    account: int | None
    kind: str
    facts: dict[str, Any]
    address: str | None


@dataclass(frozen=True, slots=True)
class JournalCheck(Jsonable):
    """What checking the journal found: how many entries there are, the hash of the last, and which do not fit.

    `cut` is the number of the last entry that was cut off because of its age, 0 if none was.
    """

    _json = ("ok", ...)

    entries: int
    head: str
    astray: tuple[int, ...] = ()
    cut: int = 0

    @property
    def ok(self) -> bool:
        """Return whether every entry is as it was written."""
        return not self.astray


def note(
    connection: Connection,
    kind: str,
    *,
    at: datetime,
    account: int | None = None,
    address: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Append an entry, in the caller's transaction."""
    _lock(connection)
    last = connection.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).first()
    seq, previous = (1, "") if last is None else (last.seq + 1, last.hash)
    salt = secrets.token_hex(16)
    said = json.dumps(facts or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sealed = _sealed(salt, address)
    connection.execute(
        log.insert().values(
            seq=seq,
            at=at,
            account=account,
            kind=kind,
            facts=said,
            address=address,
            salt=salt,
            sealed=sealed,
            hash=_chained(previous, seq, at, account, kind, said, sealed),
        )
    )


def read_journal(connection: Connection, *, before: int | None = None, limit: int = 50) -> list[Logged]:
    """Return the latest entries, newest first; `before` a seq, for the page after."""
    query = select(log).order_by(log.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(log.c.seq < before)
    rows = connection.execute(query)
    return [Logged(row.seq, row.at, row.account, row.kind, json.loads(row.facts), row.address) for row in rows]


def forget_addresses(connection: Connection, *, now: datetime) -> None:
    """Take away the addresses that have been kept long enough."""
    old = (log.c.at < now - ADDRESSES_FOR) & log.c.address.is_not(None)
    connection.execute(update(log).where(old).values(address=None, salt=None))


def cut(
    connection: Connection,
    *,
    before: datetime,
    at: datetime,
    account: int | None = None,
    spare: timedelta = timedelta(),
) -> int:
    """Cut off the entries at the beginning that are older than an instant; return how many there were.

    Nothing is cut before the oldest is older by `spare`: each cut makes an entry, and is one more thing to look at.
    """
    oldest = connection.execute(select(log.c.at).order_by(log.c.seq).limit(1)).scalar()
    if oldest is None or oldest >= before - spare:
        return 0
    _lock(connection)
    first = select(func.min(log.c.seq)).where(log.c.at >= before).scalar_subquery()
    old = log.c.seq < func.coalesce(first, select(func.max(log.c.seq) + 1).scalar_subquery())
    count, through = connection.execute(select(func.count(), func.max(log.c.seq)).where(old)).one()
    if not count:
        return 0
    head = connection.execute(select(log.c.hash).where(log.c.seq == through)).scalar_one()
    note(connection, CUT, at=at, account=account, facts={"entries": count, "hash": head, "through": through})
    connection.execute(delete(log).where(log.c.seq <= through))
    return int(count)


def span(connection: Connection) -> tuple[datetime, datetime] | None:
    """Return when the oldest and the latest entry were written; None if there is none."""
    first, last = connection.execute(select(func.min(log.c.at), func.max(log.c.at))).one()
    return None if first is None else (first, last)


def verify_journal(engine: Engine) -> JournalCheck | None:
    """Return whether every entry of the journal is as it was written; None if the database has no desk."""
    if not engine.has_database() or not is_furnished(engine):
        return None
    astray, entries = [], 0
    with reading(engine) as connection:
        cut_off, previous = _cut_off(connection)
        expected = cut_off + 1
        for row in _rows(connection):
            entries += 1
            fits = row.seq == expected and row.hash == _chained(
                previous, row.seq, row.at, row.account, row.kind, row.facts, row.sealed
            )
            told = row.salt is None or row.sealed == _sealed(row.salt, row.address or "")
            if not (fits and told):
                astray.append(row.seq)
            previous, expected = row.hash, row.seq + 1
    return JournalCheck(entries, previous, tuple(astray), cut_off)


def _cut_off(connection: Connection) -> tuple[int, str]:
    """Return the number and the hash of the last entry that was cut off; 0 and nothing if none was."""
    last = connection.execute(select(log.c.facts).where(log.c.kind == CUT).order_by(log.c.seq.desc()).limit(1)).scalar()
    try:
        said = {} if last is None else json.loads(last)
        return int(said.get("through", 0)), str(said.get("hash", ""))
    except (ValueError, TypeError, AttributeError):  # somebody has changed it, as its own hash will show
        return 0, ""


def _lock(connection: Connection) -> None:
    """Keep others from appending until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    after = 0
    while rows := connection.execute(select(log).where(log.c.seq > after).order_by(log.c.seq).limit(_PAGE)).all():
        yield from rows
        after = rows[-1].seq


def _sealed(salt: str, address: str) -> str:
    return hashlib.sha256(f"{salt}:{address}".encode()).hexdigest()


def _chained(  # noqa: PLR0917 - in the order of the chain
    previous: str, seq: int, at: datetime, account: int | None, kind: str, facts: str, sealed: str
) -> str:
    entry = json.dumps([previous, seq, written(at), account, kind, facts, sealed], ensure_ascii=False)
    return hashlib.sha256(entry.encode()).hexdigest()
