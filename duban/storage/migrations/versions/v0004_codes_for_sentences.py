"""Codes and facts in place of sentences: what is kept from now on is worded for whoever reads it.

No table changes. An older duban would show codes for reasons, drop the reason of a refusal that the history keeps, and
mail the bare amount of what is left of a clock: it must not go on with a database that has any of these.

Revision ID: 0004
"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the tables as they are: what was kept before is shown as it was kept."""
