"""The numbers of paragraphs in a work plan, from 第一章 down to ①, and the marks of its annexes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from duban.ledger.notice.wording.labels import FAMILIAR_HEADING, label_at

_HAN = "[一二三四五六七八九十百零〇]{1,5}"
_DIGITS = "[0-9０-９]{1,3}"
_ANY = f"(?:{_HAN}|{_DIGITS})"
_WORDS = r"(?=[ \u3000]{0,2}[\u4e00-\u9fff“《])"
"""What must follow a number that could be something else, such as 1.2 or 3)."""
_FORMS: tuple[tuple[str, ...], ...] = (
    (rf"(第{_ANY}(?:章|部分|篇))",),
    (rf"({_HAN})、", rf"({_HAN})[.．]{_WORDS}"),
    (rf"第({_ANY})条(?=[ \u3000:：、]|[\u4e00-\u9fff“《])[:：、]?", rf"(?:任务|事项|举措|问题|项目)({_ANY})[:：、.．]"),
    (rf"[(（]({_HAN})[)）][、.．]?",),
    (rf"({_DIGITS})[ \u3000]{{0,2}}[.．、](?![0-9０-９])",),
    (rf"([0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})[.．、]?{_WORDS}",),
    (rf"[(（]({_DIGITS})[)）][、.．]?", rf"({_DIGITS})[)）]{_WORDS}", r"([\u2474-\u2487])"),
    (r"([\u2460-\u2473\u3251-\u325f])",),
)
LEVELS = tuple(re.compile(rf"[ \u3000\t]*(?:{'|'.join(forms)})[ \u3000]{{0,4}}") for forms in _FORMS)
"""Styles of numbers, highest first; a numbered paragraph ends where one of the same or a higher style begins."""
_CHAPTERS = 2
_LISTS = 4
"""The level of 1.; numbers of the levels above it are headings of what follows."""
_FIRST = frozenset("第一二三四五六七八九十百零〇任事举问项(（0123456789０１２３４５６７８９") | frozenset(
    map(chr, (*range(0x2460, 0x2488), *range(0x3251, 0x3260)))
)
"""The characters that numbers begin with."""
_ANNEX = re.compile(
    r"[ \u3000\t]*(?:附件|附表|附录|附)[ \u3000]?[0-9０-９一二三四五六七八九十]{0,3}[ \u3000]*(?:[:：]|$)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the beginning of a line: the level of its style, its plain digits, and where the text begins."""

    level: int
    text: str
    end: int

    @property
    def is_chapter(self) -> bool:
        """Return whether a paragraph with this style of number is a chapter that contains tasks."""
        return self.level < _CHAPTERS


def number_of(line: str) -> Number | None:
    """Return the number that a line begins with; None if it has none."""
    if line.lstrip(" \u3000\t")[:1] not in _FIRST:
        return None
    for level, form in enumerate(LEVELS):
        if found := form.match(line):
            number = next(text for text in found.groups() if text)
            return Number(level, unicodedata.normalize("NFKC", number).strip("()"), found.end())
    return None


def without_heading_number(line: str) -> str:
    """Return （2）牵头单位：甲局 without its number, which counts headings and not tasks; other lines as they are."""
    if ":" not in line and "：" not in line:
        return line
    number = number_of(line)
    if number is None or number.level < _LISTS:
        return line
    heading = label_at(line, number.end, loose=False) or (
        number.level > _LISTS and FAMILIAR_HEADING.match(line, number.end)
    )
    return line[number.end :] if heading else line


def is_annex(line: str) -> bool:
    """Return whether a line begins an annex (附件1)."""
    return _ANNEX.match(line) is not None
