"""Tasks without numbers: paragraphs that end in a bracket with units, or are followed by lines that name units."""

from __future__ import annotations

import re

from duban.ledger.notice.outline import Paragraph, logical
from duban.ledger.notice.wording import (
    OPENERS,
    is_deadline,
    is_list_of_bodies,
    label_alone,
    label_at,
    number_of,
    read_assignment,
)

_NO_NUMBER = "原文未编号，按出现次序编号"
_NAMES_TASK = re.compile(r"(?:工作|重点|整改|目标)?(?:任务|事项|内容|问题|项目)(?:名称|内容)?[:：]")
_BULLET = re.compile(r"^(?:[●■◆▲★•·○◇□▪※►➢\-*]|—{1,2})[ \u3000]{0,2}")
_LONGEST_HEADING = 30

_Lines = list[tuple[int, str]]


def read_plain(lines: list[str]) -> list[Paragraph]:
    """Return the paragraphs without numbers that name units in brackets or after headings, numbered from 1."""
    found: list[Paragraph] = []
    task: _Lines = []
    for index, text in logical(lines):
        if task and (_says_who(text) or _answers(task[-1][1], text) or _is_heading_of(task, text)):
            task.append((index, text))
        else:
            found += _task(task, len(found) + 1)
            task = [(index, text)]
    return found + _task(task, len(found) + 1)


def _says_who(text: str) -> bool:
    return label_at(text, 0, loose=False) is not None or (text[:1] in OPENERS and _is_set_apart(text))


def _answers(heading: str, text: str) -> bool:
    """Return whether a text is the value of a heading on a line of its own, or continues that value."""
    return (label_alone(heading) is not None or is_list_of_bodies(heading)) and (
        is_list_of_bodies(text) or is_deadline(text) or label_alone(text) is not None
    )


def _is_heading_of(task: _Lines, text: str) -> bool:
    """Return whether the lines so far are a short heading, and `text` is the paragraph under it."""
    (index, heading), *more = task
    short = len(heading) <= _LONGEST_HEADING and not re.search("[。：:；;号]|[0-9]{4}年", heading)
    return (
        bool(index) and not more and short and number_of(heading) is None and number_of(text) is None and "。" in text
    )


def _task(lines: _Lines, number: int) -> list[Paragraph]:
    if not lines or number_of(lines[0][1]) or _says_who(lines[0][1]):
        return []
    first = _NAMES_TASK.sub("", _BULLET.sub("", lines[0][1]), count=1)
    text = "\n".join([first, *(text for _, text in lines[1:])])
    assignment = read_assignment(text)
    if not assignment.is_set_apart or not text[: assignment.start].strip():
        return []
    assignment.doubts.append(_NO_NUMBER)
    return [Paragraph(lines[0][0] + 1, str(number), text, -1, assignment)]


def _is_set_apart(text: str) -> bool:
    return read_assignment(text).is_set_apart
