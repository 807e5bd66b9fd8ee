"""A plan's year: clocks whose budget a field chooses.

No table changes. Of such a clock the memory of an instance says for how long it stood still, and how much of its budget
keeps it open until the next day of work; an older duban would drop that with the next act, so it must not go on with
such a database.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: no clock could be of that kind before."""
