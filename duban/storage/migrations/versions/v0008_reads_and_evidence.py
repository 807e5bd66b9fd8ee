"""What reads need: the text by which instances are found, and how far it is behind their histories.

Every instance begins as one whose text was not taken yet; the daemon takes it.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from duban.storage.types import BigKey

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, the column and its index."""
    _search()


def _search() -> None:
    op.create_table(
        "duban_search",
        sa.Column("instance_id", BigKey, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "duban_search_pair",
        sa.Column("key", BigKey, primary_key=True, autoincrement=False),
        sa.Column("instances", sa.LargeBinary(), nullable=False),
    )
    op.add_column("duban_instance", sa.Column("searched", sa.Integer(), nullable=False, server_default="0"))
    behind = sa.text("searched <> head_seq")
    op.create_index(
        "duban_instance_unsearched",
        "duban_instance",
        ["searched", "id"],
        sqlite_where=behind,
        postgresql_where=behind,
    )
