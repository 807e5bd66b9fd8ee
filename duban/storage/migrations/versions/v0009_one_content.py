"""Which content each version of a scenario has, once for all, and numbers that may have gaps.

Where a database holds two contents of one version, the one that came last is its content from now on; what is pinned to
the other goes on by it.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FILL = (
    "INSERT INTO duban_content (scenario, version, digest, at) "
    "SELECT scenario, version, digest, stored_at FROM duban_definition AS known WHERE NOT EXISTS ("
    "SELECT 1 FROM duban_definition AS later "
    "WHERE later.scenario = known.scenario AND later.version = known.version "
    "AND (later.stored_at > known.stored_at "
    "OR (later.stored_at = known.stored_at AND later.digest > known.digest)))"
)
"""Of each version, the definition that was stored last."""


def upgrade() -> None:
    """Add the table of contents, fill it with what was stored last, and make the sequence of numbers."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "duban_content",
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["duban_definition.digest"]),
        sa.PrimaryKeyConstraint("scenario", "version"),
    )
    op.execute(FILL)
    if not on_sqlite:
        op.execute("CREATE SEQUENCE duban_number")
        op.execute("ALTER SEQUENCE duban_number OWNED BY duban_counter.value")  # it goes where the table goes
