"""Appending to a log of anchors: one line at a time, on the disk before it counts, and by one process at once."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.storage import AlreadyThere, StorageBusy
from duban.workflow.anchors import lines
from duban.workflow.anchors.reading import parse_anchors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.workflow.anchors.lines import Heads
    from duban.workflow.anchors.reading import AnchorsRead
    from duban.workflow.anchors.signing import Signer

_OURS_ALONE = 0o600
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BYTES = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Appended(Jsonable):
    """An anchor that was appended: which one it is, the hash of its line, and the name of the key that signed it.

    `completed` says that the export before was interrupted, and that its torn line is now accounted for.
    """

    anchor: int
    hash: str
    signed_by: str | None
    completed: bool


class AppendedTo:
    """A log that nobody else appends to now; `found` is what it holds, None if it is still to be made."""

    def __init__(
        self, path: Path, descriptor: int | None, found: AnchorsRead | None, signer: Signer | None = None
    ) -> None:
        self.found = found
        self._signer = signer
        self._path = path
        self._descriptor = descriptor

    def append(self, heads: Heads, *, at: datetime, instances: int, entries: int) -> Appended:
        """Append an anchor with the heads that the log does not have yet.

        A torn line stays where it is, and the new anchor holds its hash.
        """
        found, signer = self.found, self._signer
        anchor = lines.Anchor(
            place=1 if found is None else found.log.anchors + 1,
            at=at,
            entries=entries,
            heads=lines.since({} if found is None else _lists(found), heads),
            instances=instances,
            previous=lines.START if found is None else found.log.last,
            key=None if signer is None else signer.name,
            torn=lines.digest(found.torn) if found is not None and found.torn else None,
        )
        line = lines.write_line(anchor)
        if signer is not None:
            line = lines.with_signature(line, signer.sign(line))
        torn = found is not None and (bool(found.torn) or not found.unbroken)
        self._write((b"\n" if torn else b"") + line + b"\n")
        return Appended(anchor.place, lines.digest(line), anchor.key, torn)

    def _write(self, text: bytes) -> None:
        """Write text at the end and wait until it is on the disk; what could not be written whole is taken back."""
        made = self._descriptor is None
        descriptor = _create(self._path) if self._descriptor is None else self._descriptor
        size = os.fstat(descriptor).st_size
        try:
            os.lseek(descriptor, 0, os.SEEK_END)
            rest = memoryview(text)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            if made:
                self._path.unlink()
            raise
        finally:
            if made:
                os.close(descriptor)
        if made:
            _keep_name(self._path.parent)


@contextmanager
def opened_log(file: str | os.PathLike[str], *, signer: Signer | None = None) -> Iterator[AppendedTo]:
    """Yield a log to append to, locked against other exports; one that is not there yet is made by its first anchor.

    What the signer has signed in it is checked.

    Raises:
        AlreadyThere: if something else has the name: another file, a link, a database.
        StorageBusy: if another export writes to it at this moment.
        OSError: if it cannot be opened.

    """
    path = Path(file)
    if not os.path.lexists(path):
        yield AppendedTo(path, None, None, signer)
        return
    if path.is_symlink() or not path.is_file():
        raise AlreadyThere(str(path), _ELSEWHERE)
    descriptor = os.open(path, os.O_RDWR | _NO_LINK | _BYTES)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise AlreadyThere(str(path), _ELSEWHERE)
        _lock(descriptor)
        yield AppendedTo(path, descriptor, _read(path, descriptor, signer), signer)
    finally:
        os.close(descriptor)


_ELSEWHERE = words.Line("that is no log of anchors; name another file")


def _read(path: Path, descriptor: int, signer: Signer | None) -> AnchorsRead:
    """Return the log in a file that is open; AlreadyThere if it is none, or one of an earlier version."""
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        text = stream.read(len(lines.BEGINNING))
        if lines.may_be_log(text):
            text += stream.read()
    if not lines.is_log(text):
        raise AlreadyThere(str(path), _ELSEWHERE)
    return parse_anchors(str(path), text, signers=None if signer is None else signer.signers, must=False)


def _lock(descriptor: int) -> None:
    """Take the lock of a log; it ends with the descriptor."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageBusy(words.Line("another export writes to this log")) from None


def _create(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK | _BYTES, _OURS_ALONE)
    except FileExistsError:
        raise AlreadyThere(str(path), words.Line("somebody has made it meanwhile; export again")) from None


def _keep_name(folder: Path) -> None:
    """Wait until the name of a new file is on the disk as well."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lists(found: AnchorsRead) -> dict[str, dict[str, list[lines.Head]]]:
    return {kind: {name: list(kept) for name, kept in heads.items()} for kind, heads in found.heads.items()}
