"""The kind of history entry that says that a private value was erased; values erased before lose their salt.

A value that was set to NULL by hand, as was advised before there was a command, could be guessed from its salt and the
hash in the history.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take away the salts of values that are gone."""
    private = sa.table("duban_private", sa.column("salt", sa.Text()), sa.column("value", sa.Text()))
    op.execute(sa.update(private).where(private.c.value.is_(None)).values(salt=""))
