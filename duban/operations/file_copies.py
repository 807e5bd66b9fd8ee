"""The files that a backup takes along, in a folder beside it, and how they come back."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from duban import words
from duban.evidence import DiskStore, FileGone, FilesMissing, NoEvidence
from duban.storage import AlreadyThere, backup, evidence
from duban.workflow import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.evidence import Store
    from duban.workflow import Engine

_MANIFEST = "manifest.json"
_TABLE = "duban_file"


def beside(file: Path) -> Path:
    """Return the folder of the files of a backup."""
    return file.with_name(f"{file.name}.files")


class Copies:
    """The files of a backup that are being copied: how many there are, and what is wrong with others."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.files = 0
        self.findings: list[Finding] = []

    def put(self, place: Path) -> None:
        """Move them to their place, in one step."""
        if self._folder is not None:
            self._folder.rename(place)


@contextmanager
def copied(engine: Engine, snapshot: Path, file: Path) -> Iterator[Copies]:
    """Copy the files that a snapshot names into a folder for the backup `file`, each held against its hash.

    Raises:
        AlreadyThere: if the backup's folder is there.

    """
    store = engine.settings.evidence.store(engine.settings.folder)
    named = named_by(snapshot)
    place = beside(file)
    if not named:
        yield Copies(None)
        return
    if place.exists():
        raise AlreadyThere(str(place))
    fresh = Path(tempfile.mkdtemp(dir=file.resolve().parent, prefix=f".{place.name}.", suffix=".part"))
    try:
        made = Copies(fresh)
        gone = [] if store is None else _copy(engine, store, DiskStore(fresh), named, made)
        if store is None:
            made.findings.append(Finding(_TABLE, None, str(NoEvidence())))
        manifest = {"database": file.name, "files": dict(sorted(named.items())), "erased": gone}
        (fresh / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        yield made
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy(engine: Engine, store: Store, target: Store, named: dict[str, int], made: Copies) -> list[str]:
    """Copy the files, and return those that were erased since the snapshot."""
    gone = []
    for sha256, size in named.items():
        try:
            with store.open(sha256) as content, target.put(content, name=sha256, at_most=max(size, 1)) as incoming:
                if incoming.sha256 == sha256:
                    incoming.keep()
                    made.files += 1
                    continue
                problem = words.text("the file {sha256} was changed: it is not what its hash says", sha256=sha256)
        except FileGone as missing:
            with engine.database.reading() as connection:
                if not evidence.sizes_of(connection, [sha256]):
                    gone.append(sha256)
                    continue
            problem = str(missing)
        except ValueError:  # it is larger than it was
            problem = words.text("the file {sha256} was changed: it is not what its hash says", sha256=sha256)
        made.findings.append(Finding(_TABLE, None, problem))
    return gone


def named_by(snapshot: Path) -> dict[str, int]:
    """Return the files that a database says are kept, with their sizes; none if its schema is older than files.

    Those that no field names yet are among them: an act may name them after a restore.
    """
    with backup.opened_as_it_is(snapshot) as database, database.reading() as connection:
        if not inspect(connection).has_table(_TABLE):
            return {}
        return {each.sha256: each.size for each in evidence.known_files(connection)}


def bring_back_files(engine: Engine, snapshot: Path, file: Path, *, without: bool) -> int:
    """Put the files that a backup names into the store, and return how many were not there.

    Raises:
        FilesMissing: if some are neither there nor beside the backup; `without` leaves them out instead.

    """
    named = named_by(snapshot)
    if not named:
        return 0
    store = engine.settings.evidence.store(engine.settings.folder)
    place = beside(file)
    erased = _erased(place)
    source = DiskStore(place)
    wanted = [sha256 for sha256 in named if store is None or not store.has(sha256)]
    missing = [sha256 for sha256 in wanted if store is None or not source.has(sha256)]
    missing = [sha256 for sha256 in missing if sha256 not in erased]
    if missing and not without:
        raise FilesMissing(missing, str(place), kept=store is not None)
    return 0 if store is None else sum(_brought(source, store, sha256, named[sha256]) for sha256 in wanted)


def _brought(source: Store, store: Store, sha256: str, size: int) -> bool:
    """Copy a file into the store, and return whether it was there and what its hash says."""
    if not source.has(sha256):
        return False
    with source.open(sha256) as content, store.put(content, name=sha256, at_most=max(size, 1)) as incoming:
        if incoming.sha256 == sha256:
            incoming.keep()
        return incoming.sha256 == sha256


def _erased(place: Path) -> Sequence[str]:
    """Return the files that were erased while the backup was made."""
    try:
        found = json.loads((place / _MANIFEST).read_text("utf-8")).get("erased", [])
    except (OSError, ValueError, AttributeError):
        return ()
    return found if isinstance(found, list) else ()
