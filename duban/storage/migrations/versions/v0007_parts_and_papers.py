"""Parts that are numbered under their parent, opened in one step, and handed out by hand.

New kinds of entries (`parts`, `divide`), a field of `open` (`place`), and two parts of the memory (`divided`,
`numbered`). An older duban would drop or misread all this, so it must not go on with such a database.

Revision ID: 0007
"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: what was opened before has none of this."""
