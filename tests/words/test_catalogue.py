"""The Chinese of all that people read: whole, with the same places, and compiled from what is kept."""

from __future__ import annotations

import io
import re
from gettext import GNUTranslations
from typing import TYPE_CHECKING

import pytest
from catalogue import MO, as_mo, extracted, translated

from duban import words

if TYPE_CHECKING:
    from babel.messages.catalog import Message

HAN = re.compile(r"[\u4e00-\u9fff]")
BLANK = re.compile(r"\{\w+(?::\w+)?\}|\W")
"""What is no word: places and signs."""


def kept() -> dict[str | tuple[str, ...], Message]:
    return {message.id: message for message in translated() if message.id}


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def test_every_text_has_its_chinese_and_every_chinese_is_used() -> None:
    assert {message.id for message in extracted() if message.id} == kept().keys()
    said = [text for message in kept().values() for text in forms(message.string)]
    assert [text for text in said if not HAN.search(text) and BLANK.sub("", text)] == []
    assert all(said)


def test_both_languages_fill_in_the_same_places() -> None:
    for english, message in kept().items():
        for text in forms(message.string):
            assert places(text) == places(forms(english)[-1]), english


def test_what_is_compiled_is_what_is_kept() -> None:
    fresh = GNUTranslations(io.BytesIO(as_mo(translated())))
    with MO.open("rb") as file:
        compiled = GNUTranslations(file)
    for english in kept():
        one = forms(english)[0]
        assert compiled.gettext(one) == fresh.gettext(one), "run `make words`"
    assert len(compiled._catalog) == len(fresh._catalog), "run `make words`"  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", ["No such file or directory", "duban.toml: Permission denied", "Missing option --by"])
def test_a_line_of_a_library_is_retold_in_chinese_and_left_alone_in_english(line: str) -> None:
    assert HAN.search(words.retold(line))
    with words.speaking("en"):
        assert words.retold(line) == line


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh_CN.UTF-8", "zh"), ("zh", "zh"), ("en", "en"), ("C.UTF-8", "en"), ("de-AT@euro", "en")],
)
def test_who_reads_chinese_is_told_in_chinese_and_everybody_else_in_english(locale: str, language: str) -> None:
    with words.speaking(locale):
        assert words.language() == language
        assert words.text("Unit") == {"zh": "单位", "en": "Unit"}[language]
    assert words.language() == "zh"
