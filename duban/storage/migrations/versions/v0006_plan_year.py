"""A plan's year as an office works it.

No table changes; entries say more, which an older duban would drop or cannot read.

- A migration's entry can name clocks anew (`clock_names`).
- The entry that opens a matter says since when it was under way, and whether it was taken over quietly.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no entry of before says any of it."""
