"""Where a database is, and whether it exists; connecting to a SQLite file that does not exist would create it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.storage.connection.database import Database


def sqlite_file(database: Database) -> Path | None:
    """Return the file of a SQLite database, or None if it is on a server, in memory, or given as a SQLite URI."""
    path = database.engine.url.database
    if not database.is_sqlite or not path or path == ":memory:" or path.startswith("file:"):
        return None
    return Path(path)


def is_there(database: Database) -> bool:
    """Return whether one can connect to the database without creating a file."""
    file = sqlite_file(database)
    return file is None or file.exists()
