"""What ties messages, receipts and imported calendars to one another and to the history.

What is there already is not tied afterwards: whoever could have changed it before could do so until now. The days that
a calendar has become its first version.

Revision ID: 0006
"""

from __future__ import annotations

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from duban.storage.chain import canonical_json, days_hash

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a message's salt, a receipt's hash, and the versions of calendars."""
    op.add_column("duban_outbox", sa.Column("salt", sa.String(32), nullable=True))
    op.add_column("duban_receipt", sa.Column("hash", sa.String(64), nullable=True))
    op.create_table(
        "duban_calendar_version",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "stamp"),
    )
    _keep_first_versions(op.get_bind())


def _keep_first_versions(connection: sa.Connection) -> None:
    calendar = sa.table(
        "duban_calendar",
        sa.column("name", sa.String()),
        sa.column("stamp", sa.Integer()),
        sa.column("imported_at", sa.DateTime(timezone=True)),
    )
    day = sa.table(
        "duban_calendar_day",
        *(sa.column("calendar", sa.String()), sa.column("day", sa.Date())),
        *(sa.column("works", sa.Boolean()), sa.column("note", sa.String())),
    )
    version = sa.table(
        "duban_calendar_version",
        *(sa.column("calendar", sa.String()), sa.column("stamp", sa.Integer())),
        sa.column("at", sa.DateTime(timezone=True)),
        *(sa.column("days", sa.Text()), sa.column("hash", sa.String())),
    )
    for name, stamp, imported_at in connection.execute(sa.select(*calendar.c)).all():
        found = connection.execute(sa.select(day.c.day, day.c.works, day.c.note).where(day.c.calendar == name))
        days = canonical_json({each.isoformat(): [bool(works), note] for each, works, note in found})
        at = imported_at.replace(tzinfo=UTC) if imported_at.tzinfo is None else imported_at
        row = {"calendar": name, "stamp": stamp, "at": imported_at, "days": days}
        connection.execute(sa.insert(version), {**row, "hash": days_hash("", name, stamp, at, days)})
