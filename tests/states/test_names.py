"""Names are compared as people read them: what nobody sees, widths, blanks and letter case make no other name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.states import as_known, each_once, fold_name, is_among, same_name, tidy_name

UNSEEN = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "Arabic letter mark": "\u061c",
    "variation selector": "\ufe00",
    "ideographic variation selector": "\U000e0100",
    "combining grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "half-width Hangul filler": "\uffa0",
    "Mongolian vowel separator": "\u180e",
    "language tag": "\U000e0061",
    "bell": "\x07",
    "escape": "\x1b",
}
BLANKS = {"space": " ", "no-break space": "\u00a0", "ideographic space": "\u3000", "line feed": "\n", "tab": "\t"}


@pytest.mark.parametrize("mark", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_makes_no_other_name_and_is_not_kept(mark: str) -> None:
    for spelling in (f"张{mark}三", f"{mark}张三", f"张三{mark}"):
        assert same_name(spelling, "张三")
        assert tidy_name(spelling) == "张三"
    assert not fold_name(mark)
    assert not tidy_name(mark)


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_a_blank_makes_no_other_name(blank: str) -> None:
    assert same_name(f"市{blank}住建局{blank}", "市住建局")
    assert tidy_name(f"{blank}市住建局{blank}") == "市住建局"


def test_a_line_break_inside_a_name_is_kept_as_a_blank() -> None:
    assert tidy_name("局\r\nBcc: a") == "局 Bcc: a"


def test_widths_compatibility_forms_and_case_make_no_other_name() -> None:
    assert same_name("Ａ局", "a局")
    assert same_name("⽔利局", "水利局")  # a radical of Kangxi's dictionary
    assert tidy_name("Ａ局") == "Ａ局"


def test_another_character_is_another_name_however_alike() -> None:
    assert not same_name("巿住建局", "市住建局")  # another character, of other strokes
    assert not same_name("Mаrket", "Market")  # with a Cyrillic а


def test_no_name_is_nobody() -> None:
    assert not same_name(None, None)
    assert not is_among("张三", ())


def test_names_are_found_and_counted_in_whatever_spelling() -> None:
    assert is_among("市 住建局", ["市发改委", "市住建局\u200b"])
    assert each_once(["甲局", "甲\u200b局", "乙局"]) == ("甲局", "乙局")
    assert as_known(["甲\u3000局", "丙局"], ["甲局", "乙局"]) == ("甲局", "丙局")


@given(st.text())
def test_a_kept_name_is_read_as_the_one_that_was_written(name: str) -> None:
    assert fold_name(tidy_name(name)) == fold_name(name)
    assert tidy_name(tidy_name(name)) == tidy_name(name)


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)
