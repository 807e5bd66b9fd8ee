"""What a plan's year needs: instances that end without being done, and entries that say why and what was corrected.

- `duban_instance.ended` says of a closed instance that it is void, or was merged into another. Those that are there
  already came to a final state.
- Correcting, ending, merging and taking back a request have entries of their own, and the memory says how an instance
  has ended.
- A migration's entry can name clocks anew (`clock_names`).
- What people say (remarks, urges and answers, instructions) has entries of its own, and urges without an answer stand
  in an instance's memory.
- Of a clock whose budget a field chooses, the memory says for how long it stood still, and how much of its budget keeps
  it open until the next day of work.
- What each unit of a role has signed for itself stands in memories, and who was excused has entries of its own.
- The entry that opens a matter says since when it was under way, and whether it was taken over quietly.
- The directory: units, persons, and the chained record of every change to them. They are empty at first; a directory
  in files stays in force as long as the settings name it. A matter that is handed over to the successor of a unit has
  an entry that says so.

An older duban would drop or misread all this, so it must not go on with such a database.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and the tables of the directory."""
    op.add_column("duban_instance", sa.Column("ended", sa.String(), nullable=True))
    _keep_directory()


def _keep_directory() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "duban_unit",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "duban_person",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("mobile", sa.String(), nullable=True),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("unit", "name", "level"),
    )
    op.create_table(
        "duban_directory",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
