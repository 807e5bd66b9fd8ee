"""What a store of files does: bytes by their SHA-256; names, rights and uses are not its business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_sha256(text: str) -> bool:
    """Return whether a text is a SHA-256 in small hex digits."""
    return _SHA256.fullmatch(text) is not None


class Kept(NamedTuple):
    """A file in the store: its hash, its size in bytes, and since when it is there."""

    sha256: str
    size: int
    at: datetime


class Incoming(Protocol):
    """A file that has arrived whole and is not in the store yet."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its content, in hex."""
        ...

    @property
    def size(self) -> int:
        """Return its size in bytes."""
        ...

    @property
    def content(self) -> BinaryIO:
        """Return its content for reading, from any place on."""
        ...

    def keep(self) -> None:
        """Put it into the store, in one step; a file that is there already stays."""
        ...


class Store(Protocol):
    """Keeps files by the SHA-256 of their content; the same content is one file."""

    @property
    def where(self) -> str:
        """Return where the files are, for people."""
        ...

    def put(self, source: BinaryIO, *, name: str, at_most: int) -> AbstractContextManager[Incoming]:
        """Take in a file by parts, hashed as it comes, and yield it; what is not kept by the end is gone.

        Raises FileRefused if it has more than `at_most` bytes, and NoRoomForFiles.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Return the content for reading; raises FileGone."""
        ...

    def has(self, sha256: str) -> bool:
        """Return whether the file is there."""
        ...

    def delete(self, sha256: str) -> bool:
        """Delete a file, and return whether it was there."""
        ...

    def iterate(self) -> Iterator[Kept]:
        """Yield every file that is there, in the order of their hashes."""
        ...

    def sweep(self, before: datetime) -> int:
        """Delete what was left of files that never arrived whole, last written `before`; return how many."""
        ...
