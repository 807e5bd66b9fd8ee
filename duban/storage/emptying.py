"""Databases for tests: are our tables empty, and if not, to empty them. Nothing but `duban.testing` imports this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select, text

from duban.storage.errors import NotEmpty
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from duban.storage.connection import Database


def require_no_rows(database: Database) -> None:
    """Raise NotEmpty if any of our tables has a row."""
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            if connection.execute(select(exists(select(1).select_from(table)))).scalar():
                raise NotEmpty(database.where, table.name)


def delete_rows(database: Database) -> None:
    """Delete every row of our tables, and let every count start anew."""
    counted = [table for table in metadata.sorted_tables if table.autoincrement_column is not None]
    with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        if database.is_sqlite:
            return  # its keys go on after the highest that is there, and none is
        connection.execute(text("ALTER SEQUENCE duban_number RESTART"))
        for table in counted:
            column = table.autoincrement_column
            assert column is not None  # noqa: S101 - chosen above
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, 1, False)))  # noqa: FBT003 - as PostgreSQL takes it
