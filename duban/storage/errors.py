"""The errors of storage.

StorageError
├── StorageBusy          (TimeoutError)   somebody else holds the lock; try again
│   └── StorageConflict                   the database lets another transaction go first; begin the whole one anew
├── StorageUnavailable   (ConnectionError) no database there, or it does not answer
├── StorageReadOnly      (PermissionError)
├── StorageFull          (OSError)        no room left
├── SchemaMissing        (LookupError)    duban's tables have not been created yet
├── SchemaOlder          (RuntimeError)   `duban db upgrade` is needed
├── SchemaNewer          (RuntimeError)   written by a later duban
├── SchemaUnknown        (RuntimeError)   duban's tables, but of a version that no duban has made
├── DatabaseInUse        (TimeoutError)   somebody else has it open; stop them first
├── DatabaseMoved        (FileNotFoundError) deleted or replaced while it was open
├── DatabaseMissing      (FileNotFoundError) there is no such file
├── DatabaseDamaged      (ValueError)     the file is corrupt
├── NotAFile             (ValueError)     on a server or in memory: no file to copy
├── AlreadyThere         (FileExistsError) nothing is overwritten
├── NotEmpty             (FileExistsError) the target of a move already holds rows
├── HistoryDiffers       (ValueError)     the history of a copy differs from the original
└── NaiveInstantStored   (ValueError)     an instant without a time zone
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from datetime import datetime


class StorageError(words.Portable, Exception):
    """Something went wrong with the database; nothing was changed."""


class StorageBusy(StorageError, TimeoutError):
    """Somebody else holds the lock, or the last free connection, that this act needs."""

    reason: words.Said = words.Said()

    def __init__(self, reason: words.Line | str | None = None) -> None:
        reason = reason or words.Line("the database is locked by another writer")
        super().__init__(words.Line("{reason}: nothing was changed; try again", reason=reason))
        self.reason = reason


class StorageConflict(StorageBusy):
    """The database lets another transaction go first: serialization failure, deadlock, or a stale snapshot of SQLite's.

    A verb that has its own transaction begins anew by itself. Whoever gave theirs has to roll it back, and to do all
    that was in it again: the database keeps nothing of it.
    """

    def __init__(self) -> None:
        StorageError.__init__(
            self,
            words.Line(
                "the database lets another transaction go first: nothing of this one is kept; "
                "roll it back, and do all that was in it again"
            ),
        )
        self.reason = words.Line("another transaction goes first")


class StorageUnavailable(StorageError, ConnectionError):
    """The database cannot be opened or does not answer."""

    reason: words.Said = words.Said()

    def __init__(self, where: str, reason: words.Line | str) -> None:
        super().__init__(
            words.Line(
                "cannot open the database {where}: {reason:retold}; check the address, the server and the rights",
                where=where,
                reason=reason,
            )
        )
        self.where = where
        self.reason = reason


class StorageReadOnly(StorageError, PermissionError):
    """The database may be read but not written."""

    def __init__(self, where: str) -> None:
        super().__init__(
            words.Line(
                "the database {where} is read-only: nothing was changed; give this user the right to write", where=where
            )
        )
        self.where = where


class StorageFull(StorageError, OSError):
    """There is no room left on the disk that holds the database."""

    def __init__(self, where: str) -> None:
        super().__init__(
            words.Line(
                "no space left for the database {where}: nothing was changed; free some space and try again",
                where=where,
            )
        )
        self.where = where


class SchemaMissing(StorageError, LookupError):
    """The database has none of duban's tables."""

    def __init__(self, where: str) -> None:
        super().__init__(words.Line("no duban tables in {where}: create them by {way_upgrade}", where=where))
        self.where = where


class SchemaOlder(StorageError, RuntimeError):
    """The database has the schema of an earlier duban."""

    def __init__(self, where: str, found: str, wanted: str) -> None:
        super().__init__(
            words.Line(
                "the tables in {where} are of schema {found}, this duban needs {wanted}: upgrade them by {way_upgrade}",
                where=where,
                found=found,
                wanted=wanted,
            )
        )
        self.where, self.found, self.wanted = where, found, wanted


class SchemaNewer(StorageError, RuntimeError):
    """The database has the schema of a later duban."""

    def __init__(self, where: str, found: str, wanted: str) -> None:
        super().__init__(
            words.Line(
                "the tables in {where} are of schema {found}, newer than this duban knows ({wanted}): upgrade duban",
                where=where,
                found=found,
                wanted=wanted,
            )
        )
        self.where, self.found, self.wanted = where, found, wanted


class SchemaUnknown(StorageError, RuntimeError):
    """The database has duban's tables, but in a version from which no migration leads to this one."""

    def __init__(self, where: str, found: str | None) -> None:
        super().__init__(
            words.Line(
                "the tables in {where} are of schema {found}, which no duban has made: "
                "nothing was changed; restore them from a backup"
                if found
                else "the tables in {where} are without the version of their schema: "
                "nothing was changed; restore them from a backup",
                where=where,
                found=found,
            )
        )
        self.where, self.found = where, found


class DatabaseInUse(StorageError, TimeoutError):
    """Somebody else has the database open, and this operation needs it exclusively."""

    def __init__(self, where: str) -> None:
        super().__init__(
            words.Line(
                "the database {where} is in use: nothing was changed; "
                "stop the daemon and whatever else works with it, and try again",
                where=where,
            )
        )
        self.where = where


class DatabaseMoved(StorageError, FileNotFoundError):
    """A file of the database was deleted or replaced while it was open; `there` if another lies in its place.

    What would be written now, nobody would ever read. So each verb is refused until the engine is closed.
    """

    def __init__(self, where: str, file: str, *, there: bool) -> None:
        super().__init__(
            words.Line(
                "{file} was replaced by another file while it was open: nothing is done any more; "
                "stop whatever else works with {where}, and start again"
                if there
                else "{file} was deleted or moved away while it was open: nothing is done any more; "
                "stop whatever else works with {where}, put it back or restore a backup, and start again",
                file=file,
                where=where,
            )
        )
        self.where, self.file, self.there = where, file, there


class DatabaseMissing(StorageError, FileNotFoundError):
    """The database file does not exist; it is `lost` if it did once, and must not be made anew."""

    def __init__(self, where: str, *, lost: bool = False) -> None:
        super().__init__(
            words.Line(
                "the database {where} is gone, and a daemon has worked with it: put it back or restore a backup; "
                "to begin with an empty one, delete the heartbeat's file"
                if lost
                else "there is no database in {where}: check the name",
                where=where,
            )
        )
        self.where = where


class DatabaseDamaged(StorageError, ValueError):
    """A database file is corrupt."""

    reason: words.Said = words.Said()

    def __init__(self, where: str, reason: words.Line | str) -> None:
        super().__init__(
            words.Line(
                "the database in {where} is damaged: {reason:retold}; nothing was changed; take an earlier backup",
                where=where,
                reason=reason,
            )
        )
        self.where, self.reason = where, reason


class NotAFile(StorageError, ValueError):
    """The database cannot be copied as a file: it is on a server, or in memory."""

    def __init__(self, where: str, *, sqlite: bool) -> None:
        super().__init__(
            words.Line(
                "{where} is no SQLite file: a database in memory is gone with its process; keep it in a file"
                if sqlite
                else "{where} is no SQLite file: use PostgreSQL's own tools: "
                "`pg_dump --format=custom --file=FILE URL`, "
                "and `pg_restore --clean --if-exists --dbname=URL FILE` to bring it back",
                where=where,
            )
        )
        self.where = where


class AlreadyThere(StorageError, FileExistsError):
    """A file cannot be written because something has its name already."""

    def __init__(self, where: str, advice: words.Line | None = None) -> None:
        advice = advice or words.Line("name another file, or move that one away")
        super().__init__(
            words.Line("{where} is there already: nothing was changed; {advice}", where=where, advice=advice)
        )
        self.where = where


class NotEmpty(StorageError, FileExistsError):
    """The target of a move already holds rows of duban's."""

    def __init__(self, where: str, table: str) -> None:
        super().__init__(
            words.Line(
                "the database {where} is not empty (there are rows in {table}): nothing was changed; take another",
                where=where,
                table=table,
            )
        )
        self.where, self.table = where, table


class HistoryDiffers(StorageError, ValueError):
    """The history of a copy differs from the original, or a history does not match its hashes."""

    found: words.Said = words.Said()

    def __init__(self, where: str, found: object, advice: words.Line) -> None:
        super().__init__(
            words.Line(
                "the history in {where} does not hold: {found}; nothing was changed; {advice}",
                where=where,
                found=found,
                advice=advice,
            )
        )
        self.where, self.found = where, found


class NaiveInstantStored(StorageError, ValueError):
    """An instant without a time zone was about to be stored."""

    def __init__(self, value: datetime) -> None:
        super().__init__(words.Line("{instant} has no time zone: give an aware datetime", instant=value.isoformat()))
        self.value = value
