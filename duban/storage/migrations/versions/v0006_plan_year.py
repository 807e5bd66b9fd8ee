"""A plan's year as an office works it.

No table changes. A migration's entry can name clocks anew (`clock_names`), which an older duban cannot read. Of a clock
whose budget a field chooses, the memory of an instance says for how long it stood still, and how much of its budget
keeps it open until the next day of work; an older duban would drop that with the next act.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no entry of before names a clock anew, and no clock could have such a budget."""
