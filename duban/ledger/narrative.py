"""History as an office tells it: one plain sentence for each entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import DurationError, Light, parse_duration, parse_moment, review_number
from duban.states.history import (
    Acted,
    Assigned,
    ClockRedated,
    Decided,
    ExtensionAsked,
    LinkHeard,
    LinkMade,
    News,
    Opened,
    OtherOpened,
    PartLeft,
    PartWithdrawn,
    Refused,
    Reminded,
    RulesChanged,
    RungFired,
    RungSkipped,
    StayEnded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from duban.states import Definition
    from duban.states.history import Entry, Step
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
    facts = entry.facts
    what, why = _words(definition, entry, facts)
    light = facts.light if isinstance(facts, RungFired) else None
    return Happening(
        seq=entry.seq,
        at=entry.at.astimezone(zone),
        who=_ACTOR_WORDS.get(entry.actor, entry.actor),
        what=what,
        why=why,
        told=facts.told or (),
        kind=entry.kind,
        trigger=entry.trigger,
        light=None if light is None else Light(light),
        hash=entry.hash,
    )


def _words(definition: Definition | None, entry: HistoryEntry, facts: Entry) -> tuple[str, str]:
    what, why = "", _reason(facts)
    match facts:
        case Opened():
            what, why = f"立项，进入“{entry.to_state}”", facts.note or ""
        case Acted():
            moved = "" if entry.from_state == entry.to_state else f"，转入“{entry.to_state}”"
            what = f"{entry.trigger}{moved}{_signed(definition, facts)}{_rebound(definition, facts)}"
        case Assigned():
            what = f"指定{_rebound(definition, facts).lstrip('，')}"
        case RungSkipped():
            what, why = f"{facts.clock}{moment_words(facts.rung)}的提醒略过", skip_words(facts.why)
        case Refused():
            what = f"自动“{entry.trigger}”未成"
            why = "；".join(str(blocker) for blocker in facts.blockers)
        case RungFired():
            what = _fired(facts)
        case Decided():
            what = _decided(facts)
        case ClockRedated():
            what = _redated(facts)
        case RulesChanged():
            what = _migrated(facts)
        case _:
            what = _PLAINLY[type(facts)](facts)
    return what, why


def _signed(definition: Definition | None, facts: Acted) -> str:
    if not facts.missing:
        return ""
    roles = {} if definition is None else definition.roles
    return f"（会签，尚待{'、'.join(roles[role].title if role in roles else role for role in facts.missing)}）"


def _decided(facts: Decided) -> str:
    if facts.rung is not None:
        return f"{'确认' if facts.approve else '取消'}{facts.clock}{moment_words(facts.rung)}的催督"
    if not facts.approve:
        return f"不同意“{facts.clock}”延期"
    after = facts.clocks.get(facts.clock)
    until = "" if after is None or after.due_on is None else f"，由{facts.due_on}延至{after.due_on}"
    return f"同意“{facts.clock}”延期{length_words(facts.length or '')}{until}"


def _fired(facts: RungFired) -> str:
    parts = [f"{facts.clock}{moment_words(facts.rung)}"]
    if facts.light is not None:
        parts.append(f"亮{LIGHT_WORDS[Light(facts.light)]}灯")
    if facts.message is not None:
        parts.append(f"发“{facts.message}”")
    if facts.confirm is not None:
        parts.append("待确认")
    return "，".join(parts)


def _rebound(definition: Definition | None, facts: Step) -> str:
    roles = {} if definition is None else definition.roles
    parts = [
        f"{roles[role].title if role in roles else role}：{'、'.join(facts.texts.get(role, units))}"
        for role, units in facts.units.items()
    ]
    return f"，{'；'.join(parts)}" if parts else ""


def _reason(facts: Entry) -> str:
    note, data = getattr(facts, "note", None), getattr(facts, "data", {})
    texts = [note] if note else []
    texts += [value for name, value in data.items() if name in {"measure", "result"} and value not in texts]
    return "；".join(texts)


_LINKS = {"repeat_of": "同一事项重复", "counts_for": "计入目标", "child_of": "分办", "opened_by": "衍生"}


def _redated(facts: ClockRedated) -> str:
    after = facts.clocks[facts.clock]
    if after.due_on == facts.due_on:
        return f"“{facts.clock}”的日历更新，到期日{after.due_on}不变"
    return f"“{facts.clock}”按新日历由{facts.due_on}改为{after.due_on}到期"


def _migrated(facts: RulesChanged) -> str:
    dues = {clock: (due.before.due_on, due.after.due_on) for clock, due in facts.due.items()}
    changed = [
        f"“{clock}”由{before}改为{after or '不限期'}到期" if before else f"“{clock}”{after}到期"
        for clock, (before, after) in dues.items()
        if before != after
    ]
    return "，".join([f"规则由第{facts.left.version}版换用第{facts.to.version}版", *changed])


def link_words(kind: str) -> str:
    """Return a kind of link as an office calls it; one of the caller's own as it is."""
    return _LINKS.get(kind, kind)


_PLAINLY: dict[type[Entry], Callable[[Any], str]] = {
    StayEnded: lambda facts: f"“{facts.state}”已满{length_words(facts.at_most)}",
    ExtensionAsked: lambda facts: f"申请将“{facts.clock}”延期{length_words(facts.length)}",
    Reminded: lambda facts: f"提醒就第{facts.asked}条作出决定",
    OtherOpened: lambda facts: f"设立{facts.number}{'' if facts.unit is None else f'，由{facts.unit}承办'}",
    News: lambda facts: f"{facts.number}转入“{facts.state}”",
    PartLeft: lambda facts: f"{facts.unit}不再参与，{facts.number}不再计入",
    PartWithdrawn: lambda facts: f"{facts.number}不再需要本事项",
    LinkMade: lambda facts: f"与{facts.other}关联（{link_words(facts.link)}）",
    LinkHeard: lambda facts: f"{facts.number}与本事项关联（{link_words(facts.link)}）",
}
"""What takes but one sentence."""
