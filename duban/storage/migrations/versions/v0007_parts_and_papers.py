"""What parts, sheets, approvals and papers need: entries of new kinds and fields, and what memories hold of them.

An older duban would drop or misread them, so it must not go on with such a database.

Revision ID: 0007
"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""
