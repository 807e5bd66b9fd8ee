"""Names as people read them: what of a spelling is kept, and which spellings are one name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# The code points that Unicode calls default ignorable (DerivedCoreProperties.txt), and the other format and control
# characters that show nothing: zero-width and soft hyphen, bidirectional and variation selectors, fillers and tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BLANK = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029\u2800]+")
_REMEMBERED = 1 << 14


@lru_cache(maxsize=_REMEMBERED)
def tidy_name(name: str) -> str:
    """Return a name as it is kept: without characters that nobody sees, and on one line."""
    if name.isascii() and name.isprintable():
        return name.strip()
    return _BLANK.sub(" ", _UNSEEN.sub("", name)).strip()


@lru_cache(maxsize=_REMEMBERED)
def fold_name(name: str) -> str:
    """Return the key of a name: spellings that look alike, but for blanks and case, have the same key.

    It is NFKC_Casefold of Unicode (UAX 31), without blanks: full-width forms, letter case and invisible characters do
    not count. Letters of other scripts that look alike do: a Cyrillic а is no Latin a.
    """
    key = _folded(name)
    # What is left out may have stood between characters that belong together: until nothing changes any more.
    while (again := _folded(key)) != key:
        key = again
    return key


def _folded(name: str) -> str:
    return fold_line(name).replace(" ", "")


def fold_line(text: str) -> str:
    """Return a text in NFKC, without letter case and what nobody sees, its blanks each a single space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())
    return " ".join(_BLANK.sub(" ", _UNSEEN.sub("", plain)).split())


def same_name(one: str | None, other: str | None) -> bool:
    """Return whether two spellings are one name; no name is nobody's."""
    return one is not None and other is not None and (one == other or fold_name(one) == fold_name(other))


def is_among(name: str, names: Iterable[str]) -> bool:
    """Return whether one of the names is this one, in whatever spelling."""
    known = tuple(names)
    return name in known or (bool(known) and fold_name(name) in map(fold_name, known))


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that are another spelling of an earlier one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold_name(name), name)
    return tuple(first.values())


def as_known(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each in the spelling in which it is known already, if it is."""
    spelled = {fold_name(name): name for name in known}
    return tuple(spelled.get(fold_name(name), name) for name in names)
