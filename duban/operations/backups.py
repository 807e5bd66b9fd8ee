"""Backups of a SQLite database: made while it is in use, verified before they count, and restored."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.operations.backup_traces import leave_trace
from duban.operations.file_copies import beside, bring_back_files, copied
from duban.states import Jsonable
from duban.storage import (
    HEAD,
    AlreadyThere,
    DatabaseMissing,
    HistoryDiffers,
    SchemaMissing,
    SchemaNewer,
    backup,
    schema_version,
    upgrade,
)
from duban.workflow import Finding, Verification, verify

if TYPE_CHECKING:
    from pathlib import Path

    from duban.workflow import Engine, Progress

_BY_HAND = words.Line("to use it all the same, copy it to the database's place by hand")


@dataclass(frozen=True, slots=True)
class Backup(Jsonable):
    """A backup that was made or restored: the file, its size in bytes and its schema, and what verifying it found.

    `aside` is the file that keeps the database which a restored backup has replaced; None if there was none. `files`
    counts the files that were copied beside the backup, or brought back.
    """

    _json = ("ok", ...)

    file: Path
    size: int
    schema: str
    instances: int
    entries: int
    findings: tuple[Finding, ...]
    aside: Path | None = None
    files: int = 0

    @property
    def ok(self) -> bool:
        """Return whether every history holds."""
        return not self.findings


def back_up(engine: Engine, file: Path, *, progress: Progress | None = None) -> Backup:
    """Copy a SQLite database into `file` while daemons and writers go on, and verify the copy.

    The files that its fields name are copied into a folder beside it, `FILE.files`, each held against its hash. Both
    appear only when they are complete. `progress` is called for the pages copied, then for the instances
    verified.

    Raises:
        AlreadyThere: if `file` exists, or the folder of its files.
        DatabaseMissing: if there is no database yet.
        DatabaseDamaged: if SQLite finds the copy damaged.
        NotAFile: if the database is on a server or in memory.
        SchemaMissing: if it has none of our tables.

    """
    database = engine.database
    place = backup.file_of(database)
    if not place.exists():
        raise DatabaseMissing(str(place))
    if file.exists():
        raise AlreadyThere(str(file))
    with backup.fresh_file(file) as fresh:
        backup.copy_database(database, fresh, progress=progress)
        made = _proved(fresh, file, progress)
        with copied(engine, fresh, file) as copies:
            copies.put(beside(file))
            backup.put(fresh, file)
        leave_trace(engine, place, file)
        return replace(made, findings=(*made.findings, *copies.findings), files=copies.files)


def restore(
    engine: Engine, file: Path, *, force: bool = False, without_files: bool = False, progress: Progress | None = None
) -> Backup:
    """Verify a backup and restore it as the database; with `force`, also in place of an existing one.

    Files that it names are brought back from the folder beside it, unless they are there.

    The existing database is kept in a file that is named after the current instant. If anything is raised, everything
    is as before.

    Raises:
        AlreadyThere: if there is a database and `force` is not set, if `file` is the database itself, or if files of a
            deleted database are left in its place.
        DatabaseInUse: if somebody has the existing database open.
        DatabaseMissing: if there is no such backup.
        FilesMissing: if files that it names are neither there nor beside it, and `without_files` is not set.
        DatabaseDamaged: if SQLite finds the backup damaged.
        HistoryDiffers: if the histories in the backup were changed.
        NotAFile: if the engine's database is on a server or in memory.
        SchemaMissing: if the backup has none of our tables.
        SchemaNewer: if a newer duban wrote the backup.

    """
    place = backup.file_of(engine.database)
    if not file.is_file():
        raise DatabaseMissing(str(file))
    _require_room(place, file, force=force)
    with backup.fresh_file(place) as fresh:
        with backup.opened_as_it_is(file) as source:
            backup.copy_database(source, fresh, progress=progress)
        made = _proved(fresh, place, progress)
        if made.findings:
            raise HistoryDiffers(str(file), made.findings[0], _BY_HAND)
        brought = bring_back_files(engine, fresh, file, without=without_files)
        made = replace(made, files=brought)
        if not place.exists():
            backup.hand_over(fresh, place.resolve().parent)
            backup.put(fresh, place)
            return made
        aside = backup.beside(place, f".{engine.now():%Y%m%dT%H%M%SZ}")
        backup.replace_content(place, fresh, aside)
    return replace(made, aside=aside)


def _require_room(place: Path, file: Path, *, force: bool) -> None:
    if place.exists():
        if place.samefile(file):
            raise AlreadyThere(str(place), words.Line("that is the database itself, name a backup of it"))
        if not force:
            raise AlreadyThere(str(place), words.Line("with {way_force} it is kept under another name"))
        return
    for ending in backup.BESIDE:
        # SQLite would take these files for those of the new database, and damage it.
        if (left := backup.beside(place, ending)).exists():
            raise AlreadyThere(str(left), words.Line("it is left of a database that is gone; keep it somewhere else"))


def _proved(fresh: Path, name: Path, progress: Progress | None) -> Backup:
    """Verify a copy and return the result; raises DatabaseDamaged, SchemaMissing, SchemaNewer."""
    backup.check_file(fresh)
    with backup.opened_as_it_is(fresh) as copy, copy.reading() as connection:
        schema = schema_version(connection)
        if schema is None:
            raise SchemaMissing(str(name))
        if schema > HEAD:
            raise SchemaNewer(str(name), schema, HEAD)
        proof = verify(connection, progress=progress) if schema == HEAD else None
    if proof is None:
        proof = _proved_on_trial(fresh, progress)
    return Backup(name, fresh.stat().st_size, schema, proof.instances, proof.entries, proof.findings)


def _proved_on_trial(fresh: Path, progress: Progress | None) -> Verification:
    """Verify a database of an earlier schema on a temporary copy that is upgraded to ours."""
    with backup.fresh_file(fresh) as trial:
        shutil.copyfile(fresh, trial)
        with backup.opened_as_it_is(trial) as copy:
            upgrade(copy)
            with copy.reading() as connection:
                return verify(connection, progress=progress)
