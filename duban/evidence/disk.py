"""Files on a disk: `ab/cd/sha256` in a folder, written beside it, hashed as they come, and moved into place at once."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from duban import words
from duban.evidence.errors import FileGone, FileRefused, NoRoomForFiles
from duban.evidence.store import Kept, is_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = 1024 * 1024
_ARRIVING = "tmp"
_MIB = 1024 * 1024
_OUR_FOLDER = 0o700


class _Arrived:
    """A file that has arrived whole, in the folder for those that arrive."""

    def __init__(self, store: DiskStore, path: Path, content: BinaryIO, sha256: str, size: int) -> None:
        self._store = store
        self._path = path
        self.content = content
        self.sha256 = sha256
        self.size = size

    def keep(self) -> None:
        """Move it to its place, unless the same content is there already."""
        place = self._store.place(self.sha256)
        if place.exists():
            return
        _made(place.parent)
        _handed_over(self._path, place.parent)
        self._path.replace(place)
        # The name must outlive a power cut as the content does: a database will soon say that the file is there.
        for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
            _written_out(folder)


class DiskStore:
    """A folder of files, readable by its owner only.

    Args:
        folder: where they are; it is made with the first file.
        free: how many bytes are to stay free on the disk.

    """

    def __init__(self, folder: Path, *, free: int = 0) -> None:
        self._folder = folder
        self._free = free

    @property
    def where(self) -> str:
        """Return the folder."""
        return str(self._folder)

    def place(self, sha256: str) -> Path:
        """Return where the file with this hash is, or would be."""
        if not is_sha256(sha256):
            raise ValueError(words.Line("{given} is no SHA-256", given=repr(sha256)))
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    @contextmanager
    def put(self, source: BinaryIO, *, name: str, at_most: int) -> Iterator[_Arrived]:
        """Take in a file by parts, and yield it once it is on the disk as a whole."""
        _made(self._folder)
        arriving = self._folder / _ARRIVING
        _made(arriving)
        with NamedTemporaryFile(dir=arriving, prefix="", suffix=".part", delete=False) as made:
            path = Path(made.name)
            try:
                digest, size = hashlib.sha256(), 0
                while part := source.read(_PART):
                    size += len(part)
                    if size > at_most:
                        most = words.Line("it has more than {most} MiB", most=at_most // _MIB)
                        raise FileRefused(name, "size", most)
                    self._require_room(len(part))
                    digest.update(part)
                    made.write(part)
                made.flush()
                os.fsync(made.fileno())
                with path.open("rb") as content:
                    yield _Arrived(self, path, content, digest.hexdigest(), size)
            finally:
                path.unlink(missing_ok=True)

    def _require_room(self, more: int) -> None:
        if self._free and shutil.disk_usage(self._folder).free - more < self._free:
            raise NoRoomForFiles(self.where, self._free // _MIB)

    def open(self, sha256: str) -> BinaryIO:
        """Return the content for reading; raises FileGone."""
        try:
            return self.place(sha256).open("rb")
        except FileNotFoundError:
            raise FileGone(sha256, self.where) from None

    def has(self, sha256: str) -> bool:
        """Return whether the file is there."""
        return self.place(sha256).is_file()

    def delete(self, sha256: str) -> bool:
        """Delete a file, and return whether it was there; its folder stays, for others may be on their way into it."""
        place = self.place(sha256)
        try:
            place.unlink()
        except FileNotFoundError:
            return False
        _written_out(place.parent)
        return True

    def iterate(self) -> Iterator[Kept]:
        """Yield every file that is there, in the order of their hashes; what else lies in the folder is passed over."""
        for path in sorted(self._folder.glob("??/??/*")):
            if is_sha256(path.name) and path == self.place(path.name):
                with suppress(FileNotFoundError):  # it was deleted meanwhile
                    found = path.stat()
                    yield Kept(path.name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def sweep(self, before: datetime) -> int:
        """Delete what was left of files that never arrived whole, last written `before`; return how many."""
        done = 0
        for path in (self._folder / _ARRIVING).glob("*.part"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    done += 1
        return done


def _made(folder: Path) -> None:
    """Make a folder that only its owner can look into, with those above it."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(mode=_OUR_FOLDER, exist_ok=True)
        _handed_over(folder, folder.parent)


def _handed_over(made: Path, folder: Path) -> None:
    """Give what root has made to the owner of the folder in which it is to be, so that the daemon's user can use it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(made, owner.st_uid, owner.st_gid)


def _written_out(folder: Path) -> None:
    """Write a folder's entries to the disk."""
    with suppress(FileNotFoundError):
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
