"""What a plan's year needs: instances that end without being done, and entries that say why and what was corrected.

- `duban_instance.ended` says of a closed instance that it is void, or was merged into another. Those that are there
  already came to a final state.
- Correcting, ending, merging and taking back a request have entries of their own, and the memory says how an instance
  has ended.
- A migration's entry can name clocks anew (`clock_names`).
- What people say (remarks, urges and answers, instructions) has entries of its own, and urges without an answer stand
  in an instance's memory.
- Of a clock whose budget a field chooses, the memory says for how long it stood still, and how much of its budget keeps
  it open until the next day of work.
- What each unit of a role has signed for itself stands in memories, and who was excused has entries of its own.
- The entry that opens a matter says since when it was under way, and whether it was taken over quietly.

An older duban would drop or misread all this, so it must not go on with such a database.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("duban_instance", sa.Column("ended", sa.String(), nullable=True))
