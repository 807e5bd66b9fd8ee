"""One-time links: the first administrator's, and those by which people choose a password; only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from duban.desk.accounts.errors import LinkDead
from duban.desk.store import links

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

FIRST, PASSWORD = "first", "password"

GOOD_FOR = {FIRST: timedelta(minutes=30), PASSWORD: timedelta(days=3)}


class Link(NamedTuple):
    """A link that may be used: what it is for, and whose it is; the first administrator's is nobody's yet."""

    purpose: str
    account: int | None


def make_link(connection: Connection, purpose: str, *, at: datetime, account: int | None = None) -> str:
    """Return the token of a new link; those made before for the same purpose and account are dead from now on."""
    same = (links.c.purpose == purpose) & (links.c.account.is_(None) if account is None else links.c.account == account)
    connection.execute(update(links).where(same, links.c.used_at.is_(None)).values(used_at=at))
    token = secrets.token_urlsafe(32)
    values = {"hash": _hashed(token), "purpose": purpose, "account": account, "made_at": at}
    connection.execute(links.insert().values(**values, until=at + GOOD_FOR[purpose]))
    return token


def look_at_link(connection: Connection, token: str, *, now: datetime) -> Link:
    """Return what a link is for, without using it. Raise LinkDead."""
    row = connection.execute(select(links).where(links.c.hash == _hashed(token))).first()
    if row is None or row.used_at is not None or now >= row.until:
        raise LinkDead
    return Link(row.purpose, row.account)


def use_link(connection: Connection, token: str, *, now: datetime) -> Link:
    """Return what a link is for; nobody can use it again. Raise LinkDead."""
    found = look_at_link(connection, token, now=now)
    once = (links.c.hash == _hashed(token)) & links.c.used_at.is_(None)
    if connection.execute(update(links).where(once).values(used_at=now)).rowcount != 1:
        raise LinkDead
    return found


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
