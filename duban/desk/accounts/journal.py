"""The desk's journal: sign-ins, refusals, changes of accounts and who saw what; append-only, each entry hash-chained.

An address is kept for 180 days beside its entry; the chain holds only its salted hash, so that it can be taken away.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update

from duban.desk.store import is_furnished, log, reading, written
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from duban.workflow import Engine

ADDRESSES_FOR = timedelta(days=180)

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
    """What checking the journal found: how many entries hold, the hash of the last, and which do not fit."""

    _json = ("ok", ...)

    entries: int
    head: str
    astray: tuple[int, ...] = ()

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
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
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


def verify_journal(engine: Engine) -> JournalCheck | None:
    """Return whether every entry of the journal is as it was written; None if the database has no desk."""
    if not engine.has_database() or not is_furnished(engine):
        return None
    previous, expected, astray = "", 1, []
    with reading(engine) as connection:
        for row in _rows(connection):
            fits = row.seq == expected and row.hash == _chained(
                previous, row.seq, row.at, row.account, row.kind, row.facts, row.sealed
            )
            told = row.salt is None or row.sealed == _sealed(row.salt, row.address or "")
            if not (fits and told):
                astray.append(row.seq)
            previous, expected = row.hash, row.seq + 1
    return JournalCheck(expected - 1, previous, tuple(astray))


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
