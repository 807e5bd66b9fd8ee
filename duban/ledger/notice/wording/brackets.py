"""Brackets in official documents: 〔〕, （）, () and [] are mixed, nested, and not always closed."""

from __future__ import annotations

import re

OPENERS = "(（〔[［【"
_BRACKET = re.compile(r"[(（〔\[［【)）〕\]］】]")
_QUOTED = re.compile(r"“[^“”\n()（）〔〕\[\]［］【】]{1,30}”")
FILLER = "\0"
"""Replaces what is inside brackets; decoded text has no NUL, so it occurs nowhere else."""


def pairs(text: str) -> list[tuple[int, int]]:
    """Return start and end (exclusive) of each closed pair, outer before inner; any closer fits any opener."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket.group() in OPENERS:
            stack.append(bracket.start())
        elif stack:
            found.append((stack.pop(), bracket.end()))
    return sorted(found)


def hide(text: str) -> str:
    """Return a text of the same length in which closed brackets and short quotations are replaced by fillers."""
    text = _QUOTED.sub(lambda found: FILLER * len(found.group()), text)
    parts: list[str] = []
    at = 0
    for start, end in pairs(text):
        if start >= at:
            parts += (text[at:start], FILLER * (end - start))
            at = end
    return "".join(parts) + text[at:]


def split_outside(text: str, separators: re.Pattern[str]) -> list[str]:
    """Split at separators outside of brackets."""
    hidden = hide(text)
    parts: list[str] = []
    at = 0
    for separator in separators.finditer(hidden):
        parts.append(text[at : separator.start()])
        at = separator.end()
    return [*parts, text[at:]]
