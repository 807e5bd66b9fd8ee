"""Writing files for people: whole or not at all, for their owner alone, and never over another file."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from duban.ledger.errors import WrongEnding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike


def named(path: str | PathLike[str], *endings: str) -> Path:
    """Return where a file goes, if its name ends as what is written does, whatever the case; raises WrongEnding.

    A name without an ending says nothing false.
    """
    place = Path(path)
    if place.suffix and place.suffix.lower() not in endings:
        raise WrongEnding(str(path), endings)
    return place


def write_new(path: str | PathLike[str], content: bytes) -> Path:
    """Write a file that is not there yet, and return where; it is its owner's alone (mode 0600).

    Whoever looks sees the whole file or none, even if the process is killed. Raises FileExistsError if something is
    there, which is left as it is, and other kinds of OSError if the file cannot be written.
    """
    with writing_new(path) as file:
        file.write(content)
    return Path(path)


@contextmanager
def writing_new(path: str | PathLike[str]) -> Iterator[BinaryIO]:
    """Yield a file to write to, which gets its name at the end, as `write_new` does; for what memory need not hold."""
    place = Path(path)
    if os.path.lexists(place):  # before all the work
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    try:
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:40]}.", suffix=".part")
    except OSError as error:  # of the folder; who called knows the file, not the name it has meanwhile
        error.filename = str(place)
        raise
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(Path(name), place)
    finally:
        Path(name).unlink(missing_ok=True)


def _name(written: Path, place: Path) -> None:
    """Give a file that is written its name, which nothing may have; a link, unlike a rename, replaces nothing."""
    try:
        place.hardlink_to(written)
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from None
    except OSError:  # a file system without links, such as that of a memory stick
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, written.open("rb") as content:
            shutil.copyfileobj(content, file)
