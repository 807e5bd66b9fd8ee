"""The outline of a work plan: which numbered paragraphs are its tasks, and where each begins and ends."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from duban.ledger.notice.units import Assignment, read_assignment

_HAN = "[一二三四五六七八九十百]{1,4}"
_STYLES = tuple(
    re.compile(rf"[ \u3000\t]*(?:{form})[ \u3000]{{0,4}}")
    for form in (
        rf"(?P<number>{_HAN})、",
        rf"[(（](?P<number>{_HAN})[)）][、.．]?",
        r"(?P<number>[0-9０-９]{1,3})[ \u3000]{0,2}[.．、](?![0-9０-９])",
        r"[(（](?P<number>[0-9０-９]{1,3})[)）][、.．]?",
    )
)
_SECTION = _STYLES[0]
_ANNEX = re.compile(
    r"[ \u3000\t]*(?:附件|附表|附录|附)[ \u3000]?[0-9０-９一二三四五六七八九十]{0,3}[ \u3000]*(?:[:：]|$)"
)
_PARAGRAPH_ENDS = tuple("。！？；：!?;:”」』)）〕】")
_WRAPPED_ENDS = ("，", ",", "、")
_WRAPPED_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered task: where it stands, its number, its text without the number, and what its brackets say."""

    line: int
    number: str
    text: str
    section: int
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Aside:
    """A section whose numbered paragraphs name no units and are no tasks: its heading, first line and their count."""

    heading: str
    line: int
    count: int


def read_outline(lines: list[str]) -> tuple[list[Paragraph], list[Aside]]:
    """Return the tasks, which are numbered in the style under which most paragraphs name units, and what is none.

    A section (一、 …) without any such paragraph, as 总体要求 or 保障措施 often is, holds no tasks.
    """
    best: list[Paragraph] = []
    best_score = (0, 0.0, 0)
    for rank in range(len(_STYLES)):
        paragraphs = _paragraphs(lines, rank)
        count = sum(each.assignment.has_units for each in paragraphs)
        score = (count, count / max(len(paragraphs), 1), rank)
        if count and score > best_score:
            best, best_score = paragraphs, score
    with_units = {each.section for each in best if each.assignment.has_units}
    asides: dict[int, list[int]] = {}
    for each in best:
        if each.section not in with_units:
            asides.setdefault(each.section, []).append(each.line)
    headings = {section: lines[section].strip() if section >= 0 else "正文开头" for section in asides}
    tasks = [each for each in best if each.section in with_units]
    return tasks, [Aside(headings[section], found[0], len(found)) for section, found in asides.items()]


def _paragraphs(lines: list[str], rank: int) -> list[Paragraph]:
    """Cut the lines into the numbered paragraphs of one style; headings of its own or a higher rank end them."""
    found: list[Paragraph] = []
    section = -1
    start: int | None = None
    number = ""
    cut = 0

    def close(end: int) -> None:
        if start is not None:
            text = _joined(lines[start:end], cut)
            found.append(Paragraph(start + 1, number, text, section, read_assignment(text)))

    for index, line in enumerate(lines):
        annex = _ANNEX.match(line)
        own = None if annex else _STYLES[rank].match(line)
        if not own and not annex and not any(style.match(line) for style in _STYLES[:rank]):
            continue
        close(index)
        start = None
        if annex or (rank and _SECTION.match(line)):
            section = index
        if own:
            start, number = index, unicodedata.normalize("NFKC", own["number"])
            cut = own.end()
    close(len(lines))
    return found


def _joined(lines: list[str], cut: int) -> str:
    """Join lines that were wrapped by a text editor; keep the breaks between paragraphs; cut the number off."""
    longest = max((len(line.strip()) for line in lines), default=0)
    parts = [lines[0][cut:].strip()]
    for previous, line in pairwise(lines):
        before, here = previous.strip(), line.strip()
        if not here:
            continue
        short = len(before) < _WRAPPED_SHARE * longest and not before.endswith(_WRAPPED_ENDS)
        if short or before.endswith(_PARAGRAPH_ENDS) or line[0] in " \u3000\t":
            parts.append("\n")
        parts.append(here)
    return "".join(parts)
