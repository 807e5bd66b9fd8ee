"""A plan's year as an office works it.

No table changes. A migration's entry can name clocks anew (`clock_names`), and there are entries of units that were
excused: an older duban cannot read either. It would also count the signature of one unit for that of all.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no entry of before names a clock anew, and what was done was done by one unit for all."""
