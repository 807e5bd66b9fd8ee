"""Sessions: of what the cookie holds only the hash is kept; the identity of whoever comes with one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, func, select, update

from duban.desk.accounts.book import Account, account_in, membership_in
from duban.desk.store import accounts, memberships, sessions
from duban.desk.who import Function, Identity

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from duban.workflow import DeskSettings

ABSOLUTE = timedelta(hours=12)
IDLE, IDLE_SHORT = timedelta(hours=8), timedelta(minutes=30)
SHORT = frozenset({Function.ADMIN, Function.OFFICER, Function.AUDITOR})
"""Whose sessions end after the shorter time."""

SEEN_EVERY = timedelta(minutes=1)
"""A session's `seen_at` is written at most so often, so that reading never waits for a writer."""

_AGENT = 200


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it in the list of theirs."""

    id: int
    made_at: datetime
    seen_at: datetime
    address: str
    agent: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever comes with the cookie of a session: who it is, and how far they have proved it."""

    session: int
    account: Account
    identity: Identity
    proved_at: datetime | None
    second_at: datetime | None
    seen_at: datetime

    @property
    def owes_code(self) -> bool:
        """Return whether the second factor is still to be given."""
        return self.account.has_second and self.second_at is None


def begin_session(
    connection: Connection,
    account: int,
    *,
    at: datetime,
    address: str,
    agent: str,
    membership: int | None = None,
    proved_at: datetime | None = None,
    second_at: datetime | None = None,
    made_at: datetime | None = None,
) -> str:
    """Return what the cookie of a new session holds: 256 random bits."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        sessions.insert().values(
            hash=hashed(token),
            account=account,
            membership=membership,
            made_at=made_at or at,
            seen_at=at,
            proved_at=proved_at,
            second_at=second_at,
            address=address[:64],
            agent=agent[:_AGENT],
        )
    )
    return token


def visitor_of(connection: Connection, token: str, settings: DeskSettings, *, now: datetime) -> Visitor | None:
    """Return who comes with a cookie; None if its session has ended, by time or otherwise."""
    rows = connection.execute(_OF_COOKIE, {"hash": hashed(token)}).all()
    if not rows:
        return None
    row, account = rows[0], account_in(rows[0])
    if row.session_ended_at is not None or account.ended_at is not None or now >= row.session_made_at + ABSOLUTE:
        return None
    places = tuple(membership_in(each) for each in rows if each.place is not None)
    chosen = next((each for each in places if each.id == row.membership), places[0] if places else None)
    if chosen is None:
        return None
    short = settings.profile == "dengbao" or chosen.function in SHORT
    if now >= row.seen_at + (IDLE_SHORT if short else IDLE):
        return None
    identity = Identity(account.id, account.name, account.shown, chosen, places, account.language)
    return Visitor(row.session, account, identity, row.proved_at, row.second_at, row.seen_at)


_OF_COOKIE = (
    select(
        *(accounts.c[name] for name in Account.__slots__),
        sessions.c.id.label("session"),
        sessions.c.made_at.label("session_made_at"),
        sessions.c.ended_at.label("session_ended_at"),
        *(sessions.c.membership, sessions.c.proved_at, sessions.c.second_at, sessions.c.seen_at),
        memberships.c.id.label("place"),
        *(memberships.c.unit, memberships.c.person, memberships.c.function),
    )
    .select_from(
        sessions.join(accounts, sessions.c.account == accounts.c.id).outerjoin(
            memberships, (memberships.c.account == accounts.c.id) & memberships.c.ended_at.is_(None)
        )
    )
    .where(sessions.c.hash == bindparam("hash"))
    .order_by(memberships.c.id)
)
"""Whoever comes with a cookie, in one statement, for every page asks."""


def has_begun(connection: Connection, token: str) -> bool:
    """Return whether a cookie is that of a session which nobody has ended; it may have been idle for too long."""
    row = connection.execute(_OF_COOKIE, {"hash": hashed(token)}).first()
    return row is not None and row.session_ended_at is None and row.ended_at is None


def touch(connection: Connection, session: int, *, now: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(sessions).where(sessions.c.id == session).values(seen_at=now))


def renew(connection: Connection, visitor: Visitor, *, at: datetime, **changes: object) -> str:
    """Return a new cookie in place of the one before, which ends; the session lives no longer by that."""
    row = connection.execute(select(sessions).where(sessions.c.id == visitor.session)).one()
    end_session(connection, visitor.session, at=at)
    kept = {
        name: getattr(row, name) for name in ("address", "agent", "membership", "proved_at", "second_at", "made_at")
    }
    return begin_session(connection, row.account, at=at, **{**kept, **changes})


def end_session(connection: Connection, id: int, *, at: datetime) -> None:
    """End a session."""
    connection.execute(update(sessions).where(sessions.c.id == id, sessions.c.ended_at.is_(None)).values(ended_at=at))


def end_all(connection: Connection, account: int, *, at: datetime, but: int | None = None) -> int:
    """End all sessions of an account but one; return how many there were."""
    open_ones = (sessions.c.account == account) & sessions.c.ended_at.is_(None)
    if but is not None:
        open_ones &= sessions.c.id != but
    return connection.execute(update(sessions).where(open_ones).values(ended_at=at)).rowcount


def forget_old(connection: Connection, *, before: datetime) -> None:
    """Take away sessions that began before an instant, with their addresses; none of these can be in use."""
    connection.execute(delete(sessions).where(sessions.c.made_at < before))


def last_visit(connection: Connection, visitor: Visitor) -> datetime | None:
    """Return when an account was last here before it signed in this time, as far back as sessions are kept."""
    this = select(sessions.c.made_at).where(sessions.c.id == visitor.session).scalar_subquery()
    # Another device may still be in use: what it has seen since this one signed in was not missed before.
    before = case((sessions.c.seen_at > this, this), else_=sessions.c.seen_at)
    query = select(func.max(before)).where(sessions.c.account == visitor.account.id, sessions.c.made_at < this)
    return connection.execute(query).scalar_one_or_none()


def sessions_of(connection: Connection, account: int, *, now: datetime) -> list[Session]:
    """Return the sessions of an account that may still be in use, the latest first."""
    query = (
        select(sessions)
        .where(sessions.c.account == account, sessions.c.ended_at.is_(None), sessions.c.made_at > now - ABSOLUTE)
        .order_by(sessions.c.seen_at.desc())
    )
    return [_session(row) for row in connection.execute(query)]


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(**{name: getattr(row, name) for name in Session.__slots__})


def hashed(token: str) -> str:
    """Return what is kept of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
