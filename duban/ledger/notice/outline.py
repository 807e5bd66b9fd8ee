"""The outline of a work plan: which paragraphs are its tasks, and where each begins and ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from duban.ledger.notice.formats import is_page_number
from duban.ledger.notice.wording import (
    FAMILIAR_HEADING,
    LEVELS,
    OTHER_HEADING,
    Number,
    is_annex,
    label_alone,
    label_at,
    number_of,
    read_assignment,
)

if TYPE_CHECKING:
    from duban.ledger.notice.wording import Assignment

_PARAGRAPH_ENDS = tuple("。！？；：!?;:”」』)）〕】")
_WRAPPED_ENDS = ("，", ",", "、")
_WRAPPED_SHARE = 0.75
_CLOSING = re.compile(r"自[^。；;]{0,16}(?:施行|实施|执行)|负责解释|有效期")
_LONGEST_CLOSING = 60
_MANY = 2
"""If a paragraph contains this many that name units of their own, these are the tasks."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One task: its place, its number, its text without the number, and what its brackets say.

    `section` is the line of the chapter that it belongs to and `heading` that of the nearest heading above it, both
    counted from 0, or -1 if there is none. `level` is the style of its number, and `end` the line after its last.
    """

    line: int
    number: str
    text: str
    section: int
    assignment: Assignment
    heading: int = -1
    level: int = -1
    end: int = 0

    def begins_anew(self, previous: Paragraph | None) -> bool:
        """Return whether its number starts a new count: it is 1 under a new heading, or of another style."""
        if previous is None or self.heading == previous.heading:
            return False
        return self.level != previous.level or self.number in {"1", "一"}


@dataclass(frozen=True, slots=True)
class Aside:
    """A section whose numbered paragraphs name no units and so are not tasks: its heading, first line, their count."""

    heading: str
    line: int
    count: int


@dataclass(slots=True)
class _Open:
    """A paragraph whose end has not been found yet."""

    start: int
    number: str
    cut: int
    section: int
    heading: int
    lines: list[str] = field(default_factory=list)


def read_outline(lines: list[str]) -> tuple[list[Paragraph], list[Aside]]:
    """Return the tasks, and the sections without tasks.

    The tasks have the style of numbers in which most paragraphs name units. There are two exceptions: a paragraph of a
    higher style with no such paragraph under it is a task if it names units itself; and if a paragraph has several of a
    lower style under it that each name units, these are the tasks. A section (一、 …) in which no paragraph names
    units, as is often the case for 总体要求 or 保障措施, has no tasks.
    """
    marks = [(index, None if is_annex(line) else number_of(line)) for index, line in enumerate(lines)]
    marks = [(index, number) for index, number in marks if number or is_annex(lines[index])]
    levels = [_paragraphs(lines, marks, level) for level in range(len(LEVELS))]
    best = max(range(len(LEVELS)), key=lambda level: _score(levels[level], level))
    if not any(each.assignment.has_units for each in levels[best]):
        return [], []
    with_units = {each.section for each in levels[best] if each.assignment.has_units}
    asides: dict[int, list[int]] = {}
    for each in levels[best]:
        if each.section not in with_units:
            asides.setdefault(each.section, []).append(each.line)
    tasks = _with_higher([each for each in levels[best] if each.section in with_units], levels[:best])
    lower = [(paragraphs, [each.line for each in paragraphs]) for paragraphs in levels[best + 1 :]]
    tasks = [task for each in tasks for task in _in_parts(each, lower) if not _closes(task)]
    headings = {section: lines[section].strip() if section >= 0 else "正文开头" for section in asides}
    kept = {each.line for each in tasks}
    left = {section: [line for line in found if line not in kept] for section, found in asides.items()}
    return tasks, [Aside(headings[section], found[0], len(found)) for section, found in left.items() if found]


def _score(paragraphs: list[Paragraph], level: int) -> tuple[int, float, int]:
    count = sum(each.assignment.has_units for each in paragraphs)
    return count, count / max(len(paragraphs), 1), level


def _with_higher(tasks: list[Paragraph], higher: list[list[Paragraph]]) -> list[Paragraph]:
    """Add the paragraphs of higher styles that name units in brackets or after headings and have no task under them."""
    found = list(tasks)
    for paragraphs in reversed(higher):
        starts = [each.line for each in found]
        found += [
            each
            for each in paragraphs
            if each.assignment.is_set_apart and bisect_left(starts, each.line) == bisect_right(starts, each.end)
        ]
        found.sort(key=lambda each: each.line)
    return found


def _in_parts(task: Paragraph, lower: list[tuple[list[Paragraph], list[int]]]) -> list[Paragraph]:
    """Return the paragraphs of a lower style under a task, if several of them name units each; else the task."""
    for paragraphs, starts in lower:
        parts = paragraphs[bisect_right(starts, task.line) : bisect_right(starts, task.end)]
        if sum(each.assignment.is_set_apart for each in parts) >= _MANY:
            return parts
    return [task]


def _closes(task: Paragraph) -> bool:
    """Return whether a paragraph says when the plan comes into force, which is not a task."""
    return not task.assignment.has_units and len(task.text) < _LONGEST_CLOSING and bool(_CLOSING.search(task.text))


def _paragraphs(lines: list[str], marks: list[tuple[int, Number | None]], level: int) -> list[Paragraph]:
    """Split the lines into the numbered paragraphs of one style; numbers of the same or a higher style end them.

    `marks` has the lines with a number, and those without one that begin an annex.
    """
    found: list[Paragraph] = []
    section = heading = -1
    opened: _Open | None = None

    def close(end: int) -> None:
        if opened is not None:
            text = joined(lines[opened.start : end], opened.cut)
            assignment = read_assignment(text)
            found.append(
                Paragraph(opened.start + 1, opened.number, text, opened.section, assignment, opened.heading, level, end)
            )

    for index, number in marks:
        if number and number.level > level:
            continue
        close(index)
        opened = None
        if number is None or (number.is_chapter and number.level < level):
            section = index
        if number and number.level == level:
            opened = _Open(index, number.text, number.end, section, heading)
        else:
            heading = index
    close(len(lines))
    return found


def joined(lines: list[str], cut: int = 0) -> str:
    """Join lines that a text editor or a printed page has wrapped; keep the breaks between paragraphs.

    The first `cut` characters are the number, and are left out.
    """
    return "\n".join(text for _, text in logical(lines, cut))


def logical(lines: list[str], cut: int = 0) -> list[tuple[int, str]]:
    """Return the paragraphs in wrapped lines, each with the line in which it begins, counted from 0."""
    kept = _without_pages(lines)
    if not kept:
        return []
    longest = max(len(line.strip()) for _, line in kept)
    found = [(kept[0][0], [kept[0][1][cut:].strip()])]
    for (_, previous), (index, line) in pairwise(kept):
        before, here = previous.strip(), line.strip()
        if not here:
            continue
        short = len(before) < _WRAPPED_SHARE * longest and not before.endswith(_WRAPPED_ENDS)
        if short or before.endswith(_PARAGRAPH_ENDS) or line[0] in " \u3000\t" or _begins_anew(before, here):
            found.append((index, [here]))
        else:
            found[-1][1].append(here)
    return [(index, "".join(parts)) for index, parts in found]


def _begins_anew(before: str, here: str) -> bool:
    """Return whether a line begins a paragraph: it has a known heading, or another one below a heading."""
    if label_at(here, 0, loose=False) or label_alone(here) or FAMILIAR_HEADING.match(here):
        return True
    return OTHER_HEADING.match(here) is not None and OTHER_HEADING.match(before) is not None


def _without_pages(lines: list[str]) -> list[tuple[int, str]]:
    """Return the lines with their places, without page numbers and the blank lines around them."""
    pages = {index for index, line in enumerate(lines) if index and is_page_number(line)}
    for page in sorted(pages):
        for step in (-1, 1):
            beside = page + step
            while 0 < beside < len(lines) and not lines[beside].strip() and beside not in pages:
                pages.add(beside)
                beside += step
    return [(index, line) for index, line in enumerate(lines) if index not in pages]
