"""Cells that no spreadsheet takes for a formula or refuses, whatever somebody has written into a matter."""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
"""What a workbook cannot hold, as a set of a regular expression has it."""
_CONTROLS = re.compile(f"[{CONTROLS}]")

_RECKONED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a formula begins with, in full width as well, and what spreadsheets leave out before it."""


def plain_cell(text: str) -> str:
    """Return a cell as it is, or one that would be reckoned with an apostrophe before it."""
    return f"'{text}" if text.startswith(_RECKONED) else text


def as_meant(text: str) -> str:
    """Return a cell that `plain_cell` has written as it was before."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RECKONED) else text


def without_controls(text: str) -> str:
    """Return a cell without control characters, which a workbook cannot hold."""
    return _CONTROLS.sub("", text)


def plain_or_phone(text: str) -> str:
    """Return a cell likewise; a number with its country before it (+86…) stays, so that a list can be read again."""
    return text if text[:1] == "+" and text[1:].isascii() and text[1:].isdigit() else plain_cell(text)
