"""What a person is told of a plan before anything is opened: what is odd, what waits, what would be sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Unit
from duban.demo import SAMPLES
from duban.ledger import Notice, import_notice, read_notice, try_notice
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

OFFICE = "市优化办"
CITY = Directory(
    [Unit("市优化办"), Unit("市督考办"), Unit("市领导"), Unit("市住建局"), Unit("市教育局", groups=("各局",))],
    [
        Contact("市优化办", "甲", Level.HANDLER, email="jia@example.org"),
        Contact("市住建局", "张三", Level.HANDLER, email="zhang@example.org"),
        Contact("市住建局", "李四", Level.LEADER, email="li@example.org"),
    ],
)


@pytest.fixture
def mailbox() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2024-11-18T22:57+08:00")


@pytest.fixture
def engine(tmp_path: Path, mailbox: RecordingNotifier, clock: FixedClock) -> Iterator[Engine]:
    channels = {"email": lambda: mailbox, "sms": lambda: mailbox}
    file = f"sqlite:///{tmp_path / 'plan.db'}"
    with Engine(file, scenarios=["task"], directory=CITY, clock=clock, channels=channels) as engine:
        yield engine


@pytest.fixture
def notice() -> Notice:
    return read_notice((SAMPLES / "plan.txt").read_bytes(), source="plan.txt")


def one(notice: Notice, **changed: object) -> Notice:
    item = replace(notice.items[0], lead_units=("市优化办",), responsible_units=("市住建局",), deadline_date=None)
    return replace(notice, items=(replace(item, **changed),))  # type: ignore[arg-type]


def concerns(engine: Engine, notice: Notice) -> list[tuple[str, str]]:
    (task,) = try_notice(engine, notice, by=OFFICE).tasks
    return [(each.code, each.text) for each in task.concerns]


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"deadline_date": date(2024, 11, 17)}, "past", "2024-11-17 has passed"),
        ({"responsible_units": ("市住健局",)}, "unknown", "no unit “市住健局”; it has “市住建局”"),
        ({"responsible_units": ("市水务局",)}, "unknown", "knows no unit “市水务局”"),
        ({"responsible_units": ("市住建局", "市直各部门")}, "group", "“市直各部门” is a group without members"),
        ({"responsible_units": ("张三",)}, "person", "“张三” is a person of 市住建局"),
        ({"responsible_units": ("市住建局李四局长",)}, "person", "“市住建局李四局长” is a person of 市住建局"),
        ({"lead_units": ()}, "no-lead", "waits for `engine.assign()`"),
        ({"responsible_units": ()}, "no-unit", "waits for `engine.assign()`"),
    ],
)
def test_what_cannot_be_right_or_will_wait_is_said(
    engine: Engine, notice: Notice, changed: dict[str, object], code: str, says: str
) -> None:
    ((found, text),) = concerns(engine, one(notice, **changed))
    assert found == code
    assert says in text


@pytest.mark.parametrize(
    "changed",
    [{}, {"deadline_date": date(2024, 11, 18)}, {"responsible_units": ("各局",)}, {"ongoing": True}],
    ids=["known", "due today", "a group with members", "ongoing"],
)
def test_of_what_is_in_order_nothing_is_said(engine: Engine, notice: Notice, changed: dict[str, object]) -> None:
    assert concerns(engine, one(notice, **changed)) == []


def test_a_trial_opens_nothing_makes_no_database_and_counts_what_would_be_sent(
    engine: Engine, notice: Notice, tmp_path: Path, mailbox: RecordingNotifier
) -> None:
    late = one(notice, deadline_date=date(2024, 10, 31))
    tried = try_notice(engine, late, by=OFFICE)
    assert list(tmp_path.iterdir()) == []
    import_notice(engine, late, by=OFFICE)
    engine.sweep()
    sent = engine.outbox()
    assert tried.forecast.total == len(sent) > 0
    assert {each.message: each.count for each in tried.forecast.messages} == dict(tried.forecast.by_message)
    asyncio.run(engine.deliver())
    assert tried.forecast.at_once == len(mailbox.sent) == 0  # it is the middle of the night, and nothing is urgent


def test_a_plan_that_is_taken_over_says_nothing_of_what_has_passed(
    engine: Engine, notice: Notice, mailbox: RecordingNotifier
) -> None:
    import_notice(engine, notice, by=OFFICE, quiet=True, since=date(2024, 4, 1))
    engine.sweep()
    asyncio.run(engine.deliver())
    assert mailbox.sent == []
    assert "red" in {item.light for item in engine.find()}
    assert engine.verify().ok


def test_a_plan_that_is_read_again_says_what_it_has_otherwise(engine: Engine, notice: Notice) -> None:
    first = one(notice)
    number = import_notice(engine, first, by=OFFICE).tasks[0].instance
    body = {"title": "另一个名称", "body": "另一个内容", "responsible_units": ("市教育局", "市住建局")}
    (task,) = try_notice(engine, one(notice, **body, deadline_date=date(2024, 12, 31)), by=OFFICE).tasks
    assert [each.what for each in task.changed] == ["title", "responsible", "content", "deadline"]
    assert (task.instance, task.would_send) == (number, ())
    assert f"it stands as {number} with 责任单位 市住建局, not 市教育局, 市住建局; it was left as it is" in task.doubts
    assert try_notice(engine, first, by=OFFICE).tasks[0].changed == ()
