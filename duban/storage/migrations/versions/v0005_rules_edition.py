"""A rules edition in the memory of each instance and in the entries that open or migrate it.

No table changes. An older duban would drop the edition and judge by the meanings of the first, and could not read the
entries, so it must not go on with such a database.

Revision ID: 0005
"""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: an instance without an edition is judged by the first."""
