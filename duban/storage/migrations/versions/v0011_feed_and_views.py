"""The feed: one order of the entries of all histories, and views for applications to join.

- `duban_feed` has the position of each entry, `duban_feed_waiting` the entries that were committed and have none yet.
  What there is gets its positions in the order of time, each history in its own order. `duban_feed_follower` says until
  when somebody follows.
- The views `duban_v_…` are made by `duban.storage.schema` once all migrations have run: SQLite lets no table be rebuilt
  that a view reads.

An older duban would write entries that never get to the feed, so it must not go on with such a database.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from duban.storage.types import BigKey, Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ALL = """
INSERT INTO duban_feed (position, instance_id, seq)
SELECT row_number() OVER (ORDER BY since, instance_id, seq), instance_id, seq
FROM (
    SELECT instance_id, seq, max(at) OVER (PARTITION BY instance_id ORDER BY seq) AS since FROM duban_history
) AS entry
"""
"""An entry comes after the one before it in its history, whatever the clock said."""


def upgrade() -> None:
    """Add the tables, and give each entry its position."""
    op.create_table(
        "duban_feed",
        sa.Column("position", BigKey, primary_key=True, autoincrement=False),
        sa.Column("instance_id", BigKey, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
    )
    op.create_table(
        "duban_feed_waiting",
        sa.Column("id", BigKey, primary_key=True, autoincrement=True),
        sa.Column("instance_id", BigKey, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "duban_feed_follower",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("until", Instant(), nullable=False),
    )
    op.execute(sa.text(_ALL))
    op.create_index("duban_feed_entry", "duban_feed", ["instance_id", "seq"], unique=True)
