"""Who was told what and why: answers that an official can check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable
from duban.storage import outbox
from duban.workflow.rung_words import at_words, due_words, rung_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.storage import OutboxRecord
    from duban.workflow.catalogue import Compiled
    from duban.workflow.values import HistoryEntry

_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told(Jsonable):
    """What became of one message: whom it is for, by which way, and whether it was delivered, waits, or why not."""

    unit: str
    contact: str
    medium: str
    status: str
    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class WhyEscalated(Jsonable):
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


def why_escalated(
    compiled: Compiled, history: Sequence[HistoryEntry], messages: Iterable[OutboxRecord]
) -> tuple[WhyEscalated, ...]:
    """Return every rung that the history tells of, fired or skipped, in order."""
    sent = list(messages)
    answers: list[WhyEscalated] = []
    stood: dict[str, Mapping[str, Any]] = {}
    for place, entry in enumerate(history):
        payload = entry.payload
        stood |= payload.get("clocks", {})
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
                    reckoning=_reckoning(compiled, entry, stood.get(payload["clock"])),
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


def _reckoning(compiled: Compiled, entry: HistoryEntry, facts: Mapping[str, Any] | None) -> str:
    """Say how a rung's moment follows from its clock, and how late it took effect."""
    payload = entry.payload
    zone = compiled.calendar.timezone
    moment = datetime.fromisoformat(payload["moment"])
    rung = rung_called(compiled.definition, payload["clock"], payload["rung"])
    words = "" if rung is None else at_words(rung, due_words(facts, zone))
    said = f"{words}，即{moment.astimezone(zone):%Y-%m-%d %H:%M}" if words else ""
    late = entry.at - moment
    if late <= _LATE:
        return said
    waited = f"{late.days}天" if late.days else f"{int(late.total_seconds() // 60)}分钟"
    # A rung that a migration has done away with cannot be reckoned any more.
    done = f"当时未运行，{waited}后补办" if entry.kind == "rung" else ""
    return "；".join(filter(None, [said, done]))


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
