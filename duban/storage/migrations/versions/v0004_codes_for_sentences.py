"""Codes and facts instead of sentences, so that each reader can be shown the sentence in their own language.

No table changes. An older duban would show codes as reasons, drop the reason of a refusal that the history keeps, and
mail a clock's remaining time as a bare number, so it must not go on with such a database.

Revision ID: 0004
"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: sentences that were stored before are shown as they are."""
