"""Names of bodies (市教育局, 各县（市、区）人民政府): where a list of them is split, and what is not part of a name."""

from __future__ import annotations

import re

from duban.ledger.notice.wording.brackets import FILLER, hide, pairs, split_outside
from duban.ledger.notice.wording.labels import EDGES

BETWEEN = re.compile(r"[、,，;；]")
PHRASE = 30
"""The most characters of a name, or of the words that say what a body does."""
_BLANKS = re.compile(r"[ \u3000\n\t]+")
_AND = re.compile(r"以及|及|和|与")
_STANDING_ALONE = (
    *"局委办部厅院会署站队所社联协区县市行",
    "中心",
    "政府",
    "机关",
    "公司",
    "集团",
    "银行",
    "单位",
    "部门",
)
OFFICES = (*"局委办部厅院署会联协", "中心", "政府", "公司", "单位", "部门", "银行", "办公室", "领导小组")
"""The endings of an office's name that is alone in a bracket."""
_NAMES = (
    *_STANDING_ALONE,
    *"处校馆园港组室乡镇科台庭",
    *("街道", "大学", "监狱", "专班", "海关", "企业", "机构", "办事处", "指挥部", "分行", "园区"),
)
_OPEN_END = re.compile(
    r"(?:等(?:[各多]|有关|相关|其他|其它|市级|市直|省级|省直|县级|县直|区级|区直|级|[0-9一二三四五六七八九十]{1,3}[家个]?){0,4}"
    r"(?:责任|成员|职能)?(?:单位|部门|机构|地区)?)$"
)
_ASIDE = re.compile(r"^[ \u3000]?(?:含|包括|不含)|下同[ \u3000]?$")
_MARK = re.compile(r"[（(\[［〔](?P<lead>(?:总?牵头|主办|主责|首责)(?:责任)?(?:单位|部门)?)[)）\]］〕]$")
_DOES = re.compile(
    r"开工|建设|新建|改建|扩建|迁建|建成|完成|推进|推动|启动|实施|开展|加快|加强|建立|健全|打造|提升|落实|组织|深化|优化|"
    r"支持|强化|改造|整治|创建|培育|引进|设立|修建|续建"
)
"""How tasks begin, but names of bodies do not."""
_SHORTEST_ALONE = 4
_LONGEST_NAME = 300
"""The most characters of a name, including its brackets."""


def is_body(name: str, endings: tuple[str, ...] = _NAMES) -> bool:
    """Return whether a name is that of a body, judging by its ending."""
    if len(name) > _LONGEST_NAME:
        return False
    plain = hide(name).rstrip(FILLER)
    named = plain.endswith(endings) or plain.startswith("各")
    return named and 1 < len(plain) < PHRASE and not _DOES.match(plain)


def names_of(text: str) -> list[str]:
    """Return the names in a list, stripped and without 等单位."""
    return [_OPEN_END.sub("", part.strip(EDGES)).strip(EDGES) for part in split_outside(text, BETWEEN)]


def marks_lead(name: str) -> re.Match[str] | None:
    """Return the （牵头） that ends a name."""
    return _MARK.search(name)


def open_end(name: str) -> re.Match[str] | None:
    """Return the 等单位 that ends a name and leaves its list open."""
    return _OPEN_END.search(name)


def spaced(part: str) -> list[str]:
    """Split 甲局 乙局 at blanks and line ends, but not 自然资源 和规划局, which is one name over two lines."""
    names: list[str] = []
    for piece in _BLANKS.split(part):
        if names and not is_body(names[-1]) and (_AND.match(piece) or len(piece) < _SHORTEST_ALONE):
            names[-1] += piece
        else:
            names.append(piece)
    return names


def without_asides(name: str) -> str:
    """Remove (含…,下同), which explains a name and is not part of it; other brackets belong to the name."""
    kept: list[str] = []
    at = 0
    for start, end in pairs(name):
        if start >= at and _ASIDE.search(name[start + 1 : end - 1]):
            kept.append(name[at:start])
            at = end
    return ("".join(kept) + name[at:]).strip(EDGES)


def two_bodies(name: str) -> list[str]:
    """Split 甲局和乙局, both sides of which are names, but not 自然资源和规划局."""
    joints = list(_AND.finditer(hide(name)))
    if len(joints) == 1:
        left, right = name[: joints[0].start()], name[joints[0].end() :]
        if left.endswith(_STANDING_ALONE) and right.endswith(_STANDING_ALONE) and len(left) > 2 and len(right) > 2:  # noqa: PLR2004
            return [left, right]
    return [name]


def before_deed(clause: str) -> str:
    """Return the body in 市场监管局开展检查; empty if the clause does not go on with what the body does."""
    for deed in _DEED.finditer(clause):
        if is_body(names_of(clause[: deed.start()])[-1]):
            return clause[: deed.start()]
    return ""


_DEED = re.compile(f"(?:{_DOES.pattern}|研究|制定|出台|提出|编制|印发|负责|抓好|做好|办理|指导|组织|分别|共同|按)")
