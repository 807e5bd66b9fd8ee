"""What a font file calls itself in every language: 方正小标宋简体 is the FZXiaoBiaoSong-B05S of the same file."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
_COLLECTION = b"ttcf"
_WINDOWS, _MAC = 3, 1
_CODE_PAGES = {(_WINDOWS, 3): "gb18030", (_MAC, 25): "gb18030", (_MAC, 0): "mac-roman"}
_LARGEST_TABLE = 1024 * 1024


@lru_cache(maxsize=4096)
def families_of(path: str, index: int = 0) -> frozenset[str]:
    """Return the names of the family that a face has in its file; none if the file cannot be read as a font."""
    try:
        with Path(path).open("rb") as file:
            offset = 0
            if file.read(4) == _COLLECTION:
                file.seek(12 + 4 * index)
                offset = struct.unpack(">I", file.read(4))[0]
            file.seek(offset + 4)
            tables = struct.unpack(">H6x", file.read(8))[0]
            for record in (file.read(16) for _ in range(tables)):
                if record[:4] == b"name":
                    at, length = struct.unpack(">II", record[8:])
                    file.seek(at)
                    return frozenset(_families(file.read(min(length, _LARGEST_TABLE))))
    except (OSError, struct.error, ValueError):
        pass
    return frozenset()


def _families(table: bytes) -> list[str]:
    _, count, texts = struct.unpack_from(">HHH", table)
    found = []
    for place in range(count):
        platform, encoding, _, name, length, at = struct.unpack_from(">6H", table, 6 + 12 * place)
        if name in {_FAMILY, _TYPOGRAPHIC_FAMILY}:
            raw = table[texts + at : texts + at + length]
            page = _CODE_PAGES.get((platform, encoding), "utf-16-be")
            found.append(raw.decode(page, "replace").replace("\0", ""))
    return found
