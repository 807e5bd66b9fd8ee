"""The bracket at the end of a task: who leads, who is responsible, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from duban.ledger.notice.brackets import OPENERS, hide, pairs, split_outside

_LEAD = ("牵头责任单位", "责任牵头单位", "牵头单位", "牵头部门", "主办单位", "主责单位", "主责部门")
_RESPONSIBLE = (
    "责任单位", "责任部门", "责任主体", "配合单位", "配合部门", "协办单位", "参与单位", "参加单位", "参与部门",
    "落实单位", "实施单位", "承办单位", "协同单位", "协同部门",
)  # fmt: skip
_DEADLINE = (
    "完成时限", "完成时间", "完成期限", "办结时限", "办理时限", "整改时限", "时限要求", "时间要求", "时间节点", "时限",
    "期限",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(_LEAD, "lead"),
    **dict.fromkeys(_RESPONSIBLE, "responsible"),
    **dict.fromkeys(_DEADLINE, "deadline"),
}
_LABEL = re.compile(f"({'|'.join(sorted(_KINDS, key=len, reverse=True))})[ \u3000]{{0,4}}[:：]")
_OTHER_LABEL = re.compile(r"(?:^|[;；,，、。\n])[ \u3000]{0,4}([\u4e00-\u9fff]{2,8})[:：]")
_LABELLED_LINE = re.compile(rf"(?:^|[\n。])[ \u3000]{{0,8}}(?={_LABEL.pattern})")
_OPENED = re.compile(rf"[(（〔\[［【][ \u3000]{{0,4}}(?={_LABEL.pattern})")
_EDGES = " \u3000\n;；,，、。.:："
_BETWEEN = re.compile(r"[、,，;；\n]")
_AND = re.compile(r"以及|及|和|与")
_BODY_ENDINGS = (*"局委办部厅院会署站队所社联区县市", "中心", "政府", "机关", "公司", "集团", "银行", "单位", "部门")
_OPEN_END = re.compile(
    r"等(?:各|有关|相关|其他|市直|省直|[0-9一二三四五六七八九十]{1,3}[家个]){0,3}(?:单位|部门|机构)?$"
)
_ASIDE = re.compile(r"^[ \u3000]?(?:含|包括|不含)|下同[ \u3000]?$")
_VERB = re.compile(
    r"(?:按照?(?:职责|职能|职责分工|职能分工|任务分工|分工)(?:分工)?|根据职责(?:分工)?|共同|分别|具体|结合实际){0,4}"
    r"(牵头(?:负责|落实)?|负责(?:落实)?|(?:配合|参与|落实|实施|承办)(?:落实)?)$"
)
_PHRASE = 30


Span = tuple[int, int]


@dataclass(slots=True)
class Assignment:
    """What the brackets of one task say: units in their order, deadlines as written, and what could not be read."""

    lead: dict[str, None] = field(default_factory=dict)
    responsible: dict[str, None] = field(default_factory=dict)
    deadlines: list[str] = field(default_factory=list)
    lead_raw: list[str] = field(default_factory=list)
    responsible_raw: list[str] = field(default_factory=list)
    open_ended: bool = False
    doubts: list[str] = field(default_factory=list)
    start: int | None = None
    end: int = 0

    @property
    def has_units(self) -> bool:
        """Return whether anybody is named."""
        return bool(self.lead or self.responsible)


def read_assignment(text: str) -> Assignment:
    """Collect what all brackets and labelled lines of a task's text say; `start` and `end` enclose them."""
    found = Assignment()
    closed, unclosed, phrased = _labelled(text)
    labelled = sorted(closed + unclosed)
    for start, end in labelled or phrased:
        if start < found.end:
            continue
        found.start = start if found.start is None else found.start
        found.end = end
        if labelled:
            _read_labelled(text[start:end], found)
        else:
            _read_phrased(text[start + 1 : end - 1], found)
    return found


def _labelled(text: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return the labelled brackets, the labelled lines outside of them, and the brackets that end in a verb."""
    closed: list[Span] = []
    phrased: list[Span] = []
    for start, end in pairs(text):
        if _OPENED.match(text, start):
            closed.append((start, end))
        elif _VERB.search(text, max(start + 2, end - _PHRASE), end - 1):
            phrased.append((start, end))
    hidden = hide(text)
    unclosed: list[Span] = []
    for line in (*_LABELLED_LINE.finditer(hidden), *_OPENED.finditer(hidden)):
        stop = hidden.find("\n", line.end())
        unclosed.append((line.start(), len(text) if stop < 0 else stop))
    return closed, unclosed, phrased


def _read_labelled(content: str, found: Assignment) -> None:
    if content[0] in OPENERS:
        closed = pairs(content)[:1] == [(0, len(content))]
        found.doubts += [] if closed else ["责任单位括注未闭合"]
        content = content[1:-1] if closed else content[1:]
    hidden = hide(content)
    labels = [(label.start(), label.end(), label[1]) for label in _LABEL.finditer(hidden)]
    known = {end for _, end, _ in labels}
    labels += [
        (other.start(1), other.end(), other[1]) for other in _OTHER_LABEL.finditer(hidden) if other.end() not in known
    ]
    labels.sort()
    if labels and (stray := content[: labels[0][0]].strip(_EDGES)):
        found.doubts.append(f"括注中“{_short(stray)}”未读入")
    for (_, start, label), (stop, _, _) in pairwise([*labels, (len(content), 0, "")]):
        value = content[start:stop].strip(_EDGES)
        match _KINDS.get(label):
            case "lead":
                found.lead_raw.append(value)
                _add_units(found.lead, value, found)
            case "responsible":
                found.responsible_raw.append(value)
                _add_units(found.responsible, value, found)
            case "deadline":
                found.deadlines += [value] if value else []
            case _:
                found.doubts.append(f"括注中“{_short(label)}：{_short(value)}”未读入")


def _read_phrased(content: str, found: Assignment) -> None:
    """Read 甲局牵头，乙局、丙局按职责分工负责: units gather until a verb says what they do."""
    waiting: list[str] = []
    for part in split_outside(content, re.compile(r"[,，;；]")):
        verb = _VERB.search(part, max(0, len(part) - _PHRASE))
        waiting.append(part[: verb.start()] if verb else part)
        if verb is None:
            continue
        value = "，".join(waiting)
        waiting = []
        leads = verb[1].startswith("牵头")
        (found.lead_raw if leads else found.responsible_raw).append(value.strip())
        _add_units(found.lead if leads else found.responsible, value, found)
    if rest := "，".join(waiting).strip(_EDGES):
        found.doubts.append(f"括注中“{_short(rest)}”未读入")


def _add_units(units: dict[str, None], text: str, found: Assignment) -> None:
    for part in split_outside(text, _BETWEEN):
        name = _without_asides(part.strip(_EDGES))
        end = _OPEN_END.search(name)
        if end:
            found.open_ended = True
            name = name[: end.start()].strip(_EDGES)
        for each in _two_bodies(name, found):
            if each in units:
                found.doubts.append(f"“{each}”重复列出，按一个单位计")
            elif each:
                units[each] = None


def _without_asides(name: str) -> str:
    """Cut (含…,下同), which explains a name and is no part of it; other brackets belong to the name."""
    kept: list[str] = []
    at = 0
    for start, end in pairs(name):
        if start >= at and _ASIDE.search(name[start + 1 : end - 1]):
            kept.append(name[at:start])
            at = end
    return ("".join(kept) + name[at:]).strip(_EDGES)


def _two_bodies(name: str, found: Assignment) -> list[str]:
    """Split 甲局和乙局, where both sides stand alone, never 自然资源和规划局."""
    joints = list(_AND.finditer(hide(name)))
    if len(joints) == 1:
        left, right = name[: joints[0].start()], name[joints[0].end() :]
        if left.endswith(_BODY_ENDINGS) and right.endswith(_BODY_ENDINGS) and len(left) > 2 and len(right) > 2:  # noqa: PLR2004
            found.doubts.append(f"“{_short(name)}”按两个单位读入")
            return [left, right]
    return [name]


def _short(text: str, limit: int = 30) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
