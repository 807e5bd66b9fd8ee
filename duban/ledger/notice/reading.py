"""Reading a notice (工作方案) into numbered tasks; whatever is doubtful is reported, not guessed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.errors import NoticeError
from duban.ledger.notice.doubts import doubts_of, numbering, steps_doubts
from duban.ledger.notice.formats import read_document
from duban.ledger.notice.head import read_head
from duban.ledger.notice.outline import read_outline
from duban.ledger.notice.plain import read_plain
from duban.ledger.notice.tables import read_table
from duban.ledger.notice.wording import read_deadline, says_first_leads, steps_of
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.ledger.notice.head import Head
    from duban.ledger.notice.outline import Paragraph
    from duban.ledger.notice.wording import DatedStep

_HEAD_LINES, _TAIL_LINES = 80, 20
_MANY_TIMES = 2
"""If this many times more tasks are in paragraphs without numbers, the numbers are those of chapters."""
_CLOSED = (")", "）", "]", "】", "〕")
_EDGES = " \u3000\n。:："
_FULL_STOP = re.compile(r"。|(?<=[\u4e00-\u9fff）)”》])[.．](?=[\u4e00-\u9fff（(“《]|\s*$)")
"""The end of a title: a full stop, which may be half-width between Chinese words."""


@dataclass(frozen=True, slots=True)
class NoticeItem(Jsonable):
    """One task as the notice has it; units are as written, including groups (各区).

    `deadline_text` is empty if there is none; `deadline_date` is None if the task is ongoing or its day is unclear.
    `open_ended` says that 等单位 leaves the list open. `line` is where the task begins, counted from 1. `key` is unique
    in the notice, even if a number is used twice.
    """

    _json = (
        *("number", "title", "lead_units", "responsible_units"),
        *("deadline_text", "deadline_date", "ongoing", "open_ended", "doubts"),
    )

    number: str
    title: str
    body: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    deadline_text: str
    deadline_date: date | None
    ongoing: bool
    open_ended: bool
    doubts: tuple[str, ...]
    lead_raw: str
    responsible_raw: str
    line: int
    key: str
    steps: tuple[DatedStep, ...] = ()
    """The dated steps that its deadline, or else its text, has beside the one date."""
    written: str = ""
    """The task as the notice has it, to be compared with what was read."""

    def to_json(self) -> dict[str, Any]:
        """Return the task for JSON; its number is a JSON number if it is one."""
        number = int(self.number) if self.number.isascii() and self.number.isdigit() else self.number
        return {**Jsonable.to_json(self), "number": number}


@dataclass(frozen=True, slots=True)
class Notice:
    """A work plan: its name, document number and day as far as it gives them, its tasks, and doubts about the whole.

    `year` is that of deadlines without one, `issuer` the body that issued it, and `file` a reference to the file that
    was read: its name and SHA-256. `known_as` is the identity under which the plan that it changes was opened.
    """

    title: str
    document_no: str
    issued_on: date | None
    items: tuple[NoticeItem, ...]
    doubts: tuple[str, ...]
    issuer: str = ""
    year: int | None = None
    file: Mapping[str, str] | None = None
    known_as: str | None = None

    @property
    def identity(self) -> str:
        """Return what identifies this notice when it is read again: its number, or else its name, or else its text."""
        if self.known_as is not None:
            return self.known_as
        if self.document_no or self.title:
            return self.document_no or self.title
        return sha256(repr([(item.key, item.title) for item in self.items]).encode()).hexdigest()


def read_notice(data: bytes, *, source: str) -> Notice:
    """Read a work plan from plain text (UTF-8 or GB18030), .docx or .html; `source` names the file in errors.

    Its tasks are the numbered paragraphs that name units, or the rows of its tables, whichever are more. Raises
    NoticeError if the file is of another kind, or has no tasks.
    """
    document = read_document(data, source)
    lines = document.lines
    paragraphs, asides = read_outline(lines)
    unnumbered = read_plain(lines)
    if len(unnumbered) >= _MANY_TIMES * max(sum(each.assignment.has_units for each in paragraphs), 0.5):
        paragraphs, asides = unnumbered, []
    rows = [row for table in document.tables for row in read_table(table)]
    passed = ""
    if sum(row.assignment.has_units for row in rows) >= max(sum(each.assignment.has_units for each in paragraphs), 1):
        passed = f"正文另有{len(paragraphs)}个列明单位的编号段落，与表格重复或另有任务，未读入" if paragraphs else ""
        paragraphs, asides = rows, []
    elif rows:
        passed = f"表格另有{len(rows)}行任务，与正文重复或另有任务，未读入"
    if not paragraphs:
        raise NoticeError(
            source,
            words.Line(
                "no numbered task with its units was found; tasks look like {example}, or stand in a table {head}",
                example="1. 名称。内容。(责任单位:…;完成时限:…)",
                head="序号｜任务｜责任单位｜完成时限",
            ),
        )
    head = read_head(lines, paragraphs[0].line - 1)
    _let_first_lead(paragraphs, lines)
    items = _items(paragraphs, head)
    left = [f"“{aside.heading}”下{aside.count}个编号段落未列单位，不作为任务（第{aside.line}行起）" for aside in asides]
    left += [passed] if passed else []
    if _after(paragraphs[-1]):
        left.append("最后一项任务的括注之后另有文字，未读入")
    file = {"name": Path(source).name, "sha256": sha256(data).hexdigest()}
    return Notice(
        head.title,
        head.document_no,
        head.issued_on,
        tuple(items),
        (*head.doubts, *left),
        issuer=head.issuer,
        year=head.year,
        file=file,
    )


def _items(paragraphs: list[Paragraph], head: Head) -> list[NoticeItem]:
    """Return the tasks, each with its unique key and with what is odd about its number."""
    items: list[NoticeItem] = []
    keys: Counter[str] = Counter()
    seen: dict[str, list[int]] = {}
    previous: Paragraph | None = None
    for paragraph in paragraphs:
        anew = paragraph.begins_anew(previous)
        seen = {} if anew else seen
        lines_before = seen.setdefault(paragraph.number, [])
        odd = [] if anew else numbering(paragraph.number, previous.number if previous else None, lines_before)
        lines_before.append(paragraph.line)
        keys[paragraph.number] += 1
        item = _item(paragraph, odd, head, last=paragraph is paragraphs[-1])
        count = keys[paragraph.number]
        items.append(item if count == 1 else replace(item, key=f"{item.number}#{count}"))
        previous = paragraph
    return items


def _let_first_lead(paragraphs: list[Paragraph], lines: list[str]) -> None:
    """Let the unit listed first lead if the plan says so: for all tasks, from one task on, or for one task."""
    before, after = lines[: paragraphs[0].line - 1], lines[paragraphs[-1].line :]
    onward = says_first_leads("\n".join(before[-_HEAD_LINES:]), of_all=True)
    onward = onward or says_first_leads("\n".join(after[-_TAIL_LINES:]), of_all=False)
    for each in paragraphs:
        said = each.assignment.first_leads
        onward = onward or said == "onward"
        if onward or said:
            each.assignment.let_first_lead()


def _item(paragraph: Paragraph, odd: list[str], head: Head, *, last: bool) -> NoticeItem:
    assignment = paragraph.assignment
    text = paragraph.text if assignment.start is None else paragraph.text[: assignment.start]
    title, body = _title_and_body(text)
    deadline = read_deadline(assignment.deadlines, head.year, head.issued_on)
    of_deadline, of_text = (steps_of(each, head.year) for each in (deadline.text, body))
    left = [] if last or not _after(paragraph) else ["括注之后另有文字，未读入"]
    return NoticeItem(
        number=paragraph.number,
        title=title,
        body=body,
        lead_units=tuple(assignment.lead),
        responsible_units=tuple(assignment.responsible),
        deadline_text=deadline.text,
        deadline_date=deadline.date,
        ongoing=deadline.ongoing,
        open_ended=assignment.open_ended,
        doubts=(
            *odd,
            *doubts_of(title, body, assignment, deadline, head.issued_on),
            *steps_doubts(of_text, body, deadline),
            *left,
        ),
        lead_raw="；".join(assignment.lead_raw),
        responsible_raw="；".join(assignment.responsible_raw),
        line=paragraph.line,
        key=paragraph.number,
        steps=of_deadline or of_text,
        written=_written(paragraph),
    )


def _written(paragraph: Paragraph) -> str:
    """Return a task as it stands in the notice; of a row of a table, its cells one after the other."""
    text, said = paragraph.text.strip(), paragraph.assignment
    cells = () if said.end < len(paragraph.text) or text.endswith(_CLOSED) else (*said.lead_raw, *said.responsible_raw)
    return "｜".join([text, *cells, *(said.deadlines if cells else ())])


def _title_and_body(text: str) -> tuple[str, str]:
    """Split a task's text after its first sentence, or after its first line if that is not a sentence."""
    first, _, rest = text.partition("\n")
    stop = _FULL_STOP.search(first)
    title, body = (text[: stop.start()], text[stop.end() :]) if stop else (first, rest)
    return " ".join(title.strip(_EDGES).split()), body.strip()


def _after(paragraph: Paragraph) -> str:
    return paragraph.text[paragraph.assignment.end :].strip(_EDGES) if paragraph.assignment.start is not None else ""
