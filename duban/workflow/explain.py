"""Who was told what and why, and why something has not happened: answers that an official can check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban.states import ClockLedger, ClockStatus, Rung, parse_moment, rung_moment
from duban.storage import outbox
from duban.workflow.values import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duban.states import Blocker, Subject
    from duban.storage import OutboxRecord
    from duban.workflow.catalogue import Compiled
    from duban.workflow.values import HistoryEntry

_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one message: whom it is for, by which way, and whether it was delivered, waits, or why not."""

    unit: str
    contact: str
    medium: str
    status: str
    at: datetime | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return the fate as JSON has it."""
        return {name: as_json(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class WhyEscalated:
    """One rung of a ladder: when it was to take effect, when it did or why not, and who was told.

    `reckoning` says how the moment is reckoned, `followed` what else came of it; `messages` are the messages that it
    decided, with what became of each.
    """

    clock: str
    rung: str
    round: int
    lap: int
    moment: str | None
    at: datetime
    fired: bool
    why: str
    told: tuple[str, ...]
    reckoning: str = ""
    followed: str = ""
    messages: tuple[Told, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        plain = {name: as_json(getattr(self, name)) for name in self.__slots__ if name != "messages"}
        return {**plain, "messages": [message.to_json() for message in self.messages]}


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why something has not happened yet: a clock's next rung, a clock that stands still, a decision, a message."""

    about: str
    why: str
    at: datetime | None = None
    """When it is to happen, where that is known."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {name: as_json(getattr(self, name)) for name in self.__slots__}


def why_escalated(
    compiled: Compiled, history: Sequence[HistoryEntry], messages: Iterable[OutboxRecord]
) -> tuple[WhyEscalated, ...]:
    """Return every rung that the history tells of, fired or skipped, in order."""
    sent = list(messages)
    answers: list[WhyEscalated] = []
    for place, entry in enumerate(history):
        payload = entry.payload
        if entry.kind in {"rung", "skip"}:
            mine = (payload["clock"], entry.round, payload["lap"], payload["rung"])
            fates = [one for one in sent if (one.clock, one.round, one.lap, one.rung) == mine]
            answers.append(
                WhyEscalated(
                    clock=payload["clock"],
                    rung=payload["rung"],
                    round=entry.round,
                    lap=payload["lap"],
                    moment=payload["moment"],
                    at=entry.at,
                    fired=entry.kind == "rung",
                    why=payload.get("why", "时刻已到"),
                    told=tuple(payload.get("told", ())),
                    reckoning=_reckoning(compiled, entry),
                    followed=_followed(compiled, history[place + 1 :], entry),
                    messages=tuple(_fate(one) for one in fates) if entry.kind == "rung" else (),
                )
            )
        answers.extend(
            WhyEscalated(
                clock=skip["clock"],
                rung=skip["rung"],
                round=entry.round,
                lap=skip["lap"],
                moment=None,
                at=entry.at,
                fired=False,
                why=skip["why"],
                told=(),
            )
            for skip in payload.get("skipped", ())
        )
    return tuple(answers)


def _fate(message: OutboxRecord) -> Told:
    why = message.reason or ""
    if message.status == outbox.PENDING and not why:
        why = "待发送"
    at = message.settled_at if message.status != outbox.PENDING else message.not_before
    return Told(message.unit, message.contact, message.medium, message.status, at, why)


def _reckoning(compiled: Compiled, entry: HistoryEntry) -> str:
    """Say how a rung's moment follows from its clock, and how late it took effect."""
    payload = entry.payload
    zone = compiled.calendar.timezone
    moment = datetime.fromisoformat(payload["moment"])
    ladder = compiled.definition.ladders.get(payload["clock"], ())
    rung = next((one for one in ladder if one.id == payload["rung"]), None)
    said = f"{_at_words(rung)}，即{moment.astimezone(zone):%Y-%m-%d %H:%M}" if rung is not None else ""
    late = entry.at - moment
    if late <= _LATE:
        return said
    waited = f"{late.days}天" if late.days else f"{int(late.total_seconds() // 60)}分钟"
    # A rung that a migration has done away with cannot be reckoned any more.
    return "；".join(filter(None, [said, f"当时未运行，{waited}后补办"]))


def _at_words(rung: Rung) -> str:
    moment = parse_moment(str(rung.at))
    anchor = "到期" if moment.anchor == "due" else "起算"
    if moment.offset is None:
        return f"{anchor}之时"
    place = f"{anchor}{'后' if moment.sign > 0 else '前'}{moment.offset.chinese}"
    return place if moment.offset.unit.in_hours else f"{place}，上班时（休息日顺延）"


def _followed(compiled: Compiled, later: Sequence[HistoryEntry], entry: HistoryEntry) -> str:
    payload = entry.payload
    if "confirm" in payload:
        for one in later:
            if one.kind == "decide" and one.payload.get("asked") == entry.seq:
                when = one.at.astimezone(compiled.calendar.timezone)
                return f"{one.actor}于{when:%Y-%m-%d %H:%M}{'确认' if one.payload['approve'] else '取消'}"
            if str(entry.seq) in one.payload.get("lapsed", {}):
                return "未及确认，时限已停或者重算，自动撤回"
        return "待确认"
    for one in later:
        because = one.payload.get("because", {})
        if (because.get("clock"), because.get("lap"), because.get("rung")) == (
            payload["clock"],
            payload["lap"],
            payload["rung"],
        ):
            if one.kind == "act":
                return f"自动办理“{one.trigger}”"
            return "自动办理未成：" + "；".join(blocker["message"] for blocker in one.payload["blockers"])
    return ""


def why_not_yet(
    compiled: Compiled, subject: Subject, messages: Iterable[OutboxRecord], *, now: datetime, set_aside: str | None
) -> tuple[WhyNot, ...]:
    """Return what is still to come of an instance and why it has not yet: rungs, decisions, messages."""
    answers: list[WhyNot] = []
    if set_aside is not None:
        answers.append(WhyNot("到期处理", f"上次处理未成，几分钟内自动重试：{set_aside}"))
    if subject.closed_at is not None:
        answers.append(WhyNot("催督", f"已于“{subject.state}”办结"))
    for rule in compiled.definition.clocks.values():
        ledger = subject.clocks.get(rule.name)
        if subject.closed_at is None:
            answers.append(_clock(compiled, subject, ledger, rule.name))
    answers += [
        WhyNot(
            f"第{waiting.seq}条",
            "延期申请待批准" if waiting.length is not None else "催督待确认",
        )
        for waiting in subject.waiting.values()
    ]
    answers += list(_unsent(messages, now))
    return tuple(answers)


def _clock(compiled: Compiled, subject: Subject, ledger: ClockLedger | None, name: str) -> WhyNot:
    if ledger is None:
        return WhyNot(name, "本轮尚未起算")
    if ledger.status is ClockStatus.STOPPED:
        return WhyNot(name, "已停止")
    if ledger.status is ClockStatus.PAUSED:
        return WhyNot(name, f"在“{subject.state}”暂停计时，恢复后继续")
    done = subject.claimed.get(name, ())
    coming = [
        (moment, rung)
        for rung in compiled.definition.ladders.get(name, ())
        if rung.id not in done and (moment := rung_moment(rung, ledger, compiled.calendar)) is not None
    ]
    if not coming:
        return WhyNot(name, "持续推进，没有到期日" if ledger.due_at is None else "各步都已执行或者略过")
    moment, rung = min(coming, key=lambda pair: pair[0])
    return WhyNot(name, f"下一步：{_at_words(rung)}", moment)


def _unsent(messages: Iterable[OutboxRecord], now: datetime) -> Iterator[WhyNot]:
    for message in messages:
        if message.status == outbox.DEAD:
            yield WhyNot(f"“{message.message}”致{message.unit}", f"未能送达：{message.reason or '原因不明'}")
        elif message.status == outbox.PENDING:
            why = message.reason or ("待上班时间发送" if message.not_before > now else "等待发送")
            yield WhyNot(f"“{message.message}”致{message.unit}", why, message.not_before)


def why_refused(blockers: Iterable[Blocker]) -> tuple[WhyNot, ...]:
    """Return why an act is refused, each reason as an answer."""
    return tuple(WhyNot(blocker.code, str(blocker)) for blocker in blockers)
