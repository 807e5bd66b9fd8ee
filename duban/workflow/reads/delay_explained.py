"""Why something has not happened yet: a clock's next rung, a stay that goes on, a decision, a message."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from duban.states import ClockStatus, Jsonable, bound_moment, reviews, rung_moment
from duban.states.history import clock_facts
from duban.storage import outbox
from duban.workflow.instance import at_words, due_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from duban.states import Blocker, ClockLedger, ClockRule, Subject, Waiting
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class WhyNot(Jsonable):
    """Why something has not happened yet: a clock's next rung, a clock that stands still, a decision, a message."""

    about: str
    why: str
    at: datetime | None = None
    """When it is to happen, where that is known."""


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
            answers.append(_clock(compiled, subject, ledger, rule))
    if subject.closed_at is None:
        answers += _stay(compiled, subject)
    answers += [_undecided(compiled, subject, waiting) for waiting in subject.waiting.values()]
    answers += list(_unsent(messages, now))
    return tuple(answers)


def _clock(compiled: Compiled, subject: Subject, ledger: ClockLedger | None, rule: ClockRule) -> WhyNot:
    if ledger is None:
        return WhyNot(rule.name, "本轮尚未起算")
    if ledger.status is ClockStatus.STOPPED:
        return WhyNot(rule.name, "已停止")
    if ledger.status is ClockStatus.PAUSED:
        return WhyNot(rule.name, f"在“{subject.state}”暂停计时，恢复后继续")
    calendar, done = compiled.calendar, subject.claimed.get(rule.name, ())
    rungs = [rung for rung in compiled.definition.ladders.get(rule.name, ()) if rung.id not in done]
    if rule.review is not None:
        rungs += islice(reviews(rule.review, ledger, calendar, done), 1)
    coming = [(at, rung) for rung in rungs if (at := rung_moment(rung, ledger, calendar)) is not None]
    if not coming:
        return WhyNot(rule.name, "持续推进，没有到期日" if ledger.due_at is None else "各步都已执行或者略过")
    moment, rung = min(coming, key=lambda pair: pair[0])
    due = due_words(clock_facts(ledger), calendar.timezone)
    return WhyNot(rule.name, f"下一步：{at_words(rung, due)}", moment)


def _stay(compiled: Compiled, subject: Subject) -> Iterator[WhyNot]:
    """Say when a bounded stay ends by itself."""
    state = compiled.definition.states[subject.state]
    ends = bound_moment(compiled.definition, compiled.calendar, subject)
    if state.at_most is not None and ends is not None:
        then = f"，到时自动办理“{state.then}”" if state.then else ""
        yield WhyNot(f"“{state.name}”", f"至多停留{state.at_most.chinese}{then}", ends)


def _undecided(compiled: Compiled, subject: Subject, waiting: Waiting) -> WhyNot:
    roles = compiled.definition.roles
    who = "、".join(
        f"{roles[role].title}（{'、'.join(subject.units.get(role, ())) or '未定'}）" for role in waiting.roles
    )
    if waiting.length is not None:
        return WhyNot(f"第{waiting.seq}条", f"“{waiting.clock}”延期{waiting.length.chinese}，待{who}批准")
    return WhyNot(f"第{waiting.seq}条", f"“{waiting.clock}”的催督待{who}确认")


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
