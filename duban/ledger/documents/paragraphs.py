"""A text that people typed as the paragraphs of a letter: its headings are known by their numbers."""

from __future__ import annotations

import re

from duban.ledger.documents.letter import Paragraph
from duban.ledger.documents.plain import lines_of

_FIGURES = "一二三四五六七八九十百"
_NUMBERED = (
    re.compile(rf"[{_FIGURES}]+、"),
    re.compile(rf"[（(][{_FIGURES}]+[）)]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
"""How headings of each level begin (GB/T 9704-2012, 7.3.3)."""
_SENTENCE = tuple("。；：！？，,;:.!?")
_LONGEST = 56
"""The most characters of a heading, two lines; what is longer is a paragraph that is numbered."""


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text, one a line; a short numbered line that ends no sentence is a heading."""
    return tuple(Paragraph(line, _level(line)) for line in lines_of(text))


def _level(line: str) -> int:
    if len(line) > _LONGEST or line.endswith(_SENTENCE):
        return 0
    return next((level for level, begins in enumerate(_NUMBERED, 1) if begins.match(line)), 0)
