"""Tables for clocks and escalation: links, errands, recurring work, calendars, decisions.

Revision ID: 0002
"""

from __future__ import annotations

import json
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

big_key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables, the number of decisions that an instance waits for, and the lights that it has shown so far."""
    op.add_column("duban_instance", sa.Column("pending", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "duban_instance_pending",
        "duban_instance",
        ["pending"],
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )
    op.create_table(
        "duban_link",
        sa.Column("from_id", big_key, nullable=False),
        sa.Column("to_id", big_key, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["duban_instance.id"]),
        sa.ForeignKeyConstraint(["to_id"], ["duban_instance.id"]),
        sa.PrimaryKeyConstraint("from_id", "to_id", "kind"),
    )
    op.create_index("duban_link_to", "duban_link", ["to_id", "kind"])
    op.create_table(
        "duban_errand",
        sa.Column("id", big_key, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("set_aside", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("duban_errand_at", "duban_errand", ["at"])
    op.create_index("duban_errand_number", "duban_errand", ["number"])
    op.create_table(
        "duban_recurrence",
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("instance_id", big_key, nullable=True),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["duban_instance.id"]),
        sa.PrimaryKeyConstraint("scenario", "period"),
    )
    op.create_table(
        "duban_calendar",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("imported_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "duban_calendar_day",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("calendar", "day"),
    )
    op.create_index(
        "duban_instance_set_aside",
        "duban_instance",
        ["id"],
        sqlite_where=sa.text("set_aside IS NOT NULL"),
        postgresql_where=sa.text("set_aside IS NOT NULL"),
    )
    _count_lights()


def _count_lights() -> None:
    """Set the count of each light in the instances' memory, from the lights that their histories say came on."""
    connection = op.get_bind()
    shed: dict[int, Counter[str]] = {}
    fired = sa.text("SELECT instance_id, payload FROM duban_history WHERE kind = 'rung'")
    for key, payload in connection.execute(fired):
        if light := json.loads(payload).get("light"):
            shed.setdefault(key, Counter())[light] += 1
    read = sa.text("SELECT memory FROM duban_instance WHERE id = :key")
    write = sa.text("UPDATE duban_instance SET memory = :memory WHERE id = :key")
    for key, counts in shed.items():
        memory = {**json.loads(connection.execute(read, {"key": key}).scalar_one()), "shed": dict(counts)}
        text = json.dumps(memory, ensure_ascii=False, separators=(",", ":"))
        connection.execute(write, {"key": key, "memory": text})
