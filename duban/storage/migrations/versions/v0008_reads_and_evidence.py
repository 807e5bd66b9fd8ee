"""What evidence needs: files that are kept, who has added them, and which fields name them.

- Entries tell how many files of each field are kept here (`filed`). An older duban would drop that, so it must not go
  on with such a database.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _keep_files()


def _keep_files() -> None:
    """Add the tables of files, of who has added them, and of the fields that name them."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "duban_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_by", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "duban_file_upload",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["duban_file.sha256"]),
        sa.PrimaryKeyConstraint("sha256", "by"),
    )
    op.create_table(
        "duban_file_use",
        sa.Column("instance_id", sa.Integer() if on_sqlite else sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["duban_instance.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["duban_file.sha256"]),
        sa.PrimaryKeyConstraint("instance_id", "seq", "field", "place"),
    )
    op.create_index("duban_file_use_file", "duban_file_use", ["sha256"])
