"""The bracket at the end of a task: who leads, who is responsible, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from duban.ledger.notice.brackets import FILLER, OPENERS, hide, pairs, split_outside
from duban.ledger.notice.dates import is_deadline

_LEAD = (
    "牵头责任单位", "责任牵头单位", "牵头单位", "牵头部门", "主办单位", "主办部门", "主责单位", "主责部门", "牵头",
    "主办",
)  # fmt: skip
_RESPONSIBLE = (
    "责任单位", "责任部门", "责任主体", "配合单位", "配合部门", "协办单位", "协办部门", "参与单位", "参加单位",
    "参与部门", "落实单位", "实施单位", "承办单位", "承办部门", "协同单位", "协同部门", "负责单位", "负责部门", "配合",
    "协办",
)  # fmt: skip
_DEADLINE = (
    "完成时限", "完成时间", "完成期限", "完成日期", "办结时限", "办理时限", "办理期限", "整改时限", "整改期限",
    "时限要求", "时间要求", "进度要求", "时间节点", "工作时限", "推进时限", "时限", "期限",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(_LEAD, "lead"),
    **dict.fromkeys(_RESPONSIBLE, "responsible"),
    **dict.fromkeys(_DEADLINE, "deadline"),
}
_LABEL = re.compile(f"({'|'.join(sorted(_KINDS, key=len, reverse=True))})[ \u3000]{{0,4}}[:：]")
_OTHER_LABEL = re.compile(r"(?:^|[;；,，、。\n \u3000])[ \u3000]{0,4}([\u4e00-\u9fff]{2,8})[:：]")
_LABELLED_LINE = re.compile(rf"(?:^|[\n。])[ \u3000]{{0,8}}(?={_LABEL.pattern})")
_OPENED = re.compile(rf"[(（〔\[［【][ \u3000]{{0,4}}(?={_LABEL.pattern})")
_EDGES = " \u3000\n;；,，、。.:："
_BETWEEN = re.compile(r"[、,，;；]")
_CLAUSE = re.compile(r"[,，;；。]")
_BLANKS = re.compile(r"[ \u3000\n\t]+")
_FIRST_LEADS = re.compile(
    r"[（(]?(?:其中)?[，,]?(?:责任单位中?)?(?:排名?|排列|列|居|名列)?在?(?:第一位?|首位)(?:的|者)?(?:的?(?:责任)?(?:单位|部门|地区))?"
    r"(?:为|是)(?:牵头|主办|主责|主要责任|第一责任)(?:责任)?(?:单位|部门)?[，,、]?(?P<on>下同)?[）)]?"
)
_WITH = re.compile(r"会同|会商")
_MARK = re.compile(r"[（(\[［〔](?P<lead>牵头(?:单位|部门)?|主办(?:单位)?|主责(?:单位)?)[)）\]］〕]$")
_AND = re.compile(r"以及|及|和|与")
_BODY_ENDINGS = (*"局委办部厅院会署站队所社联区县市", "中心", "政府", "机关", "公司", "集团", "银行", "单位", "部门")
_OPEN_END = re.compile(
    r"等(?:各|有关|相关|其他|市直|省直|[0-9一二三四五六七八九十]{1,3}[家个]){0,3}(?:单位|部门|机构)?$"
)
_ASIDE = re.compile(r"^[ \u3000]?(?:含|包括|不含)|下同[ \u3000]?$")
_VERB = re.compile(
    r"(?:按照?(?:职责|职能|职责分工|职能分工|任务分工|分工)(?:分工)?|根据职责(?:分工)?|共同|分别|具体|结合实际){0,4}"
    r"(牵头(?:负责|落实|组织实施|实施)?|负责(?:落实|牵头)?|(?:配合|参与|协助|协同|落实|实施|承办|主办|协办)(?:落实|实施)?)$"
)
_DOES = re.compile(
    r"开工|建设|新建|改建|扩建|迁建|建成|完成|推进|推动|启动|实施|开展|加快|加强|建立|健全|打造|提升|落实|组织|深化|优化|"
    r"支持|强化|改造|整治|创建|培育|引进|设立|修建|续建"
)
"""How a task begins, and the name of a body does not."""
_SENTENCE = re.compile(r"(?:^|[。；;，,\n])[ \u3000]{0,4}(由[^。；;\n]{2,200})")
_AT_END = re.compile(r"[ \u3000]*[。；;]?[ \u3000]*(?:\n|$)")
_NOTHING = re.compile(r"[-—–－/／*]+|无|暂无|\\")
_NAMES_END = (*_BODY_ENDINGS, *"处校馆园港组行室乡镇科", "街道", "大学", "监狱", "集团", "专班", "总队", "有限公司")
_OFFICES_END = (*"局委办部厅院署会联", "中心", "政府", "公司", "单位", "部门", "银行", "办公室", "领导小组")
_SHORTEST_ALONE = 4
_PHRASE = 30
_LONGEST_LIST = 600
"""Characters in a bracket that names units: what is longer is text in brackets."""


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
    first_leads: str | None = None
    """Whether it says that the unit listed first leads: `here`, or `onward` where 下同 extends it to what follows."""

    @property
    def has_units(self) -> bool:
        """Return whether anybody is named."""
        return bool(self.lead or self.responsible)

    def let_first_lead(self) -> None:
        """Make the first of those responsible the lead, where nobody else is."""
        if not self.lead and self.responsible:
            first = next(iter(self.responsible))
            del self.responsible[first]
            self.lead[first] = None


def says_first_leads(text: str) -> bool:
    """Return whether a text says of all lists that the unit listed first leads."""
    return any(
        found["on"] or "注" in text[max(0, found.start() - 12) : found.start()] for found in _FIRST_LEADS.finditer(text)
    )


def read_assignment(text: str) -> Assignment:
    """Collect what all brackets and labelled lines of a task's text say; `start` and `end` enclose them."""
    found = Assignment()
    closed, unclosed, phrased, bare = _labelled(text)
    labelled = sorted(closed + unclosed)
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
            _add_units(found.responsible, text[start + 1 : end - 1], found)
    if found.start is None:
        _read_sentence(text, found)
    return found


def _read_sentence(text: str, found: Assignment) -> None:
    """Read 由甲局牵头，乙局配合 where no bracket and no label says who; it stays in the text, and is doubted."""
    for sentence in _SENTENCE.finditer(hide(text)):
        said = text[sentence.start(1) : sentence.end(1)]
        if _has_verb(said):
            found.start = found.end = len(text)
            found.doubts.append(f"单位取自正文“{_short(said)}”")
            _read_phrased(said, found)
            return


def read_cell(lead: str, responsible: str, deadline: str) -> Assignment:
    """Read a table's cells: units separated by any mark, blank or line, with or without words that say what they do."""
    found = Assignment()
    for text, units, raw in (
        (lead, found.lead, found.lead_raw),
        (responsible, found.responsible, found.responsible_raw),
    ):
        plain = text.strip(_EDGES)
        if not plain or _NOTHING.fullmatch(plain):
            continue
        if _LABEL.search(plain):
            _read_labelled(plain, found)
        elif units is found.responsible and _has_verb(plain):
            _read_phrased(plain, found)
        else:
            raw.append(plain)
            _add_units(units, plain, found)
    if (plain := deadline.strip(_EDGES)) and not _NOTHING.fullmatch(plain):
        found.deadlines.append(_BLANKS.sub("", plain))
    return found


def _labelled(text: str) -> tuple[list[Span], list[Span], list[Span], list[Span]]:
    """Return the labelled brackets, the labelled lines outside of them, the brackets with a verb, those with units."""
    closed: list[Span] = []
    phrased: list[Span] = []
    bare: list[Span] = []
    for start, end in pairs(text):
        if _OPENED.match(text, start):
            closed.append((start, end))
        elif end - start > _LONGEST_LIST or closed:
            continue
        elif _has_verb(text[start + 1 : end - 1]):
            phrased.append((start, end))
        elif _AT_END.match(text, end) and _only_units(text[start + 1 : end - 1], _OFFICES_END):
            bare.append((start, end))
    hidden = hide(text)
    unclosed: list[Span] = []
    for line in (*_LABELLED_LINE.finditer(hidden), *_OPENED.finditer(hidden)):
        stop = hidden.find("\n", line.end())
        unclosed.append((line.start(), len(text) if stop < 0 else stop))
    return closed, unclosed, phrased, bare


def _has_verb(content: str) -> bool:
    """Return whether a clause of a list ends in a verb that says what its units do."""
    plain = _FIRST_LEADS.sub("", content)
    return any(_VERB.search(part[-_PHRASE:].rstrip(_EDGES)) for part in split_outside(plain, _CLAUSE))


def _only_units(content: str, endings: tuple[str, ...] = _NAMES_END) -> bool:
    names = [_OPEN_END.sub("", part.strip(_EDGES)) for part in split_outside(content, _BETWEEN)]
    return all(_is_body(name, endings) for name in names)


def is_list_of_bodies(text: str) -> bool:
    """Return whether a text is a list of bodies and nothing else."""
    return bool(text) and "。" not in text and (_only_units(text) or _has_verb(text))


def _is_body(name: str, endings: tuple[str, ...] = _NAMES_END) -> bool:
    plain = hide(name).rstrip(FILLER)
    named = plain.endswith(endings) or plain.startswith("各")
    return named and 1 < len(plain) < _PHRASE and not _DOES.match(plain)


def _read_labelled(content: str, found: Assignment) -> None:
    content = _without_first_leads(content, found)
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
            case "responsible" if _has_verb(value):
                _read_phrased(value, found)
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
    for clause in split_outside(_without_first_leads(content, found), _CLAUSE):
        part = clause.strip(_EDGES)
        if is_deadline(part):
            found.deadlines.append(part)
            continue
        if _LABEL.match(part):
            _read_labelled(part, found)
            continue
        verb = _VERB.search(part, max(0, len(part) - _PHRASE))
        waiting.append(part[: verb.start()] if verb else part)
        if verb is None:
            continue
        value = "，".join(waiting)
        waiting = []
        leads = "牵头" in verb[1] or verb[1].startswith("主办")
        if together := _WITH.search(hide(value)):
            found.lead_raw.append(value[: together.start()].strip(_EDGES))
            _add_units(found.lead, value[: together.start()], found)
            value, leads = value[together.end() :], False
        (found.lead_raw if leads else found.responsible_raw).append(value.strip())
        _add_units(found.lead if leads else found.responsible, value, found)
    if rest := "，".join(waiting).strip(_EDGES):
        found.doubts.append(f"括注中“{_short(rest)}”未读入")


def _add_units(units: dict[str, None], text: str, found: Assignment) -> None:
    for part in split_outside(text, _BETWEEN):
        for name in _spaced(part.strip(_EDGES).removeprefix("由")):
            _add_unit(units, name, found)


def _spaced(part: str) -> list[str]:
    """Split 甲局 乙局 at blanks and line ends, but not 自然资源 和规划局, which a line end tore apart."""
    names: list[str] = []
    for piece in _BLANKS.split(part):
        if names and not _is_body(names[-1]) and (_AND.match(piece) or len(piece) < _SHORTEST_ALONE):
            names[-1] += piece
        else:
            names.append(piece)
    return names


def _add_unit(units: dict[str, None], part: str, found: Assignment) -> None:
    if part and is_deadline(part):
        found.deadlines.append(part)
        return
    name = _without_asides(part)
    if mark := _MARK.search(name):
        name, units = name[: mark.start()].strip(_EDGES), found.lead
    if end := _OPEN_END.search(name):
        found.open_ended = True
        name = name[: end.start()].strip(_EDGES)
    for each in _two_bodies(name, found):
        if each in units:
            found.doubts.append(f"“{each}”重复列出，按一个单位计")
        elif each:
            units[each] = None


def _without_first_leads(content: str, found: Assignment) -> str:
    """Cut 列第一位者为牵头单位，下同, and take down that it was said."""
    said = _FIRST_LEADS.search(content)
    if said is None:
        return content
    found.first_leads = "onward" if said["on"] else "here"
    return content[: said.start()] + content[said.end() :]


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
