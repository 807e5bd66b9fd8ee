"""Tokens: by them programs use the API for an account, in one of its places, within limits and for a time.

Of a token only the hash is kept; it is shown once, when it is made.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, select, update

from duban import words
from duban.desk.accounts.book import membership_in
from duban.desk.accounts.errors import AccountProblem
from duban.desk.accounts.sessions import hashed
from duban.desk.store import accounts, memberships, tokens
from duban.desk.who import Identity
from duban.states import Jsonable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.desk.who import Membership

READ, ACT, OPEN, FILES, EVENTS, STATS = "items:read", "items:act", "items:open", "files", "events", "stats"
SCOPES = (READ, ACT, OPEN, FILES, EVENTS, STATS)
READING = frozenset({READ, EVENTS, STATS})
"""What a token may do that changes nothing."""

KEY, MATCH = "idempotency-key", "if-match"
DEMANDS = (KEY, MATCH)

PREFIX = "dbn_"
LONGEST = timedelta(days=366)
USED_EVERY = timedelta(minutes=10)
"""`used_at` is written at most so often, so that reading never waits for a writer."""

_BYTES, _TITLE = 32, 60
_LONGEST_TOKEN = 80


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token may do, of what its account may: the scopes, and matters of these scenarios and this unit alone.

    It is good from these addresses alone, if there are any, and has to send what it `demands`.
    """

    scopes: tuple[str, ...] = SCOPES
    scenarios: tuple[str, ...] = ()
    unit: str = ""
    addresses: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token(Jsonable):
    """A token as it is listed, for whom and until when; what it opens with is not kept."""

    id: int
    title: str
    account: str
    place: str
    function: str
    scopes: tuple[str, ...]
    scenarios: tuple[str, ...]
    only_unit: str
    addresses: tuple[str, ...]
    demands: tuple[str, ...]
    made_at: datetime
    until: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever comes with a token: its id, for whom it acts, and within which limits."""

    id: int
    identity: Identity
    limits: Limits
    until: datetime
    used_at: datetime | None = None


def make_token(
    connection: Connection,
    account: int,
    place: Membership,
    *,
    title: str,
    limits: Limits,
    at: datetime,
    until: datetime,
) -> tuple[int, str]:
    """Return the id of a new token, and the token itself, which nobody can find out later. Raise AccountProblem."""
    if not title.strip() or len(title) > _TITLE:
        raise AccountProblem(words.Line("say what the token is for, in at most {count} characters", count=_TITLE))
    if not at < until <= at + LONGEST:
        raise AccountProblem(words.Line("a token is good for at most {count} days", count=LONGEST.days))
    check(limits)
    token = PREFIX + secrets.token_urlsafe(_BYTES)
    values = {"hash": hashed(token), "account": account, "membership": place.id, "title": title.strip()}
    said = msgspec.json.encode(limits).decode()
    made = connection.execute(tokens.insert().values(**values, limits=said, made_at=at, until=until))
    (made_id,) = made.inserted_primary_key or (0,)
    return int(made_id), token


def check(limits: Limits) -> None:
    """Raise AccountProblem for scopes and demands that there are not."""
    for known, given in ((SCOPES, limits.scopes), (DEMANDS, limits.demands)):
        if strange := [each for each in given if each not in known]:
            raise AccountProblem(words.Line("{given} is none; there are: {known}", given=strange[0], known=known))
    if not limits.scopes:
        raise AccountProblem(words.Line("a token without any scope could do nothing; there are: {known}", known=SCOPES))


def bearer_of(connection: Connection, token: str, *, address: str, now: datetime) -> Bearer | None:
    """Return who comes with a token; None if it is none, has expired, was revoked, or comes from elsewhere."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST_TOKEN:
        return None
    row = connection.execute(_OF_TOKEN, {"hash": hashed(token)}).first()
    if row is None or row.revoked_at is not None or now >= row.until:
        return None
    limits = msgspec.json.decode(row.limits, type=Limits)
    if limits.addresses and address not in limits.addresses:
        return None
    place = membership_in(row)
    who = Identity(row.account, row.name, row.shown, place, (place,), row.language)
    return Bearer(row.token, who, limits, row.until, row.used_at)


_OF_TOKEN = (
    select(
        tokens.c.id.label("token"),
        *(tokens.c.limits, tokens.c.until, tokens.c.used_at, tokens.c.revoked_at, tokens.c.account),
        *(accounts.c.name, accounts.c.shown, accounts.c.language),
        memberships.c.id.label("place"),
        *(memberships.c.unit, memberships.c.person, memberships.c.function),
    )
    .select_from(
        tokens.join(accounts, tokens.c.account == accounts.c.id).join(
            memberships, tokens.c.membership == memberships.c.id
        )
    )
    .where(tokens.c.hash == bindparam("hash"), accounts.c.ended_at.is_(None), memberships.c.ended_at.is_(None))
)
"""Whoever comes with a token, in one statement: it ends with its account, and with its place."""


def touch(connection: Connection, token: int, *, now: datetime) -> None:
    """Note that a token was used."""
    connection.execute(update(tokens).where(tokens.c.id == token).values(used_at=now))


def revoke(connection: Connection, token: int, *, at: datetime) -> bool:
    """Revoke a token; return whether it was good until then."""
    good = (tokens.c.id == token) & tokens.c.revoked_at.is_(None)
    return connection.execute(update(tokens).where(good).values(revoked_at=at)).rowcount > 0


def all_tokens(connection: Connection, account: int | None = None) -> list[Token]:
    """Return all tokens, or those of an account, the newest first."""
    query = (
        select(tokens, accounts.c.name, memberships.c.unit, memberships.c.person, memberships.c.function)
        .select_from(
            tokens.join(accounts, tokens.c.account == accounts.c.id).join(
                memberships, tokens.c.membership == memberships.c.id
            )
        )
        .order_by(tokens.c.id.desc())
    )
    if account is not None:
        query = query.where(tokens.c.account == account)
    return [_token(row) for row in connection.execute(query)]


def _token(row: Any) -> Token:  # noqa: ANN401 - a row of that statement
    limits = msgspec.json.decode(row.limits, type=Limits)
    return Token(
        row.id,
        row.title,
        row.name,
        f"{row.unit}/{row.person}",
        row.function,
        limits.scopes,
        limits.scenarios,
        limits.unit,
        limits.addresses,
        limits.demands,
        row.made_at,
        row.until,
        row.used_at,
        row.revoked_at,
    )
