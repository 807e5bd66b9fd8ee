"""What a digest brings to whom: a plan in one piece, what presses nobody with what comes next, each wish kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duban import Contact, Directory, Engine, Level, Settings, Unit
from duban.notifiers import Retryable
from duban.storage import outbox
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import DeskSettings, Wishes
from duban.workflow.digests import Digests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine

    from duban.notifiers import Message, Receipt

OFFICE, ONE, TWO = "市优化办", "市住建局", "市财政局"
PLAN = "云川市2024年工作方案"
PERSON = Contact(ONE, "季敏", Level.HANDLER, email="jimin@example.org")
SCENARIO = """
scenario: call
version: 1
title: 任务
number: "RW-{year}-{seq:04d}"
calendar: china
opens_by: office
roles:
  office: {title: 交办单位, required: true}
  lead: {title: 牵头单位}
  doer: {title: 责任单位, many: true, required: true}
fields:
  plan: {title: 方案, type: string}
  until: {title: 时限, type: date, required: true}
headline: 完成时限
clocks:
  签收时限: {starts: 交办, stops: 办理, budget: 2 working days}
  完成时限: {starts: open, stops: 办结, due: until}
ladder:
  完成时限:
    - {at: due - 10 working days, notify: doer, copy: office, message: 提醒}
states:
  交办: {initial: true, waits_for: doer}
  办理: {waits_for: doer}
  办结: {final: true}
transitions:
  签收: {from: 交办, to: 办理, by: doer, primary: true}
  完成: {from: 办理, to: 办结, by: doer}
announce:
  - {on: open, notify: doer, message: 交办}
  - {on: 完成, notify: doer, message: 办结}
messages:
  交办: {subject: "【交办】{{ item.title }}（{{ item.number }}）", text: "{{ unit }}：请办理{{ item.title }}。"}
  提醒: {subject: "【提醒】{{ item.title }}（{{ item.number }}）", text: "{{ item.title }}将到期。"}
  办结: {subject: "【办结】{{ item.title }}（{{ item.number }}）", text: "{{ item.title }}已办结。"}
"""

Made = Any
LATER = "450 come back later"


@pytest.fixture
def mails() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def made(
    make_engine: MakeEngine, clock: FixedClock, mails: RecordingNotifier, tmp_path: Path, database_url: str
) -> Callable[..., Engine]:
    clock.set("2024-04-01T10:00+08:00")
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(database_url).model_copy(
        update={"digests": Digests(), "desk": DeskSettings(url="https://desk.example.org")}
    )

    def make(*people: Contact) -> Engine:
        office = Contact(OFFICE, "方晓宁", Level.HANDLER, email="office@example.org")
        directory = Directory([Unit(OFFICE), Unit(ONE), Unit(TWO)], [office, *(people or (PERSON,))])
        return make_engine(settings, scenarios=[file], directory=directory, channels={"email": lambda: mails})

    return make


def opened(engine: Engine, title: str, until: date, *, doer: tuple[str, ...] = (ONE,), **more: Any) -> str:  # noqa: ANN401 - fields
    units = {"office": OFFICE, "doer": list(doer), **more.pop("units", {})}
    return engine.open("call", title=title, units=units, by=OFFICE, data={"until": until, **more}).number


def at(engine: Engine, clock: FixedClock, moment: str) -> None:
    clock.set(moment)
    engine.sweep()
    asyncio.run(engine.deliver())


def test_what_a_plan_hands_out_is_one_mail_that_says_what_is_led_and_by_when_to_sign(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made()
    opened(engine, "修路", date(2024, 12, 31), plan=PLAN)
    opened(engine, "修桥", date(2024, 6, 28), plan=PLAN, units={"lead": ONE})
    at(engine, clock, "2024-04-02T08:30+08:00")
    (mail,) = mails.sent
    assert mail.subject == f"【交办】《{PLAN}》涉及贵单位2项，其中牵头1项，请4月3日（周三）前一并签收"
    for line in (
        "1. 修路（RW-2024-0001）\n   时限：12月31日（周二）",
        "修桥（RW-2024-0002、牵头）\n   时限：6月28日（周五）",
    ):
        assert line in mail.text
    assert mail.html is not None
    assert 'href="https://desk.example.org/i/RW-2024-0002"' in mail.html


def test_a_plan_stands_apart_from_what_else_there_is(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made()
    for title in ("修路", "修桥"):
        opened(engine, title, date(2024, 12, 31), plan=PLAN)
    opened(engine, "修灯", date(2024, 12, 31))
    at(engine, clock, "2024-04-02T08:30+08:00")
    (mail,) = mails.sent
    assert "3件" in mail.subject
    assert f"《{PLAN}》涉及贵单位2项，请4月3日（周三）前一并签收\n" in mail.text
    assert "【交办】修灯（RW-2024-0003）" in mail.text


def test_an_early_reminder_comes_with_the_next_mail_or_after_half_of_the_time_that_is_left(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made()
    number = opened(engine, "修路", date(2024, 4, 30))
    at(engine, clock, "2024-04-02T08:30+08:00")
    mails.sent.clear()
    at(engine, clock, "2024-04-17T08:30+08:00")
    assert mails.sent == [], "nobody has to read it today"
    other = opened(engine, "修桥", date(2024, 12, 31))
    at(engine, clock, "2024-04-18T08:30+08:00")
    (mail,) = [each for each in mails.sent if each.to == PERSON.email]
    assert number in mail.text
    assert other in mail.text
    assert engine.verify().ok


def test_an_early_reminder_that_nothing_takes_along_leaves_by_itself(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made()
    opened(engine, "修路", date(2024, 4, 30))
    at(engine, clock, "2024-04-02T08:30+08:00")
    mails.sent.clear()
    for day in ("17", "18", "19", "22", "23"):
        at(engine, clock, f"2024-04-{day}T08:30+08:00")
        assert [mail for mail in mails.sent if mail.to == PERSON.email] == []
    at(engine, clock, "2024-04-24T08:30+08:00")
    assert [mail.subject for mail in mails.sent if mail.to == PERSON.email] == ["【提醒】修路（RW-2024-0001）"]


def test_who_is_meant_for_two_units_reads_it_once_with_both(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made(
        PERSON, replace(PERSON, unit=TWO, email="two@example.org", absent_until=date(2024, 5, 1), deputy=f"{ONE}/季敏")
    )
    opened(engine, "修路", date(2024, 12, 31), doer=(ONE, TWO))
    opened(engine, "修桥", date(2024, 12, 31))
    at(engine, clock, "2024-04-02T08:30+08:00")
    (mail,) = mails.sent
    assert mail.text.count("【交办】修路") == 1
    assert f"涉及{ONE}、{TWO}" in mail.text
    statuses = [each.status for each in engine.outbox(statuses=["delivered", "pending", "dead"])]
    assert statuses == ["delivered"] * 3


def test_who_wishes_everything_at_once_gets_each_by_itself(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made(replace(PERSON, wishes=Wishes(at_once=("email",))))
    for title in ("修路", "修桥"):
        opened(engine, title, date(2024, 12, 31))
    at(engine, clock, "2024-04-01T10:00+08:00")
    assert [mail.subject for mail in mails.sent] == ["【交办】修路（RW-2024-0001）", "【交办】修桥（RW-2024-0002）"]


def test_the_morning_is_that_of_the_reader(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made(replace(PERSON, wishes=Wishes(calendar="DE Europe/Berlin")))
    for title in ("修路", "修桥"):
        opened(engine, title, date(2024, 12, 31))
    at(engine, clock, "2024-04-02T08:30+08:00")
    assert mails.sent == []
    at(engine, clock, "2024-04-02T09:00+02:00")  # as their office opens, on the day after Easter Monday
    assert len(mails.sent) == 1


def test_a_digest_that_is_tried_again_waits_by_the_calendar_of_its_reader(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def later(_message: Message) -> Receipt:
        raise Retryable(LATER)

    engine = made(replace(PERSON, wishes=Wishes(calendar="DE Europe/Berlin")))
    for title in ("修路", "修桥"):
        opened(engine, title, date(2024, 12, 31))
    monkeypatch.setattr(mails, "send", later)
    at(engine, clock, "2024-04-02T09:00+02:00")
    with engine.database.reading() as connection:
        waits = outbox.waiting(connection, now=clock.now())
    assert [each.own_calendar for each in waits] == [True]


def test_an_engine_that_is_given_only_a_database_gathers_nothing(
    make_engine: MakeEngine, clock: FixedClock, mails: RecordingNotifier, tmp_path: Path, database_url: str
) -> None:
    clock.set("2024-04-01T10:00+08:00")
    (tmp_path / "call.yaml").write_text(SCENARIO, "utf-8")
    directory = Directory([Unit(OFFICE), Unit(ONE)], [PERSON])
    engine = make_engine(
        database_url, scenarios=[tmp_path / "call.yaml"], directory=directory, channels={"email": lambda: mails}
    )
    for title in ("修路", "修桥"):
        opened(engine, title, date(2024, 12, 31))
    at(engine, clock, "2024-04-01T10:00+08:00")
    assert len(mails.sent) == 2
    assert Settings().digests.used == ("email",)


def test_which_messages_left_as_one_is_listed(
    made: Callable[..., Engine], clock: FixedClock, mails: RecordingNotifier
) -> None:
    engine = made()
    numbers = [opened(engine, title, date(2024, 12, 31)) for title in ("修路", "修桥")]
    at(engine, clock, "2024-04-02T08:30+08:00")
    assert len(mails.sent) == 1
    (digest,) = {each.digest for each in engine.outbox(statuses=["delivered"])}
    assert digest is not None
    assert [each.number for each in engine.outbox(statuses=["delivered"], digest=digest)] == numbers
