"""Postings hold what a set holds, whatever is added and taken away, as a list or as bits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from duban.storage.postings import SPAN, altered, common, unpacked

PLACES = st.sets(st.integers(0, SPAN - 1), max_size=50)
DENSE = st.integers(0, 9).map(lambda step: set(range(step, SPAN, 3 + step)))
"""From 5,461 to 21,846 places: more than a list holds."""
SETS = st.one_of(PLACES, DENSE)


@settings(max_examples=20)
@given(first=SETS, gained=SETS, lost=SETS)
def test_a_set_is_what_was_added_and_not_taken_away(first: set[int], gained: set[int], lost: set[int]) -> None:
    kept = altered(altered(b"", first, ()), gained - lost, lost)
    assert unpacked(kept) == (first | gained) - lost
    assert len(kept) == min(2 * len(unpacked(kept)), SPAN // 8)
    assert kept == altered(b"", (first | gained) - lost, ())


@settings(max_examples=15)
@given(sets=st.lists(SETS, min_size=1, max_size=4))
def test_what_is_common_to_sets_is_in_all_of_them(sets: list[set[int]]) -> None:
    stored = [altered(b"", places, ()) for places in sets]
    there = set.intersection(*sets)
    assert common(stored, most=len(there)) == there
    if there:
        assert common(stored, most=len(there) - 1) is None
