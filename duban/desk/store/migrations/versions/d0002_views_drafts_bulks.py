"""Saved views of the ledger, drafts of forms, and the results of bulk acts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the tables."""
    account = ("duban_desk_account.id",)
    op.create_table(
        "duban_desk_view",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("account", _KEY, sa.ForeignKey(*account), nullable=False),
        sa.Column("shared", sa.String(10), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_duban_desk_view_account", "duban_desk_view", ["account"])
    op.create_index("ix_duban_desk_view_unit", "duban_desk_view", ["shared", "unit"])
    op.create_table(
        "duban_desk_draft",
        sa.Column("account", _KEY, sa.ForeignKey(*account), primary_key=True),
        sa.Column("place", sa.String(300), primary_key=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "duban_desk_bulk",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("account", _KEY, sa.ForeignKey(*account), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("act", sa.String(200), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("account", "key"),
    )
