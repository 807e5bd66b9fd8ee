"""A plan's year as an office works it.

No table changes. A migration's entry can name clocks anew (`clock_names`), which an older duban cannot read. What
people say (remarks, urges and answers, instructions) has entries of its own, and urges without an answer stand in an
instance's memory.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no entry of before names a clock anew, and no instance has been urged yet."""
