"""What is in an archive, by its directory alone: nothing is ever unpacked."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES = 10_000
MOST_BYTES = 1024**3
"""The most bytes that all entries may have, as the directory declares them."""
MOST_RATIO = 100
"""How many times as large as the archive its content may be."""

_END, _END_64, _WHERE_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"
_END_SIZE, _WHERE_SIZE, _END_64_SIZE, _ENTRY_SIZE = 22, 20, 56, 46
_LONGEST_COMMENT = 65_535
_WIDE = 0xFFFFFFFF
_SIZES, _WIDE_SIZE = 1, 8
"""The kind of extra field that holds sizes of more than four bytes."""


class UnreadableArchive(ValueError):
    """The directory of an archive cannot be read."""


class Entry(NamedTuple):
    """An entry of an archive: its name, and the size that is declared for it."""

    name: str
    size: int


def entries(file: BinaryIO) -> Iterator[Entry]:
    """Yield what the directory of a zip archive lists, one after the other; raises UnreadableArchive.

    Python's own reader would first take the whole directory into memory, and believe the numbers in it.
    """
    try:
        place, end = _directory(file)
        file.seek(place)
        while file.tell() < end:
            head = file.read(_ENTRY_SIZE)
            if len(head) < _ENTRY_SIZE or head[:4] != _ENTRY:
                raise UnreadableArchive
            flags, size = struct.unpack_from("<H", head, 8)[0], struct.unpack_from("<I", head, 24)[0]
            named, more, noted = struct.unpack_from("<3H", head, 28)
            name = file.read(named).decode("utf-8" if flags & 0x800 else "cp437", "replace")
            extra = file.read(more)
            file.seek(noted, os.SEEK_CUR)
            yield Entry(name, _wide_size(extra) if size == _WIDE else size)
    except struct.error:
        raise UnreadableArchive from None


def _directory(file: BinaryIO) -> tuple[int, int]:
    """Return where the directory begins and ends; it stands right before the record that ends the archive."""
    whole = file.seek(0, os.SEEK_END)
    start = max(0, whole - _END_SIZE - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    found = tail.rfind(_END)
    if found < 0:
        raise UnreadableArchive
    length, end = struct.unpack_from("<I", tail, found + 12)[0], start + found
    if wide := _wide_directory(file, end):
        length, end = wide
    if length > end:
        raise UnreadableArchive
    return end - length, end


def _wide_directory(file: BinaryIO, at: int) -> tuple[int, int] | None:
    """Return the length and the end of the directory of a large archive; None if it is none."""
    if at < _WHERE_SIZE:
        return None
    file.seek(at - _WHERE_SIZE)
    where = file.read(_WHERE_SIZE)
    if where[:4] != _WHERE_64:
        return None
    place = struct.unpack_from("<Q", where, 8)[0]
    file.seek(min(place, at))
    record = file.read(_END_64_SIZE)
    if record[:4] != _END_64:
        raise UnreadableArchive
    return struct.unpack_from("<Q", record, 40)[0], place


def _wide_size(extra: bytes) -> int:
    """Return the size that stands in the extra field, where four bytes were too few."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _SIZES and length >= _WIDE_SIZE:
            return int(struct.unpack_from("<Q", extra, at + 4)[0])
        at += 4 + length
    return _WIDE
