"""What is needed to reach people: their wishes, dead addresses, messages behind others, and links that were used.

- A person has wishes: which medium first, and what waits for the morning.
- A message can stand behind another one: it leaves if that one does not reach its reader.
- `duban_address` has the addresses that a server or a carrier says do not exist, until somebody corrects them.
- `duban_link_use` has what was done by the link in a message: each is good for once.
- What is closed is found by when somebody last acted on it, too: remarks and calls come after the close.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from duban.storage.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column("duban_person", sa.Column("wishes", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("duban_outbox", sa.Column("behind", sa.String(), nullable=True))
    condition = sa.text("behind IS NOT NULL")
    op.create_index(
        "duban_outbox_behind", "duban_outbox", ["behind"], sqlite_where=condition, postgresql_where=condition
    )
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        *("duban_instance_acted_after", "duban_instance", ["acted_at", "id"]),
        sqlite_where=closed,
        postgresql_where=closed,
    )
    op.create_table(
        "duban_address",
        sa.Column("medium", sa.String(), primary_key=True),
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("cleared_at", Instant(), nullable=True),
        sa.Column("cleared_by", sa.String(), nullable=True),
    )
    op.create_index("ix_duban_address_seq", "duban_address", ["seq"])
    by_number = sa.text("medium <> 'email'")
    op.create_index(
        "duban_outbox_number", "duban_outbox", ["address"], sqlite_where=by_number, postgresql_where=by_number
    )
    op.create_table(
        "duban_link_use",
        sa.Column("message_id", sa.String(), primary_key=True),
        sa.Column("trigger", sa.String(), primary_key=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
    )
