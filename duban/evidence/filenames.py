"""What a file may be called: its name without folders, control characters and marks of direction."""

from __future__ import annotations

import unicodedata

LONGEST = 255
"""The most characters of a name."""

_NAMELESS = "file"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that are not shown, or turn around what stands behind them."""


def cleaned_name(name: str) -> str:
    """Return a file's name as it is kept: the last part of a path, what cannot be seen left out, 255 characters.

    One that is too long loses the end of its stem, and keeps its suffix.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each) not in _UNSEEN)
    tidy = " ".join(seen.split()).strip(". ")
    if not tidy:
        return _NAMELESS
    stem, dot, suffix = tidy.rpartition(".")
    if len(tidy) <= LONGEST or not dot or len(suffix) > LONGEST // 2:
        return tidy[:LONGEST]
    return f"{stem[: LONGEST - len(suffix) - 1]}.{suffix}"


def suffix_of(name: str) -> str:
    """Return the suffix of a name in small letters, without its dot; empty if it has none."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""
