"""Postings: which of 65,536 neighbouring keys are in a set, as bytes; a sorted list, or bits once that is shorter."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

SPAN = 1 << 16
"""How many keys one block has."""

_BITS = SPAN // 8
_LISTED = _BITS // 2
"""So many places make a list as long as the bits, so that the length tells which it is."""


def altered(stored: bytes, gained: Collection[int], lost: Collection[int]) -> bytes:
    """Return the bytes of a set with some places more and some less."""
    if len(stored) == _BITS:
        bits = bytearray(stored)
        for place in gained:
            bits[place >> 3] |= 1 << (place & 7)
        for place in lost:
            bits[place >> 3] &= ~(1 << (place & 7))
        return bytes(bits) if not lost or _many(bits) else _as_list(unpacked(bytes(bits)))
    places = (unpacked(stored) | set(gained)) - set(lost)
    if len(places) < _LISTED:
        return _as_list(places)
    return altered(bytes(_BITS), places, ())


def unpacked(stored: bytes) -> set[int]:
    """Return the places of a block that are in a set."""
    if len(stored) == _BITS:
        return _places(int.from_bytes(stored, "little"))
    return set(_swapped(array("H", stored)))


def common(sets: Sequence[bytes], *, most: int) -> set[int] | None:
    """Return the places that are in all sets, of which there is at least one; None if they are more than `most`."""
    shortest, *others = sorted(sets, key=len)
    if len(shortest) == _BITS:
        bits = int.from_bytes(shortest, "little")
        for other in others:
            bits &= int.from_bytes(other, "little")
        return None if bits.bit_count() > most else _places(bits)
    found = unpacked(shortest)
    for other in others:
        if len(other) == _BITS:
            found = {place for place in found if other[place >> 3] >> (place & 7) & 1}
        else:
            found &= unpacked(other)
    return None if len(found) > most else found


def _many(bits: bytearray) -> bool:
    return int.from_bytes(bits, "little").bit_count() >= _LISTED


def _as_list(places: Iterable[int]) -> bytes:
    return _swapped(array("H", sorted(places))).tobytes()


def _swapped(places: array[int]) -> array[int]:
    """Return places between the order of bytes of this machine and that in which they are stored."""
    if sys.byteorder == "big":
        places.byteswap()
    return places


def _places(bits: int) -> set[int]:
    text = f"{bits:b}"[::-1]
    found, place = set(), text.find("1")
    while place >= 0:
        found.add(place)
        place = text.find("1", place + 1)
    return found
