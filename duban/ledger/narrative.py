"""History as an office tells it: one plain sentence for each entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import DurationError, Light, parse_duration, parse_moment, review_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from duban.states import Definition
    from duban.workflow import HistoryEntry

LIGHT_WORDS = {Light.GREEN: "绿", Light.BLUE: "蓝", Light.YELLOW: "黄", Light.RED: "红"}

_SKIPPED = {
    "due has passed": "期限已过",
    "missed": "后一次提醒已到时",
    "lap": "在本次计时开始之前",
    "at or before the start of the lap": "在本次计时开始之前",
    "migration": "在换用新规则之前",
    "new lap": "已到时而未及执行，时限重新计算",
    "stopped": "已到时而未及执行，时限已停",
    "new round": "已到时而未及执行，已进入下一轮",
}
_WITHDRAWN = {"new lap": "时限重新计算", "stopped": "时限已停", "new round": "已进入下一轮", "decided": "已有决定"}
_ACTOR_WORDS = {"system": "系统"}
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a history in words; `at` is local, `what` a short sentence, `why` the reason given (or empty).

    `kind` and `trigger` are the entry's own, so that a program can pick what it looks for.
    """

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    told: tuple[str, ...]
    kind: str
    trigger: str | None
    light: Light | None
    hash: str


def tell(definition: Definition | None, history: Sequence[HistoryEntry], zone: tzinfo) -> tuple[Happening, ...]:
    """Return the whole history in words; without the definition, roles are called by their names."""
    return tuple(_tell(definition, entry, zone) for entry in history)


def moment_words(rung: str) -> str:
    """Return a rung's identity in words: 逾期3个工作日, 第2次催报; an identity of the author's own as it is."""
    place = review_number(rung)
    if place is not None:
        return f"第{place}次催报"
    try:
        return parse_moment(rung).chinese
    except DurationError:
        return rung


def length_words(length: str) -> str:
    """Return a length of time as an office writes it: 5个工作日."""
    return parse_duration(length).chinese


def skip_words(why: str) -> str:
    """Return in words why a rung was skipped; a reason of another kind as it is."""
    return _SKIPPED.get(why, why)


def withdrawal_words(why: str) -> str:
    """Return in words why a message was withdrawn; what a channel said of one that was not, as it is."""
    return _WITHDRAWN.get(why, why)


def names_words(names: Sequence[str]) -> str:
    """Return a few names in full and many by their number: 市住建局、市发改委等12个单位."""
    if len(names) <= _MOST_NAMES:
        return "、".join(names)
    return f"{'、'.join(names[: _MOST_NAMES - 1])}等{len(names)}个单位"


def _tell(definition: Definition | None, entry: HistoryEntry, zone: tzinfo) -> Happening:
    payload = entry.payload
    light = Light(payload["light"]) if "light" in payload else None
    what, why = _words(definition, entry)
    return Happening(
        seq=entry.seq,
        at=entry.at.astimezone(zone),
        who=_ACTOR_WORDS.get(entry.actor, entry.actor),
        what=what,
        why=why,
        told=tuple(payload.get("told", ())),
        kind=entry.kind,
        trigger=entry.trigger,
        light=light,
        hash=entry.hash,
    )


def _words(definition: Definition | None, entry: HistoryEntry) -> tuple[str, str]:
    payload = entry.payload
    what, why = entry.kind, _reason(payload)
    match entry.kind:
        case "open":
            what, why = f"立项，进入“{entry.to_state}”", str(payload.get("note", ""))
        case "act":
            moved = "" if entry.from_state == entry.to_state else f"，转入“{entry.to_state}”"
            what = f"{entry.trigger}{moved}{_signed(definition, payload)}{_rebound(definition, payload)}"
        case "assign":
            what = f"指定{_rebound(definition, payload).lstrip('，')}"
        case "skip":
            what, why = f"{payload['clock']}{moment_words(payload['rung'])}的提醒略过", skip_words(payload["why"])
        case "refused":
            what = f"自动“{entry.trigger}”未成"
            why = "；".join(blocker["message"] for blocker in payload["blockers"])
        case kind if kind in _OF_ITSELF:
            what = _OF_ITSELF[kind](payload)
    return what, why


def _signed(definition: Definition | None, payload: Any) -> str:  # noqa: ANN401 - likewise
    if "missing" not in payload:
        return ""
    roles = {} if definition is None else definition.roles
    return f"（会签，尚待{'、'.join(roles[role].title if role in roles else role for role in payload['missing'])}）"


def _decided(payload: Any) -> str:  # noqa: ANN401 - likewise
    if "rung" in payload:
        done = "确认" if payload["approve"] else "取消"
        return f"{done}{payload['clock']}{moment_words(payload['rung'])}的催督"
    if not payload["approve"]:
        return f"不同意“{payload['clock']}”延期"
    due = payload.get("clocks", {}).get(payload["clock"], {}).get("due_on")
    until = "" if due is None else f"，由{payload['due_on']}延至{due}"
    return f"同意“{payload['clock']}”延期{length_words(payload['length'])}{until}"


def _rung_words(payload: Any) -> str:  # noqa: ANN401 - a payload of the history is JSON
    parts = [f"{payload['clock']}{moment_words(payload['rung'])}"]
    if "light" in payload:
        parts.append(f"亮{LIGHT_WORDS[Light(payload['light'])]}灯")
    if "message" in payload:
        parts.append(f"发“{payload['message']}”")
    if "confirm" in payload:
        parts.append("待确认")
    return "，".join(parts)


def _rebound(definition: Definition | None, payload: Any) -> str:  # noqa: ANN401 - likewise
    roles = {} if definition is None else definition.roles
    parts = [
        f"{roles[role].title if role in roles else role}：{'、'.join(payload.get('texts', {}).get(role, units))}"
        for role, units in payload.get("units", {}).items()
    ]
    return f"，{'；'.join(parts)}" if parts else ""


def _reason(payload: Any) -> str:  # noqa: ANN401 - likewise
    texts = [str(payload["note"])] if "note" in payload else []
    texts += [
        value for name, value in payload.get("data", {}).items() if name in {"measure", "result"} and value not in texts
    ]
    return "；".join(texts)


def _share(payload: Any) -> str:  # noqa: ANN401 - likewise
    return f"，由{payload['unit']}承办" if "unit" in payload else ""


_LINKS = {"repeat_of": "同一事项重复", "counts_for": "计入目标", "child_of": "分办", "opened_by": "衍生"}


def _redated(payload: Any) -> str:  # noqa: ANN401 - likewise
    ((clock, after),) = payload["clocks"].items()
    if after["due_on"] == payload["due_on"]:
        return f"“{clock}”的日历更新，到期日{after['due_on']}不变"
    return f"“{clock}”按新日历由{payload['due_on']}改为{after['due_on']}到期"


def _migrated(payload: Any) -> str:  # noqa: ANN401 - likewise
    dues = {clock: (due["before"]["due_on"], due["after"]["due_on"]) for clock, due in payload["due"].items()}
    changed = [
        f"“{clock}”由{before}改为{after or '不限期'}到期" if before else f"“{clock}”{after}到期"
        for clock, (before, after) in dues.items()
        if before != after
    ]
    versions = f"规则由第{payload['from']['version']}版换用第{payload['to']['version']}版"
    return "，".join([versions, *changed])


def link_words(kind: str) -> str:
    """Return a kind of link as an office calls it; one of the caller's own as it is."""
    return _LINKS.get(kind, kind)


_OF_ITSELF: dict[str, Callable[[Any], str]] = {
    "rung": _rung_words,
    "bound": lambda payload: f"“{payload['state']}”已满{length_words(payload['at_most'])}",
    "extend": lambda payload: f"申请将“{payload['clock']}”延期{length_words(payload['length'])}",
    "decide": _decided,
    "opened": lambda payload: f"设立{payload['number']}{_share(payload)}",
    "news": lambda payload: f"{payload['number']}转入“{payload['state']}”",
    "left": lambda payload: f"{payload['unit']}不再参与，{payload['number']}不再计入",
    "withdrawn": lambda payload: f"{payload['by']}不再需要本事项",
    "link": lambda payload: f"与{payload['other']}关联（{link_words(payload['link'])}）",
    "linked": lambda payload: f"{payload['number']}与本事项关联（{link_words(payload['link'])}）",
    "redate": _redated,
    "migrate": _migrated,
    "remind": lambda payload: f"提醒就第{payload['asked']}条作出决定",
}
"""What is told from the payload alone."""
