"""New names of roles, fields and triggers, and steps that come again, in the entries of migrations.

No table changes. An older duban could not read such an entry, and would look for what is renamed under its old name, so
it must not go on with such a database.

Revision ID: 0010
"""

from __future__ import annotations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: a migration before this one renamed states only, and brought no step back."""
