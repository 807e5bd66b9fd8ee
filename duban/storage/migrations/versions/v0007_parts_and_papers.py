"""What parts, sheets, approvals and papers need: entries of new kinds and fields, and what memories hold of them.

- A person can have several absences, each with its first and last day.
- Matters that become tasks of a plan or are carried over have entries of their own (`planned`, `tasks`, `carried`),
  and memories hold the plan of a task, and the tasks of a plan.

An older duban would drop or misread them, so it must not go on with such a database.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("duban_person", sa.Column("absences", sa.Text(), nullable=False, server_default="[]"))
