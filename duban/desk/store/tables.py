"""The desk's own tables: accounts, sessions, links, tokens, failures, the journal; views, drafts, results of bulk acts.

They have a MetaData and a version table of their own: whoever does not use the desk has none of them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

metadata = MetaData()
PREFIX = "duban_desk_"

Key = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept as text in UTC, so that it sorts and is hashed alike on every database."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the hook's shape
        """Return the text of an instant."""
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """Return the instant that a text stands for."""
        return None if value is None else datetime.fromisoformat(value)


def written(at: datetime) -> str:
    """Return an instant as it is kept: `2026-11-27T02:12:00.000000Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


accounts = Table(
    PREFIX + "account",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False, comment="what is typed to sign in, folded"),
    Column("shown", String(64), nullable=False, comment="the person's name"),
    Column("password", Text, comment="argon2id; none until the one-time link is used"),
    Column("password_at", Moment, comment="none: it is too short without a second factor, and has to be changed"),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("language", String(8)),
    Column("totp", Text, comment="the secret of the second factor, encrypted; or code:sms, code:email"),
    Column("totp_at", Moment),
    Column("totp_last", BigInteger, comment="the last step of time that was used: a code counts once"),
    Column("last_at", Moment, comment="the sign-in before this one"),
    UniqueConstraint("name"),
)
memberships = Table(
    PREFIX + "membership",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False),
    Column("unit", String(200), nullable=False),
    Column("person", String(100), nullable=False),
    Column("function", String(20), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index("ix_duban_desk_membership_account", memberships.c.account)
sessions = Table(
    PREFIX + "session",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("hash", String(64), nullable=False, comment="SHA-256 of what the cookie holds"),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False),
    Column("membership", Key, ForeignKey(memberships.c.id)),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("proved_at", Moment, comment="when the password was given, or last given again"),
    Column("second_at", Moment, comment="when the second factor was given"),
    Column("ended_at", Moment),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
    UniqueConstraint("hash"),
)
Index("ix_duban_desk_session_account", sessions.c.account)
links = Table(
    PREFIX + "link",
    metadata,
    Column(
        "hash", String(64), primary_key=True, comment="SHA-256 of what stands in the address; of a code, salt and hash"
    ),
    Column("purpose", String(20), nullable=False, comment="first, password, or code"),
    Column("account", Key, ForeignKey(accounts.c.id)),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used_at", Moment),
)
recovery = Table(
    PREFIX + "recovery",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("used_at", Moment),
)
Index("ix_duban_desk_recovery_account", recovery.c.account)
failures = Table(
    PREFIX + "failure",
    metadata,
    Column("what", String(80), primary_key=True, comment="account:…, address:…"),
    Column("times", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
)
log = Table(
    PREFIX + "log",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("account", Key),
    Column("kind", String(40), nullable=False),
    Column("facts", Text, nullable=False, comment="canonical JSON"),
    Column("address", String(64), comment="taken away after 180 days"),
    Column("salt", String(32), comment="goes with the address"),
    Column("sealed", String(64), nullable=False, comment="the salted hash of the address, which stays"),
    Column("hash", String(64), nullable=False),
)
views = Table(
    PREFIX + "view",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False, comment="who made it"),
    Column("shared", String(10), nullable=False, comment="me, unit, or all"),
    Column("unit", String(200), nullable=False, comment="whose it is if it is the unit's"),
    Column("title", String(60), nullable=False),
    Column("query", Text, nullable=False, comment="what stands behind the question mark of its address"),
    Column("made_at", Moment, nullable=False),
)
Index("ix_duban_desk_view_account", views.c.account)
Index("ix_duban_desk_view_unit", views.c.shared, views.c.unit)
drafts = Table(
    PREFIX + "draft",
    metadata,
    Column("account", Key, ForeignKey(accounts.c.id), primary_key=True),
    Column("place", String(300), primary_key=True, comment="the path of the form, below the mount prefix"),
    Column("fields", Text, nullable=False, comment="what was typed: a JSON list of pairs of name and value"),
    Column("at", Moment, nullable=False),
)
bulks = Table(
    PREFIX + "bulk",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False),
    Column("key", String(64), nullable=False, comment="the key of the form: a second press gives the first result"),
    Column("act", String(200), nullable=False),
    Column("results", Text, nullable=False, comment="JSON, one result for each matter"),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("account", "key"),
)
tokens = Table(
    PREFIX + "token",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the token, which is shown once"),
    Column("account", Key, ForeignKey(accounts.c.id), nullable=False),
    Column("membership", Key, ForeignKey(memberships.c.id), nullable=False),
    Column("title", String(60), nullable=False, comment="what it is for"),
    Column("limits", Text, nullable=False, comment="JSON: scopes, scenarios, unit, addresses, demands"),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used_at", Moment, comment="written at most every ten minutes"),
    Column("revoked_at", Moment),
    UniqueConstraint("hash"),
)
Index("ix_duban_desk_token_account", tokens.c.account)
