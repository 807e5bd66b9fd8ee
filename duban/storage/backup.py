"""SQLite databases as files: copied while others write, checked, and put in the place of another."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL

from duban.storage.database import Database
from duban.storage.errors import (
    AlreadyThere,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseMissing,
    NotAFile,
    StorageFull,
)
from duban.storage.schema import schema_version
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[int, int], None]
    """Told now and then how much of a long work is done, and how much there is."""

PAGES = 2000
"""Pages that are copied between two tellings of the progress: eight megabytes."""

PATIENCE_SECONDS = 5
"""How long a command that needs the database for itself waits for those who have it open."""

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by what is added to its name."""


def file_of(database: Database) -> Path:
    """Return the file of a SQLite database; raises NotAFile for a server's, and for one in memory."""
    path = database.engine.url.database
    if path is not None and path.startswith("file:"):
        path = unquote(urlsplit(path).path)
    if not database.is_sqlite or not path or path == ":memory:":
        raise NotAFile(database.where, sqlite=database.is_sqlite)
    return Path(path)


@contextmanager
def opened_as_it_is(file: Path) -> Iterator[Database]:
    """Yield a database file that is opened without a change to its journal, as a copy has to be."""
    if not file.is_file():
        raise DatabaseMissing(str(file))
    engine = create_engine(URL.create("sqlite", database=str(file)), hide_parameters=True)
    try:
        yield Database(engine, ours=True)
    finally:
        engine.dispose()


def copy_database(database: Database, target: Path, *, progress: Progress | None = None) -> None:
    """Copy a SQLite database, as it stands at one moment, into a file of its own; others go on reading and writing.

    All steps see that moment, for the transaction is held: without it SQLite begins anew after each write of others.
    """
    with database.snapshot() as connection:
        schema_version(connection)
        source: Any = connection.connection.dbapi_connection
        with _room_for(target), closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES, progress=_telling(progress))
            # A copy is one file: nothing of it may wait in a second one that somebody forgets to take along.
            copy.execute("PRAGMA journal_mode = DELETE")


def check_file(file: Path) -> None:
    """Raise DatabaseDamaged where a database file does not hold together."""
    with opened_as_it_is(file) as database, database.reading() as connection:
        answer = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
        if answer != "ok":
            raise DatabaseDamaged(str(file), " ".join(answer.split()))
        for table in set(metadata.tables).intersection(inspect(connection).get_table_names()):
            astray = connection.exec_driver_sql(f"PRAGMA foreign_key_check({table})").first()
            if astray is not None:
                raise DatabaseDamaged(str(file), f"row {astray[1]} of {table} belongs to no row of {astray[2]}")


@contextmanager
def fresh_file(place: Path) -> Iterator[Path]:
    """Yield a new file beside `place`, readable by its owner only, that is gone afterwards unless it was put there."""
    if not place.resolve().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(place.parent))
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", suffix=".part", delete=False) as made:
        pass
    fresh = Path(made.name)
    try:
        yield fresh
    finally:
        for file in (fresh, *(beside(fresh, ending) for ending in BESIDE)):
            file.unlink(missing_ok=True)


def put(fresh: Path, place: Path) -> None:
    """Let a finished file appear at its place, whole and at once; raises AlreadyThere where something is there."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(fresh, place)
    except FileExistsError:
        raise AlreadyThere(str(place)) from None
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS}:
            raise
        # A disk that knows no second names for a file, as sticks and some shares: between look and move is an instant.
        if place.exists():
            raise AlreadyThere(str(place)) from None
        fresh.rename(place)


def hand_over(fresh: Path, folder: Path) -> None:
    """Give a new file to the owner of its folder, where root makes it for the user that the daemon runs as."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(fresh, owner.st_uid, owner.st_gid)


def beside(file: Path, ending: str) -> Path:
    """Return what stands beside a database file under its name and an ending."""
    return file.with_name(file.name + ending)


def replace_content(place: Path, fresh: Path, aside: Path) -> None:
    """Keep what a database file holds in `aside`, then let it hold what `fresh` does; raises DatabaseInUse.

    The file stays the same one and is written in one transaction: whoever opens it meanwhile waits, and a kill leaves
    it as it was. To move another file to its name would leave those behind who have it open.
    """
    with ExitStack() as stack:
        try:
            held = stack.enter_context(_alone(place))
        except DatabaseDamaged:
            _change_places(place, fresh, aside)
            return
        with fresh_file(aside) as kept:
            with _room_for(aside), closing(sqlite3.connect(kept)) as copy:
                held.backup(copy, pages=PAGES)
            hand_over(kept, place.resolve().parent)
            put(kept, aside)
        with _room_for(place), closing(sqlite3.connect(fresh)) as source:
            source.backup(held)


def _change_places(place: Path, fresh: Path, aside: Path) -> None:
    """Move away a file that SQLite cannot open, so that nobody works with it either, and put another there."""
    if aside.exists():
        raise AlreadyThere(str(aside))
    for ending in ("", *BESIDE):
        if (file := beside(place, ending)).exists():
            file.rename(beside(aside, ending))
    hand_over(fresh, place.resolve().parent)
    put(fresh, place)


@contextmanager
def _alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection beside which there is no other, its write-ahead log folded into the file."""
    with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            # The lock of this transaction stays when it is over.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise DatabaseInUse(str(file)) from None
            raise
        except sqlite3.DatabaseError as error:
            raise DatabaseDamaged(str(file), str(error)) from None
        yield connection


@contextmanager
def _room_for(place: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if "full" in str(error) or "disk i/o" in str(error).lower():
            raise StorageFull(str(place)) from error
        raise


def _telling(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None
    return lambda _status, remaining, total: progress(total - remaining, total)
