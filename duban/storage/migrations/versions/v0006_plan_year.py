"""A plan's year as an office works it.

No table changes. An older duban would drop or misread what is new: a migration's entry can name clocks anew
(`clock_names`); what people say (remarks, urges and answers, instructions) has entries of its own, and urges without an
answer stand in an instance's memory; of a clock whose budget a field chooses, the memory says for how long it stood
still, and how much of its budget keeps it open until the next day of work; the
entry that opens a matter says since when it was under way, and whether it was taken over quietly.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: nothing of what is new can be there yet."""
