"""Postings: which of 65,536 neighbouring keys are in a set, as bytes; a sorted list, or bits once that is shorter."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPAN = 1 << 16
"""How many keys one block has."""

_BITS = SPAN // 8
"""The bytes of a block as bits; a list of two bytes for each key is always shorter."""


def packed(keys: Iterable[int]) -> bytes:
    """Return the bytes of a set of places in a block."""
    places = array("H", sorted(keys))
    if 2 * len(places) >= _BITS:
        bits = bytearray(_BITS)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return bytes(bits)
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()


def unpacked(stored: bytes) -> set[int]:
    """Return the places of a block that are in a set."""
    if len(stored) == _BITS:
        return _places(int.from_bytes(stored, "little"))
    places = array("H", stored)
    if sys.byteorder == "big":
        places.byteswap()
    return set(places)


def common(sets: Sequence[bytes]) -> set[int]:
    """Return the places that are in all sets, of which there is at least one."""
    shortest, *others = sorted(sets, key=len)
    if len(shortest) == _BITS:
        bits = int.from_bytes(shortest, "little")
        for other in others:
            bits &= int.from_bytes(other, "little")
        return _places(bits)
    found = unpacked(shortest)
    for other in others:
        if len(other) == _BITS:
            found = {place for place in found if other[place >> 3] >> (place & 7) & 1}
        else:
            found &= unpacked(other)
    return found


def _places(bits: int) -> set[int]:
    text = f"{bits:b}"[::-1]
    found, place = set(), text.find("1")
    while place >= 0:
        found.add(place)
        place = text.find("1", place + 1)
    return found
