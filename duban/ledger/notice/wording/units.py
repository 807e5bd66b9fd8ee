"""Who leads a task, who is responsible and by when, from its brackets, lines with headings, or a table's cells."""

from __future__ import annotations

import re
from itertools import pairwise

from duban.ledger.notice.wording.assignment import Assignment, short
from duban.ledger.notice.wording.bodies import OFFICES, PHRASE, before_deed, is_body, names_of
from duban.ledger.notice.wording.brackets import OPENERS, hide, pairs, split_outside
from duban.ledger.notice.wording.dates import begins_with_day, is_deadline
from duban.ledger.notice.wording.labels import (
    EDGES,
    OTHER_HEADING,
    Kind,
    Label,
    closed_up,
    label_alone,
    label_at,
    labels_of,
)
from duban.ledger.notice.wording.phrases import CLAUSE, WITH, assists, has_verb, leads, verb_of, without_first_leads

_HEADED_LINE = re.compile(r"(?:^|[\n。\0])[ \u3000]{0,8}(?=[\u4e00-\u9fff])")
_OPENER = re.compile(r"[(（〔\[［【]")
_SENTENCE = re.compile(r"(?:^|[。；;，,\n])[ \u3000]{0,4}(由[^。；;\n]{2,200})")
_AT_END = re.compile(r"[ \u3000]*[。；;]?[ \u3000]*(?:\n|$)")
_NOTHING = re.compile(r"[-—–－/／*]+|无|暂无|\\")
_BLANKS = re.compile(r"[ \u3000\n\t]+")
_GOES_ON = ("、", "，", ",", "：", ":", "；", ";")
_LONGEST_LIST = 600
"""The most characters in a bracket that names units; a longer one is ordinary text."""

Span = tuple[int, int]


def read_assignment(text: str) -> Assignment:
    """Return what the brackets and headed lines of a task's text say; all of them lie between `start` and `end`."""
    found = Assignment()
    labelled, phrased, bare = _spans(text)
    for start, end in labelled or phrased or bare:
        if start < found.end:
            continue
        found.start = start if found.start is None else found.start
        found.end = end
        if labelled:
            _read_labelled(text[start:end], found)
        elif phrased:
            _read_phrased(text[start + 1 : end - 1], found)
        else:
            found.doubts.append("括注只列单位，未写牵头或负责，按责任单位计")
            found.add(text[start + 1 : end - 1], leads=False)
    if found.start is None:
        _read_sentence(text, found)
    return found


def read_cell(lead: str, responsible: str, deadline: str) -> Assignment:
    """Read a table's cells: units separated by any mark, blank or line end, with or without words on what they do."""
    found = Assignment()
    for text, is_lead in ((lead, True), (responsible, False)):
        plain = "\n".join(map(closed_up, text.strip(EDGES).split("\n")))
        if not plain or _NOTHING.fullmatch(plain):
            continue
        if any(label.kind is not Kind.OTHER for label in labels_of(plain, loose=False)):
            _read_labelled(plain, found)
        elif has_verb(plain):
            _read_phrased(plain, found, leading=is_lead)
        else:
            found.take(plain, leads=is_lead)
    if (plain := deadline.strip(EDGES)) and not _NOTHING.fullmatch(plain):
        found.deadlines.append(_BLANKS.sub("", plain))
    return found


def is_list_of_bodies(text: str) -> bool:
    """Return whether a text is a list of bodies and nothing else."""
    plain = text.strip(EDGES)
    return bool(plain) and "。" not in plain and (all(map(is_body, names_of(plain))) or has_verb(plain))


def _spans(text: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return the brackets and lines with headings, the brackets with a verb, and the brackets with only units."""
    closed: list[Span] = []
    phrased: list[Span] = []
    bare: list[Span] = []
    outer = 0
    for start, end in pairs(text):
        content = text[start + 1 : end - 1] if end - start <= _LONGEST_LIST else ""
        if label_at(text, start + 1) or (start >= outer and content and _is_headed(content)):
            closed.append((start, end))
            outer = max(outer, end)
        elif not content or closed or start < outer:
            continue
        elif has_verb(content):
            phrased.append((start, end))
            outer = end
        elif _AT_END.match(text, end) and _only_offices(content):
            bare.append((start, end))
    return sorted(closed + _headed_lines(text)), phrased, bare


def _is_headed(content: str) -> bool:
    """Return whether a bracket begins with any heading, and contains one that is read."""
    labels = labels_of(hide(content))
    return (
        bool(labels)
        and not content[: labels[0].start].strip(EDGES)
        and any(label.kind is not Kind.OTHER for label in labels)
    )


def _headed_lines(text: str) -> list[Span]:
    """Return the lines that begin with a heading, with the lines that continue them, and unclosed brackets."""
    hidden = hide(text)
    spans: list[Span] = []
    for line in _HEADED_LINE.finditer(hidden):
        alone = label_alone(hidden, line.end())
        label = label_at(hidden, line.end())
        if label is None and alone is None:
            if (stop := _people_first(hidden, line.end())) is not None:
                spans.append((line.end(), stop))
            continue
        stop = _line_end(hidden, line.end())
        end = _end_of_value(text, hidden, line.end(), stop, alone)
        if (
            label_at(hidden, line.end(), loose=False)
            or (alone and end > stop)
            or (label and _is_value(text[label.end : stop], label.kind))
        ):
            spans.append((line.end(), end))
    spans += [
        (opener.start(), _line_end(hidden, opener.end()))
        for opener in _OPENER.finditer(hidden)
        if label_at(hidden, opener.end(), loose=False)
    ]
    return spans


def _people_first(hidden: str, start: int) -> int | None:
    """Return the end of a line such as 责任领导：张某 责任单位：甲局, whose first heading is of another kind."""
    stop = _line_end(hidden, start)
    if stop - start > _LONGEST_LIST or not OTHER_HEADING.match(hidden, start) or not _is_headed(hidden[start:stop]):
        return None
    return stop


def _line_end(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop


def _end_of_value(text: str, hidden: str, start: int, stop: int, alone: Kind | None) -> int:
    """Return where the value of a heading ends, which can continue on the lines below with units or a day.

    `alone` is the heading's kind if it is on a line of its own.
    """
    line = hidden[max(start, stop - _LONGEST_LIST) : stop].rstrip(" \u3000")
    if not (alone or line.endswith(_GOES_ON)):
        return stop
    labels = labels_of(line)
    kind = alone or (labels[-1].kind if labels else Kind.OTHER)
    while stop < len(text) and (alone or line.endswith(_GOES_ON)):
        end = _line_end(text, stop + 1)
        line = text[stop + 1 : end].strip(" \u3000")
        if label_at(line, 0, loose=False) or label_alone(line) or not _is_value(line, kind):
            break
        stop = end
        alone = None if kind is Kind.DEADLINE else alone
    return stop


def _is_value(text: str, kind: Kind) -> bool:
    plain = text.strip(EDGES)
    if kind is Kind.DEADLINE:
        return is_deadline(plain) or begins_with_day(plain)
    return kind is not Kind.OTHER and is_list_of_bodies(plain)


def _only_offices(content: str) -> bool:
    """Return whether a bracket lists only offices, and perhaps a day."""
    names = [name for name in names_of(content) if not is_deadline(name)]
    return bool(names) and all(is_body(name, OFFICES) for name in map(_without_mark, names))


def _without_mark(name: str) -> str:
    return re.sub(r"[（(](?:牵头|主办|主责)(?:单位|部门)?[）)]$", "", name)


def _read_labelled(content: str, found: Assignment) -> None:
    content = _take_down(content, found)
    if content[:1] and content[0] in OPENERS:
        closed = pairs(content)[:1] == [(0, len(content))]
        found.doubts += [] if closed else ["责任单位括注未闭合"]
        content = content[1:-1] if closed else content[1:]
    content = "\n".join(_headed(content.split("\n")))
    hidden = hide(content)
    labels = labels_of(hidden)
    if labels and (stray := content[: labels[0].start].strip(EDGES)):
        found.doubts.append(f"括注中“{short(stray)}”未读入")
    for label, following in pairwise([*labels, Label(len(content), 0, Kind.OTHER, "")]):
        value = content[label.end : following.start].strip(EDGES)
        match label.kind:
            case Kind.DEADLINE:
                found.deadlines += [value] if value else []
            case Kind.OTHER:
                found.doubts.append(f"括注中“{short(label.name)}：{short(value)}”未读入")
            case _ if has_verb(value):
                _read_phrased(value, found, leading=label.kind is Kind.LEAD)
            case _:
                found.take(value, leads=label.kind is Kind.LEAD)


def _headed(lines: list[str]) -> list[str]:
    """Return the lines of a text, with a colon after each heading that is on a line of its own."""
    return [f"{line.rstrip()}：" if label_alone(line) and line.strip()[-1] not in ":：" else line for line in lines]


def _take_down(content: str, found: Assignment) -> str:
    """Remove 列第一位者为牵头单位，下同, and note that it was said."""
    rest, said = without_first_leads(content)
    found.first_leads = said or found.first_leads
    return rest


def _read_phrased(content: str, found: Assignment, *, leading: bool = False) -> None:
    """Read 甲局牵头，乙局、丙局按职责分工负责: a verb says what the units before it do.

    With `leading`, the units lead unless the words say that they assist.
    """
    waiting: list[str] = []
    days: list[str] = []
    for clause in split_outside(_take_down(content, found), CLAUSE):
        part = clause.strip(EDGES)
        if is_deadline(part) or (not waiting and begins_with_day(part)):
            days.append(part)
            continue
        if days:
            found.deadlines.append("，".join(days))
            days = []
        if label_at(part, 0):
            _read_labelled(part, found)
            continue
        verb = verb_of(part)
        waiting.append(part[: verb.start()] if verb else part)
        if verb is None:
            continue
        _assign("，".join(waiting), found, leads=leads(verb) or (leading and not assists(verb)))
        waiting = []
    found.deadlines += ["，".join(days)] if days else []
    if rest := "，".join(waiting).strip(EDGES):
        _leave(rest, found)


def _assign(value: str, found: Assignment, *, leads: bool) -> None:
    if together := WITH.search(hide(value)):
        found.take(value[: together.start()], leads=True)
        value, leads = value[together.end() :], False
    found.take(value, leads=leads)


def _leave(rest: str, found: Assignment) -> None:
    """Note what could not be read; bodies without a verb count as responsible."""
    if all(map(is_body, names_of(rest))):
        found.doubts.append(f"“{short(rest)}”未写职责，按责任单位计")
        found.take(rest, leads=False)
    else:
        found.doubts.append(f"括注中“{short(rest)}”未读入")


def _read_sentence(text: str, found: Assignment) -> None:
    """Read 由甲局牵头，乙局配合 if no bracket or heading names units; it stays in the text, and is doubtful."""
    for sentence in _SENTENCE.finditer(hide(text)):
        said = text[sentence.start(1) : sentence.end(1)]
        if not has_verb(said):
            said = _before_deeds(said)
        if said:
            found.start = found.end = len(text)
            found.from_prose = True
            found.doubts.append(f"单位取自正文“{short(text[sentence.start(1) : sentence.end(1)])}”")
            _read_phrased(said, found)
            return


def _before_deeds(said: str) -> str:
    """Turn 由甲局会同乙局、丙局开展检查 into 由甲局会同乙局、丙局负责; empty if it does not name two sides."""
    for clause in split_outside(said, CLAUSE):
        if WITH.search(clause) and (named := before_deed(clause[: 4 * PHRASE])):
            return f"{named}负责"
    return ""
