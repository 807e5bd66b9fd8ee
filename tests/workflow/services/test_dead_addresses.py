"""An address of which a server says that nobody is there counts as none, until somebody corrects it or it works."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from mail_servers import Inbox, mail_server

from duban import Contact, Directory, Engine, Settings, Unit
from duban.notifiers import SmtpNotifier
from duban.operations import examine
from duban.testing import RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from conftest import MakeEngine

    from duban.testing import FixedClock

LEAD, OFFICE = "市住建局", "市优化办"
ZHANG, LI = "zhang@zj.example", "li@zj.example"
NOBODY = "550 5.1.1 User unknown"

SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:04d}"
calendar: 24x7
opens_by: lead
fallback: office
roles:
  lead: {title: 牵头单位, required: true}
  office: {title: 优化办, default: 市优化办}
states:
  待办: {initial: true, waits_for: lead}
  办结: {final: true}
transitions:
  完成: {from: 待办, to: 办结, by: lead}
announce:
  - {on: open, notify: lead, message: 交办}
messages:
  交办:
    subject: "{{ item.number }}"
    text: "{{ item.number }}"
    sms: {template: SMS_1, sign: 督办, text: "${号}请办理", values: {号: "{{ item.number }}"}}
"""
PEOPLE = [
    Contact(LEAD, "张三", Level.HANDLER, email=ZHANG, deputy="李四"),
    Contact(LEAD, "李四", Level.LEADER, email=LI, mobile="13800000001"),
    Contact(OFFICE, "方晓宁", Level.HANDLER, email="fang@city.example"),
]


@pytest.fixture
def office(make_engine: MakeEngine, tmp_path: Path, clock: FixedClock) -> Callable[..., Engine]:
    """Return what makes an engine whose directory is kept in the database."""
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")

    def make(channels: dict[str, Any], people: list[Contact] = PEOPLE, **given: Any) -> Engine:  # noqa: ANN401
        engine = make_engine(scenarios=[file], channels=channels, directory=None, clock=clock, **given)
        if not engine.directory.people:
            engine.import_units([Unit(LEAD), Unit(OFFICE)], by=OFFICE)
            engine.import_contacts(people, by=OFFICE)
        return engine

    return make


def opened(engine: Engine) -> str:
    return engine.open("call", title="请办理", units={"lead": LEAD}, by=LEAD).number


def to(engine: Engine, number: str) -> list[tuple[str, str]]:
    return [(each.medium, each.address) for each in engine.outbox(statuses=["pending", "dead"], number=number)]


@asynccontextmanager
async def serving(inbox: Inbox) -> AsyncIterator[dict[str, Any]]:
    async with mail_server(inbox) as port:
        sender = "duban@city.example"
        yield {"email": lambda: SmtpNotifier(host="127.0.0.1", port=port, security="none", sender=sender)}


def delivered(office: Callable[..., Engine], inbox: Inbox, *, again: bool = False, **given: Any) -> Engine:  # noqa: ANN401
    """Deliver one message by a real server that answers as it is told to, and return the engine."""

    async def run() -> Engine:
        async with serving(inbox) as channels:
            engine = office({**channels, "sms": RecordingNotifier}, **given)
            if not again:
                await asyncio.to_thread(opened, engine)
            await engine.deliver()
            return engine

    return asyncio.run(run())


def test_who_has_a_dead_address_is_reached_by_the_deputy_until_it_is_corrected(
    office: Callable[..., Engine],
) -> None:
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}))
    (dead,) = engine.outbox(statuses=["dead"])
    assert (dead.address, dead.cause) == (ZHANG, "refused")
    (mark,) = engine.marked_addresses()
    assert (mark.medium, mark.address, mark.people) == ("email", ZHANG, (f"{LEAD}/张三",))
    assert "5.1.1" in mark.why
    assert mark.ask == (f"{LEAD}/李四 13800000001",)

    second = opened(engine)
    assert to(engine, second) == [("email", LI), ("sms", "13800000001")]
    assert "张三" in engine.outbox(number=second)[0].because

    mended = engine.mend_address("email", ZHANG, "zhang.san@zj.example", by=OFFICE)
    assert mended.revived == (dead.id,)
    assert engine.marked_addresses() == []
    assert to(engine, opened(engine)) == [("email", "zhang.san@zj.example")]
    assert engine.verify().ok


def test_another_process_knows_it_at_its_next_act(office: Callable[..., Engine]) -> None:
    other = office({"email": RecordingNotifier})
    assert to(other, opened(other)) == [("email", ZHANG)]
    delivered(office, Inbox(answers={"RCPT": [NOBODY]}), again=True)
    assert to(other, opened(other)) == [("email", LI)]
    assert other.address_works("email", ZHANG, by=f"{OFFICE}/方晓宁", note="他们换了服务器")
    again = office({"email": RecordingNotifier})
    assert to(again, opened(again)) == [("email", ZHANG)]
    assert not again.address_works("email", ZHANG, by=OFFICE), "it is not marked any more"


def test_the_next_medium_goes_first(office: Callable[..., Engine]) -> None:
    people = [Contact(LEAD, "张三", Level.HANDLER, email=ZHANG, mobile="13800000009"), *PEOPLE[1:]]
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}), people=people)
    assert to(engine, opened(engine)) == [("sms", "13800000009")]


def test_without_anybody_else_the_fallback_gets_it(office: Callable[..., Engine]) -> None:
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}), people=[replace(PEOPLE[0], deputy=None), PEOPLE[2]])
    assert to(engine, opened(engine)) == [("email", "fang@city.example")]


@pytest.mark.parametrize("answer", ["550 5.7.1 refused by policy", "552 5.2.2 mailbox full", "550 5.3.4 too big"])
def test_a_refusal_for_another_reason_marks_nobody(office: Callable[..., Engine], answer: str) -> None:
    engine = delivered(office, Inbox(answers={"RCPT": [answer]}))
    assert [each.address for each in engine.outbox()] == [ZHANG]
    assert engine.marked_addresses() == []
    assert to(engine, opened(engine)) == [("email", ZHANG)]


def test_a_message_that_is_taken_later_ends_the_mark(office: Callable[..., Engine], clock: FixedClock) -> None:
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}))
    (dead,) = engine.outbox(statuses=["dead"])
    clock.advance(timedelta(hours=1))
    engine.retry([dead.id])
    engine = delivered(office, Inbox(), again=True)
    assert engine.outbox() == []
    assert engine.marked_addresses() == []
    assert to(engine, opened(engine)) == [("email", ZHANG)]


def test_people_are_told_of_it_and_with_whom_to_correct_it(office: Callable[..., Engine]) -> None:
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}))
    (told,) = [each for each in engine.troubles() if each.code == "gone"]
    assert told.names == (f"{LEAD}/张三 {ZHANG}",)
    assert "13800000001" in told.advice
    (check,) = [each for each in examine(engine=engine).checks if each.code == "dead-addresses"]
    assert not check.ok
    assert ZHANG in check.found
    assert "13800000001" in check.advice


def test_where_the_directory_is_a_file_it_counts_as_well(make_engine: MakeEngine, tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    given = Directory([Unit(LEAD), Unit(OFFICE)], PEOPLE)
    engine = delivered(
        lambda channels: make_engine(scenarios=[file], channels=channels, directory=given),
        Inbox(answers={"RCPT": [NOBODY]}),
    )
    assert to(engine, opened(engine)) == [("email", LI), ("sms", "13800000001")]


def test_settings_say_whom_to_ring(office: Callable[..., Engine], database_url: str) -> None:
    settings = Settings.plain(database_url).model_copy(update={"calls": {LEAD: "值班室 0711-5550100"}})
    engine = delivered(office, Inbox(answers={"RCPT": [NOBODY]}), database=settings)
    assert engine.marked_addresses()[0].ask == ("值班室 0711-5550100", f"{LEAD}/李四 13800000001")
