"""The headings in a task's text, such as 牵头单位： and 完成时限：, and what follows each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

EDGES = " \u3000\n;；,，、。.:："
_WHO = "(?:单位|部门|主体|机构|科室|处室|股室|地区)"
_LEAD = (
    rf"(?:(?:第一|首要|主要)?(?:牵头|主办|主责|首责)(?:责任|负责|落实|实施)?{_WHO}|"
    rf"(?:责任牵头|第一责任){_WHO}|牵头|主办)"
)
_RESPONSIBLE = (
    r"(?:(?:(?:[省市州县区镇]级|其他|其它|具体|共同|直接|主要|相关|有关)?"
    r"(?:责任|配合|协办|协同|协作|协助|参与|参加|落实|实施|承办|会办|负责|执行|整改|主管|建设|组织)"
    rf"(?:责任|负责|落实|实施)?(?:{_WHO}|方))|配合|协办)"
)
_DEADLINE = (
    r"(?:(?:计划|预计|拟|最终|具体)?(?:完成|办结|办理|整改|实施|推进|落实|销号|任务|责任|处置|竣工|达标)(?:的)?"
    r"(?:时限|期限|时间节点|时间|日期|限期)(?:要求)?|工作(?:时限|期限)|(?:时限|期限)(?:要求)?|"
    r"时间(?:要求|节点|安排|进度|期限|限制)(?:要求)?|进度(?:要求|安排|时限)|完成进度|限期)"
)
_NAME = rf"(?:(?P<lead>{_LEAD})|(?P<responsible>{_RESPONSIBLE})|(?P<deadline>{_DEADLINE}))"
_COLON = re.compile(rf"{_NAME}[ \u3000]{{0,4}}[:：∶﹕]")
_LOOSE = re.compile(
    rf"(?:(?<=[(（〔\[［【;；,，、。\n])|^)[ \u3000]{{0,4}}{_NAME}(?:为[:：]?|[ \u3000]{{1,4}}(?=[^ \u3000]))"
)
_OTHER = re.compile(r"(?:^|[(（〔\[［【;；,，、。\n \u3000])[ \u3000]{0,4}(?P<other>[\u4e00-\u9fff]{2,10})[:：]")
FAMILIAR_HEADING = re.compile(
    r"[ \u3000]{0,8}(?:(?:责任|牵头|分管|包保|包联|挂点|挂钩|联系|督导|主管|协管)[省市州县区镇]?级?(?:政府)?领导|"
    r"责任人|负责人|联系人|联络员|(?:整改|工作|主要|年度|阶段性?)(?:目标|措施|内容|要求|任务)|备注|进展情况)[:：]"
)
"""Headings of which nothing is read, but which always begin a new line."""
OTHER_HEADING = re.compile(r"[ \u3000]{0,8}[\u4e00-\u9fff]{2,10}[:：]")
"""The beginning of a line with any heading, whether it is read or not."""
_ALONE = re.compile(rf"[ \u3000]{{0,8}}{_NAME}[ \u3000]{{0,4}}[:：]?[ \u3000]{{0,8}}(?:\n|$)")
_LETTER_SPACED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff][ \u3000]{1,4}){1,7}[\u4e00-\u9fff](?=[ \u3000]*[:：])"
)
_BLANKS = re.compile(r"[ \u3000]+")


class Kind(StrEnum):
    """What follows a heading; `OTHER` is for headings of which nothing is read, such as 责任人."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    DEADLINE = "deadline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """A heading in a text: where it starts, where its value starts, its kind and its name."""

    start: int
    end: int
    kind: Kind
    name: str


def labels_of(text: str, *, loose: bool = True) -> list[Label]:
    """Return the headings in a text, in order; with `loose`, also those with 为 or a blank instead of a colon."""
    found = {label.end: label for label in map(_label, _COLON.finditer(text))}
    for match in _LOOSE.finditer(text) if loose else ():
        found.setdefault(match.end(), _label(match))
    for match in _OTHER.finditer(text):
        found.setdefault(match.end(), Label(match.start("other"), match.end(), Kind.OTHER, match["other"]))
    labels: list[Label] = []
    for label in sorted(found.values(), key=lambda each: (each.start, -each.end)):
        if not labels or label.start >= labels[-1].end:
            labels.append(label)
    return labels


def label_at(text: str, start: int, *, loose: bool = True) -> Label | None:
    """Return the heading with which a text begins at `start`, after any blanks."""
    while start < len(text) and text[start] in " \u3000":
        start += 1
    match = _COLON.match(text, start) or (_LOOSE.match(text, start) if loose else None)
    return _label(match) if match else None


def label_alone(text: str, start: int = 0) -> Kind | None:
    """Return the kind of a line that, from `start` on, is a heading and nothing else; else None."""
    match = _ALONE.match(text, start)
    return _label(match).kind if match else None


def closed_up(line: str) -> str:
    """Return a line without the spaces inside letter-spaced headings (责 任 单 位：)."""
    return (
        _LETTER_SPACED.sub(lambda found: _BLANKS.sub("", found.group()), line)
        if ("：" in line or ":" in line)
        else line
    )


def _label(match: re.Match[str]) -> Label:
    name = match.lastgroup or ""
    return Label(match.start(name), match.end(), Kind(name), match[name])
