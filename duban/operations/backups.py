"""Backups of a SQLite database: taken while everybody works, proved before they count, and brought back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
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
    """A copy that was made or brought back: which file, its size and schema, and what the proof of it found.

    `aside` is the file that keeps what it took the place of; none where nothing was there.
    """

    _json = ("ok", ...)

    file: Path
    size: int
    schema: str
    instances: int
    entries: int
    findings: tuple[Finding, ...]
    aside: Path | None = None

    @property
    def ok(self) -> bool:
        """Return whether every history holds."""
        return not self.findings


def back_up(engine: Engine, file: Path, *, progress: Progress | None = None) -> Backup:
    """Copy a SQLite database into `file`, while daemons and writers go on, and prove the copy; it appears whole.

    `progress` is told of the pages copied, then of the instances proved.
    Raises AlreadyThere, DatabaseMissing, DatabaseDamaged, NotAFile, and SchemaMissing where nothing of ours is in it.
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
        backup.put(fresh, file)
    return made


def restore(engine: Engine, file: Path, *, force: bool = False, progress: Progress | None = None) -> Backup:
    """Prove a backup and put its content in the database's place; with `force` also over a database that is there.

    What was there is kept in a file that is named after the engine's present instant. Raises AlreadyThere,
    DatabaseInUse, DatabaseMissing, DatabaseDamaged, HistoryDiffers, NotAFile, SchemaMissing, SchemaNewer; then
    everything is as it was.
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
        if not place.exists():
            backup.hand_over(fresh, place.resolve().parent)
            backup.put(fresh, place)
            return made
        aside = backup.beside(place, f".{engine.now():%Y%m%dT%H%M%SZ}")
        backup.replace_content(place, fresh, aside)
    return Backup(made.file, made.size, made.schema, made.instances, made.entries, (), aside)


def _require_room(place: Path, file: Path, *, force: bool) -> None:
    if place.exists():
        if place.samefile(file):
            raise AlreadyThere(str(place), words.Line("that is the database itself, name a backup of it"))
        if not force:
            raise AlreadyThere(str(place), words.Line("with --force it is kept under another name"))
        return
    for ending in backup.BESIDE:
        # SQLite would take it for the new database's own, and spoil it.
        if (left := backup.beside(place, ending)).exists():
            raise AlreadyThere(str(left), words.Line("it is left of a database that is gone; keep it somewhere else"))


def _proved(fresh: Path, name: Path, progress: Progress | None) -> Backup:
    """Return what a copy holds; raises DatabaseDamaged, SchemaMissing, SchemaNewer."""
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
    """Verify a database of an earlier schema on a copy that is brought up to ours and thrown away."""
    with backup.fresh_file(fresh) as trial:
        shutil.copyfile(fresh, trial)
        with backup.opened_as_it_is(trial) as copy:
            upgrade(copy)
            with copy.reading() as connection:
                return verify(connection, progress=progress)
