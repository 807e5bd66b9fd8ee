"""Accounts, memberships, sessions, one-time links, counters of failures, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "duban_desk_account",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("password_at", _MOMENT),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("language", sa.String(8)),
        sa.Column("totp", sa.Text()),
        sa.Column("totp_at", _MOMENT),
        sa.Column("totp_last", sa.BigInteger()),
        sa.Column("last_at", _MOMENT),
        sa.UniqueConstraint("name"),
    )
    account = ("duban_desk_account.id",)
    op.create_table(
        "duban_desk_membership",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("account", _KEY, sa.ForeignKey(*account), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("function", sa.String(20), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
    )
    op.create_table(
        "duban_desk_session",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", _KEY, sa.ForeignKey(*account), nullable=False),
        sa.Column("membership", _KEY, sa.ForeignKey("duban_desk_membership.id")),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("proved_at", _MOMENT),
        sa.Column("second_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "duban_desk_link",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("account", _KEY, sa.ForeignKey(*account)),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
    )
    op.create_table(
        "duban_desk_recovery",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("account", _KEY, sa.ForeignKey(*account), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("used_at", _MOMENT),
    )
    op.create_table(
        "duban_desk_failure",
        sa.Column("what", sa.String(80), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "duban_desk_log",
        sa.Column("seq", _KEY, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account", _KEY),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("address", sa.String(64)),
        sa.Column("salt", sa.String(32)),
        sa.Column("sealed", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for name in ("membership", "session", "recovery"):
        op.create_index(f"ix_duban_desk_{name}_account", f"duban_desk_{name}", ["account"])
