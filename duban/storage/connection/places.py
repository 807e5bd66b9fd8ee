"""Where a database is, and whether it exists; connecting to a SQLite file that does not exist would create it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.storage.connection.open_files import file_at

if TYPE_CHECKING:
    from pathlib import Path

    from duban.storage.connection.database import Database


def sqlite_file(database: Database) -> Path | None:
    """Return the file of a SQLite database, or None if it is on a server, in memory, or given as a SQLite URI."""
    return file_at(database.engine.url)


def is_there(database: Database) -> bool:
    """Return whether one can connect to the database without creating a file."""
    file = sqlite_file(database)
    return file is None or file.exists()
