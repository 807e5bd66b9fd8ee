"""What papers need to be drafted by people, and to be kept as files.

- `duban_paper` has what a draft and a signed paper say, each by the entry that wrote it, and whether its document is
  still to be made.
- Papers are drafted and edited by people, made into documents, scanned and voided in entries of their own (`draft`,
  `edit`, `document`, `scan`, `void_paper`); memories hold what people have made of a draft, and which papers are void.
- That an urge was not answered, that it was taken up further and that a link was undone have entries of their own too
  (`unanswered`, `unlink`).
- Erasing a private value names the papers that it was taken out of.

An older duban would drop or misread them, so it must not go on with such a database.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from duban.storage.types import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "duban_paper",
        sa.Column("instance_id", sa.Integer() if on_sqlite else sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["duban_instance.id"]),
        sa.PrimaryKeyConstraint("instance_id", "seq"),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("duban_paper_due", "duban_paper", ["due_at"], sqlite_where=due, postgresql_where=due)
