"""A plan's year: what each unit signs for itself, and who is excused.

No table changes. An older duban would count the signature of one unit for that of all, and cannot read the entry that
says that a unit was excused, so it must not go on with such a database.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: what was done before was done by one unit for all."""
