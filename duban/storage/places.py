"""Where a database is, and whether it is there: looking into a SQLite file that is not there would make it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.storage import Database


def sqlite_file(database: Database) -> Path | None:
    """Return the file of a SQLite database; None for a server, for memory, and for a SQLite URI."""
    path = database.engine.url.database
    if not database.is_sqlite or not path or path == ":memory:" or path.startswith("file:"):
        return None
    return Path(path)


def is_there(database: Database) -> bool:
    """Return whether looking into the database would make nothing."""
    file = sqlite_file(database)
    return file is None or file.exists()
