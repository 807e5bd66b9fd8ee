"""A mail quotes as Chinese is written, and who asked for more time is told of the decision once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Level, Unit
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

OFFICE, LEAD, ONE, OTHER = "市优化办", "市发改委", "市住建局", "市财政局"
CITY = [Unit(name) for name in (OFFICE, LEAD, ONE, OTHER, "市督考办", "市领导")]
PEOPLE = [
    Contact(unit, f"{unit}人", Level.HANDLER, email=f"{n}@example.org")
    for n, unit in enumerate((OFFICE, LEAD, ONE, OTHER))
]


@pytest.fixture
def mails() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def engine(make_engine: MakeEngine, clock: FixedClock, mails: RecordingNotifier) -> Engine:
    clock.set("2024-04-01T09:00+08:00")
    return make_engine(scenarios=["task"], directory=Directory(CITY, PEOPLE), channels={"email": lambda: mails})


def opened(engine: Engine) -> str:
    units, data = {"lead": LEAD, "responsible": [ONE, OTHER]}, {"deadline": date(2024, 5, 31)}
    return engine.open("task", title="推进“一窗通办”", units=units, by=OFFICE, data=data).number


def test_a_title_with_quotation_marks_is_quoted_with_inner_ones(engine: Engine, mails: RecordingNotifier) -> None:
    opened(engine)
    asyncio.run(engine.deliver())
    (mail,) = [each for each in mails.sent if each.name == f"{ONE}人"]
    assert "请贵单位办理“推进‘一窗通办’”" in mail.text
    assert mail.subject.startswith("【交办】推进“一窗通办”，")


@pytest.mark.parametrize("approve", [True, False])
def test_who_asked_for_more_time_hears_of_the_decision_once(engine: Engine, *, approve: bool) -> None:
    number = opened(engine)
    engine.extend(number, "完成时限", "5 working days", by=ONE, note="等待省级系统对接")
    (waiting,) = engine.pending(number=number)
    before = {each.id for each in engine.outbox(number=number)}
    engine.decide(waiting.id, approve=approve, by=OFFICE, note="已商定")
    sent = Counter((each.unit, each.message) for each in engine.outbox(number=number) if each.id not in before)
    if approve:
        assert sent == {(ONE, "变更通知"): 1, (OTHER, "变更通知"): 1, (LEAD, "变更通知"): 1}
    else:
        assert sent == {(ONE, "延期审批结果"): 1}
    assert ONE in engine.history(number)[-1].payload["told"]
    assert engine.verify().ok
