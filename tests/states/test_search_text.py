"""Folding, words and pairs: a text that has a word has all its pairs, however either is written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duban.states import fold_text, folded_lines, has_words, pairs_beginning, pairs_of, words_sought

WRITTEN = st.text(st.sampled_from("取号机路灯𠮷é（〔-－_%\\ABab01 \u3000\u200b，。"), min_size=1, max_size=12)


@given(before=WRITTEN, word=WRITTEN, after=WRITTEN)
def test_a_text_has_the_pairs_of_every_word_in_it(before: str, word: str, after: str) -> None:
    text = folded_lines([f"{before}{word}{after}"])
    for each in fold_text(word).split():
        assert has_words(text, [(each,)])
        assert pairs_of(each) <= pairs_of(text)
        beginning = pairs_beginning(each)
        assert (beginning is None) == bool(pairs_of(each))
        assert beginning is None or pairs_of(text).intersection(beginning)


def test_spellings_that_look_alike_are_one() -> None:
    assert fold_text("ＷＴ－２０２６—０４１７") == fold_text("wt-2026-0417")
    assert fold_text("云督【2026】３号") == fold_text("云督〔2026〕3号") == fold_text("云督（2026）3号")
    assert fold_text(" 取\u200b号\u00ad机\u3000\n故障 ") == "取号机 故障"
    assert words_sought("故障\u3000取号 故障") == ("故障", "取号")


def test_no_word_is_found_across_two_lines() -> None:
    text = folded_lines(["取", None, "", "号"])
    assert not has_words(text, [("取号",)])
    assert has_words(text, [("取号", "取"), ("号",)])
