"""Names of the directory that one which it does not know may mean: mistyped, abbreviated, or written in full."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from duban.workflow.people.contacts import core_of

if TYPE_CHECKING:
    from duban.workflow.people.directory import Directory

_MOST = 3
_CLOSE = 0.5
"""Of a Chinese word of two characters, one is often mistyped."""
_ABBREVIATED = 0.9
_WORD = 2


def near_units(directory: Directory, name: str) -> tuple[str, ...]:
    """Return the units and groups whose names are near to one that the directory does not know, the nearest first."""
    mine, found = core_of(name), dict[str, float]()
    for unit in directory.units:
        found[unit.name] = max(_alike(mine, core_of(each)) for each in (unit.name, *unit.aliases))
    found |= {group: _alike(mine, core_of(group)) for group in directory.groups}
    close = sorted((each for each in found if found[each] >= _CLOSE), key=lambda each: -found[each])
    return tuple(close[:_MOST])


def _alike(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; an abbreviation is, which has some characters of the other."""
    ratio = difflib.SequenceMatcher(None, one, other).ratio()
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    if len(short) >= _WORD and all(sign in rest for sign in short):
        return max(ratio, _ABBREVIATED)
    return ratio
