"""What is not urgent leaves as one message each morning: nothing is left out, nothing is told twice."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Level, Settings, SettingsError, Unit
from duban.notifiers import ChannelDown, Permanent, Retryable
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow.digests import Digests

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban import Engine
    from duban.notifiers import Message, NotifierError, Receipt

OFFICE, LEAD, ONE = "市优化办", "市发改委", "市住建局"
CITY = [Unit(name) for name in (OFFICE, LEAD, ONE, "市督考办", "市领导")]
PEOPLE = [
    Contact(unit, f"{unit}人", Level.HANDLER, email=f"{n}@example.org") for n, unit in enumerate((OFFICE, LEAD, ONE))
]
TO_ONE = "2@example.org"
SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:04d}"
calendar: china
opens_by: lead
roles:
  lead: {title: 牵头单位, required: true}
  one: {title: 办理单位, required: true}
fields:
  until: {title: 时限, type: date, required: true}
clocks:
  办理时限: {starts: [open], due: until, stops: [办结]}
states:
  待办: {initial: true, waits_for: one}
  办结: {final: true}
transitions:
  完成: {from: 待办, to: 办结, by: one}
announce:
  - {on: open, notify: one, message: 交办}
messages:
  交办:
    subject: "【交办】{{ item.title }}（{{ item.number }}）"
    text: |
      请办理{{ item.title }}。
      现在要做：{{ until | day }}前办结。
"""


class Failing(RecordingNotifier):
    """Raises what it is given, once each, and takes what comes after."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[NotifierError] = []

    async def send(self, message: Message) -> Receipt:
        receipt = await super().send(message)
        if self.errors:
            raise self.errors.pop(0)
        return receipt


@pytest.fixture
def mails() -> Failing:
    return Failing()


@pytest.fixture
def engine(make_engine: MakeEngine, clock: FixedClock, mails: Failing, tmp_path: Path, database_url: str) -> Engine:
    clock.set("2024-04-01T10:00+08:00")
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(database_url).model_copy(update={"digests": Digests(media=("email",))})
    return make_engine(settings, scenarios=[file], directory=Directory(CITY, PEOPLE), channels={"email": lambda: mails})


def opened(engine: Engine, title: str, day: int) -> str:
    units, data = {"lead": LEAD, "one": ONE}, {"until": date(2024, 4, day)}
    return engine.open("call", title=title, units=units, by=LEAD, data=data).number


def test_a_morning_brings_one_mail_with_what_is_due_first_on_top(
    engine: Engine, clock: FixedClock, mails: Failing
) -> None:
    numbers = [opened(engine, "修路", 25), opened(engine, "修桥", 8), opened(engine, "修灯", 17)]
    asyncio.run(engine.deliver())
    assert mails.sent == []
    clock.set("2024-04-02T08:30+08:00")
    asyncio.run(engine.deliver())
    (mail,) = mails.sent
    assert mail.to == TO_ONE
    assert "3" in mail.subject
    places = [mail.text.index(f"{place}. 【交办】{title}") for place, title in enumerate(["修桥", "修灯", "修路"], 1)]
    assert places == sorted(places)
    assert "现在要做：4月8日（周一）前办结。" in mail.text
    assert {each.status for number in numbers for each in engine.outbox(number=number, statuses=["delivered"])} == {
        "delivered"
    }
    assert engine.verify().ok
    asyncio.run(engine.deliver())
    assert len(mails.sent) == 1


def test_what_is_settled_before_the_morning_drops_out_and_one_alone_leaves_as_it_is(
    engine: Engine, clock: FixedClock, mails: Failing
) -> None:
    first, second, third = (opened(engine, title, 25) for title in ("修路", "修桥", "修灯"))
    clock.set("2024-04-01T11:00+08:00")
    for number in (first, second):
        engine.void(number, by=LEAD, note="重复登记")
    clock.set("2024-04-02T08:30+08:00")
    asyncio.run(engine.deliver())
    assert [mail.subject for mail in mails.sent] == [f"【交办】修灯（{third}）"]
    assert engine.verify().ok


def test_an_attempt_that_failed_is_repeated_word_by_word(engine: Engine, clock: FixedClock, mails: Failing) -> None:
    first, second = opened(engine, "修路", 25), opened(engine, "修桥", 8)
    clock.set("2024-04-02T08:30+08:00")
    mails.errors = [Retryable("later")]
    asyncio.run(engine.deliver())
    (tried,) = mails.sent
    clock.set("2024-04-02T08:31+08:00")
    third = opened(engine, "修灯", 17)
    engine.void(first, by=LEAD, note="重复登记")
    clock.set("2024-04-02T09:30+08:00")
    asyncio.run(engine.deliver())
    assert mails.sent == [tried, tried]
    settled = engine.outbox(statuses=["delivered", "withdrawn", "pending"])
    assert {each.number: each.status for each in settled} == {first: "delivered", second: "delivered", third: "pending"}
    assert {each.number: each.attempts for each in settled} == {first: 2, second: 2, third: 0}
    assert engine.verify().ok


def test_a_digest_that_is_refused_leaves_its_messages_dead_and_each_can_be_tried_again(
    engine: Engine, clock: FixedClock, mails: Failing
) -> None:
    first, second = opened(engine, "修路", 25), opened(engine, "修桥", 8)
    clock.set("2024-04-02T08:30+08:00")
    mails.errors = [Permanent("no such mailbox")]
    asyncio.run(engine.deliver())
    dead = engine.outbox(statuses=["dead"])
    assert {each.number for each in dead} == {first, second}
    assert all("no such mailbox" in (each.reason or "") for each in dead)
    assert engine.retry([dead[0].id])[0] == [dead[0].id]
    asyncio.run(engine.deliver())
    assert [mail.subject for mail in mails.sent[1:]] == [f"【交办】修路（{first}）"]
    assert engine.verify().ok


def test_what_drops_out_while_the_channel_is_down_is_not_told_and_the_one_that_is_left_leaves_alone(
    engine: Engine, clock: FixedClock, mails: Failing
) -> None:
    first, second = opened(engine, "修路", 25), opened(engine, "修桥", 8)
    clock.set("2024-04-02T08:30+08:00")
    mails.errors = [ChannelDown("no server")]
    asyncio.run(engine.deliver())
    clock.set("2024-04-02T08:40+08:00")
    engine.void(first, by=LEAD, note="重复登记")
    asyncio.run(engine.deliver())
    asyncio.run(engine.deliver())
    assert [mail.subject for mail in mails.sent[1:]] == [f"【交办】修桥（{second}）"]
    assert engine.verify().ok


def test_what_is_reported_lost_of_a_digest_is_lost_of_each_message_in_it(
    engine: Engine, clock: FixedClock, mails: Failing
) -> None:
    numbers = {opened(engine, "修路", 25), opened(engine, "修桥", 8)}
    clock.set("2024-04-02T08:30+08:00")
    asyncio.run(engine.deliver())
    report = {"phone_number": "13812345678", "success": False, "err_code": "UNDELIV", "out_id": mails.sent[0].id}
    noted, unknown = engine.received([report], medium="email")
    dead = engine.outbox(statuses=["dead"])
    assert ({each.number for each in dead}, sorted(noted), unknown) == (numbers, sorted(each.id for each in dead), [])
    assert engine.verify().ok


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"media": ["fax"]}, "fax"),
        ({"media": ["sms"]}, "sms_template"),
        ({"at": "half past eight"}, "write it as 08:30"),
        ({"at": "24:00"}, "write it as 08:30"),
    ],
)
def test_what_cannot_be_set_is_said(tmp_path: Path, given: dict[str, object], said: str) -> None:
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in given.items())
    (tmp_path / "duban.toml").write_text(f"[digests]\n{lines}\n", "utf-8")
    with pytest.raises(SettingsError, match=said):
        Settings.load(tmp_path / "duban.toml")
