"""Text that documents can hold: without what XML refuses, and without what makes it read otherwise than it is."""

from __future__ import annotations

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    # marks that turn the direction of what follows, by which a number can be made to read as another
    "|[\u202a-\u202e\u2066-\u2069\ufeff]"
)
_LINES = re.compile("\r\n|[\r\x85\u2028\u2029]")


def plain_text(text: str) -> str:
    """Return a text without control characters and lone surrogates; lines end with one line feed, tabs are blanks."""
    return _UNFIT.sub("", _LINES.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """Return a text likewise, on one line."""
    return " ".join(plain_text(text).split())


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say anything."""
    return [line.strip() for line in plain_text(text).split("\n") if line.strip()]
