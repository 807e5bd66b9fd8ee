"""Names of folders and files that Windows, WPS and zip programs take, whatever people have written."""

from __future__ import annotations

import re
import unicodedata

LONGEST_FOLDER, LONGEST_FILE = 40, 80
"""In characters: unpacked in a folder of 130 characters, a path stays below the 260 of Windows."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"}) | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"
}
_LONGEST_SUFFIX = 10
_MOST_BYTES = 240
"""File systems of Linux take 255; rare characters have four each."""
_NAMELESS = "_"


def safe_name(text: str, longest: int) -> str:
    r"""Return a name that no system refuses: without `\/:*?"<>|` and what cannot be seen, and not too long.

    What is too long loses the end of its stem and keeps its suffix. It ends with no point or blank, begins with none,
    and is no device of Windows (CON, NUL, COM1). It never names another folder.
    """
    seen = "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) not in _UNSEEN)
    tidy = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    stem, dot, suffix = tidy.rpartition(".")
    if not dot or not stem or len(suffix) > _LONGEST_SUFFIX:
        stem, dot, suffix = tidy, "", ""
    stem = stem[: longest - len(dot) - len(suffix)].rstrip(". ")
    while len(f"{stem}{dot}{suffix}".encode()) > _MOST_BYTES:
        stem = stem[:-1].rstrip(". ")
    if stem.split(".")[0].strip().casefold() in _DEVICES:
        stem = f"_{stem}"[: longest - len(dot) - len(suffix)]
    return f"{stem or _NAMELESS}{dot}{suffix}"


class Names:
    """Gives out names in one folder, each once, also for systems that do not tell capitals from small letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str, longest: int) -> str:
        """Return a safe name that was not given out yet; the second of two gets “ (2)” before its suffix."""
        name, count = safe_name(text, longest), 1
        stem, dot, suffix = name.rpartition(".")
        if not dot or not stem or len(suffix) > _LONGEST_SUFFIX:
            stem, dot, suffix = name, "", ""
        while name.casefold() in self._taken:
            count += 1
            mark = f" ({count})"
            name = f"{stem[: longest - len(mark) - len(dot) - len(suffix)]}{mark}{dot}{suffix}"
        self._taken.add(name.casefold())
        return name
