"""What becomes of a cell by what was exported, what stands now, and what the file has, as properties."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duban.ledger.excel.bringing import tidy, verdict_of

VALUES = st.sampled_from(["", "甲", "乙", "丙"])
EXPORTED = st.none() | VALUES


@given(exported=EXPORTED, now=VALUES, here=VALUES)
def test_nothing_is_written_that_stands_already_or_was_not_touched(exported: str | None, now: str, here: str) -> None:
    verdict = verdict_of(exported, now, here)
    assert (verdict == "same") == (here in {"", exported, now})


@given(exported=EXPORTED, now=VALUES, here=VALUES)
def test_what_others_wrote_is_never_written_over_unasked(exported: str | None, now: str, here: str) -> None:
    if verdict_of(exported, now, here) in {"new", "changed"}:
        assert now in {"", exported}
        assert here


@given(exported=EXPORTED, now=VALUES, here=VALUES)
def test_once_written_the_same_file_says_nothing_more(exported: str | None, now: str, here: str) -> None:
    verdict = verdict_of(exported, now, here)
    after = here if verdict in {"new", "changed"} else now
    assert verdict == "conflict" or verdict_of(exported, after, here) == "same"


@given(exported=VALUES, now=VALUES, here=VALUES)
def test_who_asked_first_is_in_conflict_only_if_three_values_differ(exported: str, now: str, here: str) -> None:
    assert (verdict_of(exported, now, here) == "conflict") == (len({exported, now, here}) == 3 and here != "")


@given(st.text(max_size=30))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
