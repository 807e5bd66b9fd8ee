"""A plan's year as an office works it.

- The directory: units, persons, and the chained record of every change to them. They are empty at first; a directory
  in files stays in force as long as the settings name it.
- An older duban would drop or misread what is new: a migration's entry can name clocks anew (`clock_names`); what
  people say (remarks, urges and answers, instructions) has entries of its own, and urges without an answer stand in an
  instance's memory; of a clock whose budget a field chooses, the memory says for how long it stood still, and how
  much of its budget keeps it open until the next day of work; a matter is handed over to the successor of a unit.

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
    """Add the tables of the directory."""
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
