"""Back up and restore SQLite files: copy one while others write, check it, and put it in place of another."""

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

from duban import words
from duban.storage.connection import Database
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
    from collections.abc import Callable, Iterator, Sequence

    Progress = Callable[[int, int], None]
    """Called from time to time during a long operation with the amount done and the total."""

PAGES = 2000
"""Pages that are copied between two reports of progress: eight megabytes."""

PATIENCE_SECONDS = 5
"""How long a command that needs exclusive access waits for others to close the database."""

BESIDE = ("-wal", "-shm", "-journal")
"""The suffixes of the files that SQLite keeps beside a database."""


def file_of(database: Database) -> Path:
    """Return the file of a SQLite database. Raise NotAFile if the database is on a server or in memory."""
    path = database.engine.url.database
    if path is not None and path.startswith("file:"):
        path = unquote(urlsplit(path).path)
    if not database.is_sqlite or not path or path == ":memory:":
        raise NotAFile(database.where, sqlite=database.is_sqlite)
    return Path(path)


@contextmanager
def opened_as_it_is(file: Path) -> Iterator[Database]:
    """Yield a database file opened without changing its journal mode, as a copy must be.

    Raises:
        DatabaseMissing: if there is no such file.

    """
    if not file.is_file():
        raise DatabaseMissing(str(file))
    engine = create_engine(URL.create("sqlite", database=str(file)), hide_parameters=True)
    try:
        yield Database(engine, ours=True)
    finally:
        engine.dispose()


def copy_database(database: Database, target: Path, *, progress: Progress | None = None) -> None:
    """Copy a SQLite database, as it stands at one moment, to `target` while others go on reading and writing.

    One transaction is held throughout, so that all steps see the same moment. Without it SQLite would start the copy
    again after each write by somebody else.

    Raises:
        StorageFull: if there is no room for the copy.

    """
    with database.snapshot() as connection:
        schema_version(connection)
        source: Any = connection.connection.dbapi_connection
        with _room_for(target), closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES, progress=_telling(progress))
            # A copy must be one file: nothing may be left in a journal that somebody forgets to take along.
            copy.execute("PRAGMA journal_mode = DELETE")


def check_file(file: Path) -> None:
    """Raise DatabaseDamaged if a database file fails SQLite's integrity check or a row's foreign key leads nowhere."""
    with opened_as_it_is(file) as database, database.reading() as connection:
        answer = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
        if answer != "ok":
            raise DatabaseDamaged(str(file), " ".join(answer.split()))
        for table in set(metadata.tables).intersection(inspect(connection).get_table_names()):
            astray = connection.exec_driver_sql(f"PRAGMA foreign_key_check({table})").first()
            if astray is not None:
                raise DatabaseDamaged(str(file), _row_astray(astray, table))


def _row_astray(astray: Sequence[Any], table: str) -> words.Line:
    return words.Line("row {row} of {table} belongs to no row of {other}", row=astray[1], table=table, other=astray[2])


@contextmanager
def fresh_file(place: Path) -> Iterator[Path]:
    """Yield a new file in the folder of `place`, readable by its owner only; remove it at the end unless it was moved.

    Raises:
        FileNotFoundError: if the folder does not exist.

    """
    if not place.resolve().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, words.Line("there is no such folder"), str(place.parent))
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", suffix=".part", delete=False) as made:
        pass
    fresh = Path(made.name)
    try:
        yield fresh
    finally:
        for file in (fresh, *(beside(fresh, ending) for ending in BESIDE)):
            file.unlink(missing_ok=True)


def put(fresh: Path, place: Path) -> None:
    """Move a finished file to `place` in one step. Raise AlreadyThere if something is there."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(fresh, place)
    except FileExistsError:
        raise AlreadyThere(str(place)) from None
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS}:
            raise
        # The file system has no hard links, as on USB sticks and some network shares. Then there is a short gap between
        # the check and the move.
        if place.exists():
            raise AlreadyThere(str(place)) from None
        fresh.rename(place)


def hand_over(fresh: Path, folder: Path) -> None:
    """Give a new file to the owner of its folder if root made it, so that the daemon's user can open it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(fresh, owner.st_uid, owner.st_gid)


def beside(file: Path, ending: str) -> Path:
    """Return the path of a database file with `ending` added to its name."""
    return file.with_name(file.name + ending)


def replace_content(place: Path, fresh: Path, aside: Path) -> None:
    """Save the content of the database file `place` to `aside`, then overwrite it with the content of `fresh`.

    The file itself stays and is written in one transaction: a process that opens it meanwhile waits, and a kill leaves
    it as it was. If another file were moved over it, processes that have it open would go on with the old one.

    Raises:
        DatabaseInUse: if somebody else has the database open.
        AlreadyThere: if there is a file at `aside`.
        StorageFull: if there is no room.

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
    """Move a file that SQLite cannot open to `aside` and put `fresh` in its place; nobody can have it open."""
    if aside.exists():
        raise AlreadyThere(str(aside))
    for ending in ("", *BESIDE):
        if (file := beside(place, ending)).exists():
            file.rename(beside(aside, ending))
    hand_over(fresh, place.resolve().parent)
    put(fresh, place)


@contextmanager
def _alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Yield the only connection to a file, after its write-ahead log was merged into it.

    Raises:
        DatabaseInUse: if somebody else has the file open.
        DatabaseDamaged: if SQLite cannot open it.

    """
    with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            # In exclusive locking mode the lock outlives this transaction.
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
