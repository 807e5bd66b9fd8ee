"""What parts, sheets, approvals and papers need: entries of new kinds and fields, and what memories hold of them.

- A rung can draft a paper; it is signed in an entry of its own, with its number, and the memory of its instance has
  every paper that was signed, and who has still to answer it. The counters of papers stand among those of instances.
- A person can have several absences, each with its first and last day.
- Matters that become tasks of a plan or are carried over have entries of their own (`planned`, `tasks`, `carried`),
  and memories hold the plan of a task, and the tasks of a plan.
- What units report by sheets: the entry that opens a sheet has its lines, and writing them, striking them and what a
  matter hears of them have entries of their own (`report`, `struck`, `progress`); memories hold a sheet's period and
  lines, and what each unit has last reported of a matter.

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
