"""Reading a SQLite file where nothing can be written: on a read-only mount, or as a user who may only read."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote


def connect_to_read(_dialect: object, _record: object, given: Any, options: Any) -> sqlite3.Connection | None:  # noqa: ANN401 - as SQLAlchemy passes them
    """Return a connection that only reads, if the file of a SQLite database cannot be written; else None.

    A database in WAL mode needs two files beside it even to be read. Where they are not and cannot be made, nobody
    works with it, so it is read as one that does not change; where they are, it is read together with what is in them.
    """
    path = str(given[0]) if given else ""
    if not path or path == ":memory:" or path.startswith("file:") or not _only_to_be_read(Path(path)):
        return None
    unchanging = "" if _beside(Path(path), "-wal").exists() else "&immutable=1"
    place = f"file:{quote(os.path.abspath(path))}?mode=ro{unchanging}"  # noqa: PTH100 - a link's own folder counts
    connection: sqlite3.Connection = sqlite3.connect(place, uri=True, **options)
    return connection


def _only_to_be_read(file: Path) -> bool:
    if not file.is_file() or file.stat().st_size == 0:
        return False  # one that is about to be made
    if not _writable(file):
        return True
    made = all(_beside(file, ending).exists() for ending in ("-wal", "-shm"))
    return not made and not _writable(file.resolve().parent)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _beside(file: Path, ending: str) -> Path:
    """Return the file that SQLite keeps beside a database."""
    there = file.resolve()
    return there.with_name(there.name + ending)
