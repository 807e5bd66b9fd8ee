"""Tokens, by which programs use the desk's API for an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "duban_desk_token",
        sa.Column("id", _KEY, primary_key=True, autoincrement=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", _KEY, sa.ForeignKey("duban_desk_account.id"), nullable=False),
        sa.Column("membership", _KEY, sa.ForeignKey("duban_desk_membership.id"), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.Column("revoked_at", _MOMENT),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_duban_desk_token_account", "duban_desk_token", ["account"])
