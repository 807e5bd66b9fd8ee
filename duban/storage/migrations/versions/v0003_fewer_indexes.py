"""Fewer indexes on the outbox: each message paid for two that few reads need.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep an index of the dead messages alone, and none of digests, which nobody looks for."""
    op.drop_index("duban_outbox_status", table_name="duban_outbox")
    op.drop_index("ix_duban_outbox_digest_id", table_name="duban_outbox")
    op.create_index(
        "duban_outbox_dead",
        "duban_outbox",
        ["id"],
        sqlite_where=sa.text("status = 'dead'"),
        postgresql_where=sa.text("status = 'dead'"),
    )
