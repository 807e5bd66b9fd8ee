"""A year's archive: a folder with a PDF of each matter that was closed in it, and their register; it can be resumed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.ledger.archives.one import ArchivedFile, anchors_of, archived
from duban.ledger.archives.record import record_of
from duban.ledger.archives.register import register_files
from duban.ledger.archives.setting import record_pdf
from duban.ledger.documents import FontNames
from duban.ledger.packs import Names
from duban.ledger.writing import write_new
from duban.states import Jsonable
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from duban.ledger.archives.record import Record
    from duban.workflow import Engine, Progress

JOURNAL = ".duban-archive.jsonl"
"""Says which files of a folder are ours, and of which records they were made."""

_LONGEST = 80
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class YearArchive(Jsonable):
    """A year's archive: its folder, the matters in the order in which they were closed, and how many are new in it."""

    year: int
    folder: str
    matters: tuple[ArchivedFile, ...]
    made: int


class _Done(NamedTuple):
    """What the journal knows of a file: of which record it was made, and what the register says."""

    digest: str
    archived: ArchivedFile


def archive_year(
    engine: Engine,
    year: int,
    folder: str | PathLike[str],
    *,
    viewer: str | None = None,
    anchors: str | PathLike[str] | None = None,
    progress: Progress | None = None,
) -> YearArchive:
    """Write the archive of everything that was closed in a local year into a folder, or go on with one.

    Each matter has a PDF, as `archive_matter` writes it; sheets of reports have none. `register.xlsx`, `.csv` and
    `.html` list them: number, title, units, days, pages, for how long each is kept, and the file with its hash.

    If it was interrupted, or more was closed since, the same call goes on: what is there and still says the same stays,
    and only what this has written itself is replaced.

    Args:
        engine: where they are.
        year: in which they were closed.
        folder: a new or empty folder, or one that an earlier call has begun.
        viewer: who reads, as of `archive_matter`.
        anchors: likewise.
        progress: called with how many matters are done, and how many there are.

    Raises:
        FileExistsError: if the folder has something else in it, or a file of ours was changed.
        NoDocuments: without the extra `office`.
        OSError: if it cannot be written.

    """
    place, read = Path(folder), anchors_of(engine, anchors)
    journal = _Journal(place)
    numbers, made = tuple(_closed_in(engine, year)), 0
    matters, names = [], Names()
    for count, number in enumerate(numbers, 1):
        record = record_of(engine, number, viewer=viewer, anchors=read)
        name = f"{names.take(f'{record.number} {record.title}', _LONGEST)}.pdf"
        matter, new = _one(engine, journal, record, name)
        matters.append(matter)
        made += new
        if progress is not None:
            progress(count, len(numbers))
    for name, content in register_files(year, matters):
        journal.put(name, content)
    return YearArchive(year, str(folder), tuple(matters), made)


def _closed_in(engine: Engine, year: int) -> Iterator[str]:
    query = Query(closed_from=date(year, 1, 1), closed_to=date(year, 12, 31), matters_only=True)
    cursor = None
    while True:
        page = engine.page(query, order="closed", cursor=cursor, limit=_AT_ONCE)
        yield from (row.instance.number for row in page.items)
        cursor = page.next
        if cursor is None:
            return


def _one(engine: Engine, journal: _Journal, record: Record, name: str) -> tuple[ArchivedFile, bool]:
    """Return what the register says of a matter, and whether its file was made now."""
    done = journal.done.get(record.number)
    if done is not None and done.digest == record.digest and done.archived.file == name and journal.has(name):
        return done.archived, False
    pdf = record_pdf(record, FontNames.of(engine.settings))
    journal.put(name, pdf)
    matter = archived(record, pdf, name)
    journal.note(record.digest, matter)
    return matter, True


class _Journal:
    """Knows which files of the folder are ours: only these are ever replaced."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of a folder, which is made if it is not there; raises FileExistsError if it is another's."""
        self._folder, self._file = folder, folder / JOURNAL
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._file.exists() and any(folder.iterdir()):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
        self._ours: dict[str, str] = {}
        self.done: dict[str, _Done] = {}
        for line in self._lines():
            if line.get("file") and line.get("sha256"):
                self._ours[line["file"]] = line["sha256"]
            if "record" in line:
                told = ArchivedFile(**{name: line[name] for name in ArchivedFile.__slots__})
                self.done[told.number] = _Done(line["record"], told)

    def _lines(self) -> Iterator[dict[str, Any]]:
        with suppress(FileNotFoundError):
            for line in self._file.read_bytes().split(b"\n"):
                with suppress(ValueError, TypeError):  # the last one may be torn: it was being written
                    found = json.loads(line)
                    if isinstance(found, dict):
                        yield found

    def has(self, name: str) -> bool:
        """Return whether a file of ours is there as we wrote it; raises FileExistsError if it is another one."""
        there = self._hash(name)
        if there is not None and there != self._ours.get(name):
            self._taken(name)
        return there is not None

    def put(self, name: str, content: bytes) -> None:
        """Write a file of ours, in one step; raises FileExistsError if another one has its name."""
        digest = hashlib.sha256(content).hexdigest()
        there = self._hash(name)
        if there == digest:  # it was written, and not noted before somebody pulled the plug
            self._append({"file": name, "sha256": digest})
            return
        place = self._folder / name
        if there is None:
            write_new(place, content)
        elif there == self._ours.get(name):
            beside = self._folder / f".{digest}.part"
            beside.unlink(missing_ok=True)
            write_new(beside, content).replace(place)
        else:
            self._taken(name)
        self._append({"file": name, "sha256": digest})

    def note(self, digest: str, matter: ArchivedFile) -> None:
        """Note of which record the file of a matter was made."""
        self._append({**matter.to_json(), "record": digest})

    def _append(self, line: dict[str, object]) -> None:
        if line.get("file"):
            self._ours[str(line["file"])] = str(line["sha256"])
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(b"\n" + json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def _hash(self, name: str) -> str | None:
        try:
            with (self._folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def _taken(self, name: str) -> None:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self._folder / name))
