"""What the promises rest on: a rules edition, ties to the history, one content of each version, whom to tell.

- An edition stands in the memory of each instance, and in the entries that open or migrate it; without one it is the
  first. The entries have new kinds and fields: erasing, readdressing, new names of roles, fields and triggers. An older
  duban would drop or misread them, so it must not go on with such a database.
- Messages, receipts and imported calendars are tied to one another and to the history. What is there already is not
  tied afterwards: whoever could have changed it before could do so until now. The days that a calendar has become its
  first version.
- A private value that was set to NULL by hand, as was advised before there was a command, could be guessed from its
  salt and the hash in the history; such salts are taken away.
- Each version of a scenario has one content. Where a database holds two, the one that came last is its content from now
  on; what is pinned to the other goes on by it.

Revision ID: 0005
"""

from __future__ import annotations

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from duban.storage.chain import canonical_json, days_hash

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FILL = (
    "INSERT INTO duban_content (scenario, version, digest, at) "
    "SELECT scenario, version, digest, stored_at FROM duban_definition AS known WHERE NOT EXISTS ("
    "SELECT 1 FROM duban_definition AS later "
    "WHERE later.scenario = known.scenario AND later.version = known.version "
    "AND (later.stored_at > known.stored_at "
    "OR (later.stored_at = known.stored_at AND later.digest > known.digest)))"
)
"""Of each version, the definition that was stored last."""


def upgrade() -> None:
    """Add the columns and tables, and fill in what can be told of what is there."""
    _tie_to_the_history()
    _tell_operators()
    _take_salts_away()
    _give_one_content()


def _tie_to_the_history() -> None:
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


def _tell_operators() -> None:
    """Add the table of when the operators were told of what is wrong, so that one process tells them once a day."""
    op.create_table(
        "duban_telling",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )


def _take_salts_away() -> None:
    private = sa.table("duban_private", sa.column("salt", sa.Text()), sa.column("value", sa.Text()))
    op.execute(sa.update(private).where(private.c.value.is_(None)).values(salt=""))


def _give_one_content() -> None:
    """Add the table of contents, fill it with what was stored last, and make the sequence of numbers with gaps."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "duban_content",
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["duban_definition.digest"]),
        sa.PrimaryKeyConstraint("scenario", "version"),
    )
    op.execute(FILL)
    if not on_sqlite:
        op.execute("CREATE SEQUENCE duban_number")
        op.execute("ALTER SEQUENCE duban_number OWNED BY duban_counter.value")  # it goes where the table goes


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
