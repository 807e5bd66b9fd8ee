"""Fewer indexes on the outbox: two of them cost time at each message and few reads need them.

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
    """Replace the index of statuses by one of dead messages, and drop that of digests, which no query uses."""
    op.drop_index("duban_outbox_status", table_name="duban_outbox")
    op.drop_index("ix_duban_outbox_digest_id", table_name="duban_outbox")
    op.create_index(
        "duban_outbox_dead",
        "duban_outbox",
        ["id"],
        sqlite_where=sa.text("status = 'dead'"),
        postgresql_where=sa.text("status = 'dead'"),
    )
