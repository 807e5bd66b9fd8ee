"""What a plan's year needs: what people say in the history, and urges without an answer in an instance's memory.

No table changes. An older duban would stop at these entries, and drop the urges from memories that it writes.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no instance has been urged yet."""
