"""What a plan's year asks for: matters that are taken over while they are under way.

- The entry that opens a matter says since when it was under way, and whether it was taken over quietly. An older duban
  would drop or misread that, so it must not go on with such a database.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: only entries have new fields."""


def downgrade() -> None:
    """Change nothing."""
