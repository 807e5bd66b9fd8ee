"""What a plan's year needs: instances that end without being done, and entries that say why and what was corrected.

- `duban_instance.ended` says of a closed instance that it is void, or was merged into another. Those that are there
  already came to a final state.
- The memory and the entries have new parts and kinds: correcting, ending, merging, and taking back a request, and a
  migration's entry can name clocks anew (`clock_names`). An older duban would drop or misread them, so it must not go
  on with such a database.

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
