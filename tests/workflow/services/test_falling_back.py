"""A message comes by the medium that its reader wishes; the next one takes over only if that does not arrive."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from duban import (
    Absence,
    Contact,
    Digests,
    Directory,
    Engine,
    Fallback,
    Level,
    Settings,
    SettingsError,
    Unit,
    Wishes,
    words,
)
from duban.notifiers import Permanent, Retryable
from duban.storage import fallbacks
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import MakeEngine
    from sqlalchemy.engine import Connection

    from duban import OutboxEntry
    from duban.notifiers import Message, NotifierError, Receipt

    MakeOffice = Callable[..., "Office"]

LEAD, ONE = "市发改委", "市住建局"
ZHANG = Contact(ONE, "张三", Level.HANDLER, email="zhang@example.org", mobile="13900000001")
SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:04d}"
calendar: china
opens_by: lead
roles:
  lead: {title: 牵头单位, required: true}
  one: {title: 办理单位, many: true, required: true}
clocks:
  办理时限: {starts: [open], budget: 8 hours, stops: [办结]}
ladder:
  办理时限:
    - {at: due - 2 hours, notify: one, message: 提醒}
    - {at: due, notify: one, message: 提醒}
    - {at: due + 2 hours, notify: one, message: 提醒}
    - {at: due + 3 hours, notify: lead, copy: one, message: 提醒}
states:
  待办: {initial: true, waits_for: one}
  办结: {final: true}
transitions:
  完成: {from: 待办, to: 办结, by: one}
announce:
  - {on: open, notify: one, message: 交办, urgent: false}
messages:
  交办:
    subject: "【交办】{{ item.title }}"
    text: "{{ unit }}：请办理{{ item.title }}。"
    sms: {template: SMS_1, sign: 优化办, text: "请办理${title}。", values: {title: "{{ item.title }}"}}
  提醒:
    subject: "【提醒】{{ item.title }}"
    text: "请办理{{ item.title }}。"
    sms: {template: SMS_1, sign: 优化办, text: "请办理${title}。", values: {title: "{{ item.title }}"}}
"""


class Failing(RecordingNotifier):
    """Raises the errors that it is given, one at each attempt, and takes what comes after."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[NotifierError] = []

    async def send(self, message: Message) -> Receipt:
        if self.errors:
            raise self.errors.pop(0)
        return await super().send(message)


class Office:
    """An office with one reader, a mail server and an SMS gateway."""

    def __init__(self, engine: Engine, clock: FixedClock, mails: Failing, texts: Failing) -> None:
        self.engine, self.clock, self.mails, self.texts = engine, clock, mails, texts

    def opened(self, one: str | list[str] = ONE) -> str:
        return self.engine.open("call", title="修路", units={"lead": LEAD, "one": one}, by=LEAD).number

    def deliver(self, at: str | None = None) -> tuple[int, int]:
        """Deliver, and return how many mails and SMS have left by now."""
        if at is not None:
            self.clock.set(f"{at}+08:00")
        asyncio.run(self.engine.deliver())
        return len(self.mails.sent), len(self.texts.sent)

    def sweep(self, at: str) -> None:
        self.clock.set(f"{at}+08:00")
        self.engine.sweep()

    def post(self) -> list[OutboxEntry]:
        return self.engine.outbox(statuses=["pending", "delivered", "withdrawn", "dead"])

    def stand(self) -> list[tuple[str, str, str]]:
        return [(each.medium, each.status, each.cause) for each in self.post()]


@pytest.fixture
def make_office(make_engine: MakeEngine, clock: FixedClock, tmp_path: Path) -> MakeOffice:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")

    def made(*people: Contact, units: tuple[str, ...] = (LEAD, ONE), **more: Any) -> Office:  # noqa: ANN401 - as Engine's
        mails, texts = Failing(), Failing()
        clock.set("2024-04-01T10:00+08:00")
        directory = Directory([Unit(name) for name in units], people or (ZHANG,))
        channels = {"email": lambda: mails, "sms": lambda: texts}
        engine = make_engine(scenarios=[file], directory=directory, channels=channels, **more)
        return Office(engine, clock, mails, texts)

    return made


def test_the_sms_is_decided_with_the_mail_and_withdrawn_once_that_has_arrived(make_office: MakeOffice) -> None:
    office = make_office()
    office.opened()
    first, second = office.post()
    assert (first.medium, second.medium, second.behind) == ("email", "sms", first.id)
    assert f"{second.not_before:%m-%d %H:%M}" == "04-02 10:00"
    assert office.deliver() == (1, 0)
    assert office.stand() == [("email", "delivered", ""), ("sms", "withdrawn", "reached")]
    assert office.deliver("2024-04-05T10:00") == (1, 0)
    assert office.engine.verify().ok


def test_the_sms_leaves_at_once_when_the_mail_is_dead_but_not_by_night(make_office: MakeOffice) -> None:
    office = make_office()
    office.opened()
    office.mails.errors = [Permanent("550 no such user")]
    office.deliver()
    assert office.deliver() == (0, 1)
    assert office.stand() == [("email", "dead", "refused"), ("sms", "delivered", "")]
    late = make_office()
    late.clock.set("2024-04-01T17:25+08:00")
    late.opened()
    late.mails.errors = [Retryable("later"), Permanent("550 no such user")]
    late.deliver()
    late.deliver("2024-04-01T17:29:59")
    late.clock.set("2024-04-01T19:00+08:00")
    assert late.deliver() == (0, 0)
    assert late.deliver("2024-04-02T08:30") == (0, 1)
    assert late.engine.verify().ok


def test_the_sms_leaves_at_its_time_when_the_mail_is_still_not_delivered(make_office: MakeOffice) -> None:
    office = make_office(replace(ZHANG, wishes=Wishes(after="2 working hours")))
    office.opened()
    office.mails.errors = [Retryable("later", retry_after=6 * 3600)]
    assert office.deliver() == (0, 0)
    assert office.deliver("2024-04-01T13:59") == (0, 0)
    assert office.deliver("2024-04-01T14:00") == (0, 1)
    assert office.deliver("2024-04-02T10:00") == (1, 1)
    assert [status for _, status, _ in office.stand()] == ["delivered", "delivered"]
    assert office.engine.verify().ok


def test_a_person_gets_an_sms_first_and_the_mail_only_if_that_is_lost(make_office: MakeOffice) -> None:
    office = make_office(replace(ZHANG, wishes=Wishes(first=("sms",))))
    number = office.opened()
    assert office.deliver() == (0, 1)
    assert office.stand() == [("sms", "delivered", ""), ("email", "withdrawn", "reached")]
    report = [{"id": office.texts.sent[0].id, "arrived": False, "detail": "no such number"}]
    office.engine.received(report, medium="sms")
    office.engine.received(report, medium="sms")
    assert office.stand() == [("sms", "dead", "lost"), ("email", "pending", "")]
    assert office.deliver() == (1, 1)
    assert office.engine.verify().ok
    assert office.engine.outbox(number=number, statuses=["delivered"])[0].medium == "email"


def test_what_is_settled_meanwhile_does_not_come_back(make_office: MakeOffice) -> None:
    office = make_office(replace(ZHANG, wishes=Wishes(first=("sms",))))
    number = office.opened()
    office.sweep("2024-04-01T16:00")
    office.deliver()
    office.engine.fire(number, "完成", by=ONE)
    lost = [{"id": each.id, "arrived": False, "detail": "off"} for each in office.texts.sent]
    office.engine.received(lost, medium="sms")
    # The hand-out is told of no clock and comes back; the reminder of the clock that has stopped does not.
    assert [(each.message, each.status) for each in office.post() if each.medium == "email"] == [
        ("交办", "pending"),
        ("提醒", "withdrawn"),
    ]
    assert office.engine.verify().ok


def test_a_reminder_that_a_later_one_has_replaced_does_not_come_back(make_office: MakeOffice) -> None:
    office = make_office(replace(ZHANG, wishes=Wishes(first=("sms",))))
    office.opened()
    office.sweep("2024-04-01T17:10")
    office.deliver()
    office.sweep("2024-04-01T20:00")
    lost = [{"id": each.id, "arrived": False, "detail": "off"} for each in office.texts.sent]
    office.engine.received(lost, medium="sms")
    mails = [each for each in office.post() if each.message == "提醒" and each.medium == "email"]
    told = [(each.rung, each.status) for each in mails]
    assert (told[0], told[-1]) == (("due - 2 hours", "withdrawn"), ("due + 2 hours", "pending"))
    assert office.engine.verify().ok


def test_what_is_urgent_goes_by_all_media_at_once_and_so_does_everything_if_the_office_wants_it(
    make_office: MakeOffice, database_url: str
) -> None:
    settings = Settings.plain(database_url).model_copy(update={"fallback": Fallback(after="")})
    office = make_office(database=settings)
    office.opened()
    assert office.deliver() == (1, 1)
    assert [each.behind for each in office.post()] == [None, None]


@pytest.mark.parametrize("after", ["3", "11 working days", "1 month"])
def test_a_wait_that_cannot_be_is_refused(after: str, tmp_path: Path) -> None:
    file = tmp_path / "duban.toml"
    file.write_text(f'[fallback]\nafter = "{after}"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"fallback\.after"):
        Settings.load(file)


def test_neither_an_error_nor_a_kill_within_the_receipt_loses_or_doubles_what_stands_behind(
    make_office: MakeOffice, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = make_office()
    office.opened()
    office.mails.errors = [Permanent("550 no such user")]
    script = f"""
import asyncio, os, signal, sys
from duban import Engine, Permanent
from duban.storage import fallbacks
from duban.testing import FixedClock, RecordingNotifier

class Dead(RecordingNotifier):
    async def send(self, message):
        raise Permanent("550 no such user")

real = fallbacks.release_behind
def killed(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
fallbacks.release_behind = killed
engine = Engine({database_url!r}, clock=FixedClock("2024-04-01T10:00+08:00"),
                scenarios=[], channels={{"email": Dead, "sms": RecordingNotifier}})
asyncio.run(engine.deliver())
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [status for _, status, _ in office.stand()] == ["pending", "pending"]
    assert f"{office.post()[1].not_before:%m-%d %H:%M}" == "04-02 10:00"
    office.mails.errors = []

    def broken(*_: object, **__: object) -> None:
        message = "the disk is gone"
        raise RuntimeError(message)

    with monkeypatch.context() as patch:
        patch.setattr(fallbacks, "withdraw_behind", broken)
        with pytest.raises(RuntimeError):
            office.deliver()
    assert [status for _, status, _ in office.stand()] == ["pending", "pending"]
    office.deliver("2024-04-01T10:05")
    assert office.stand() == [("email", "delivered", ""), ("sms", "withdrawn", "reached")]
    assert office.engine.verify().ok


@pytest.fixture
def past_the_engine(database_url: str) -> Iterator[Connection]:
    """Give a connection with which a hand changes the database, each statement by itself."""
    url = database_url.replace("postgresql:", "postgresql+psycopg:")
    made = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_history_is_tied_to_what_a_message_stands_behind(make_office: MakeOffice, past_the_engine: Connection) -> None:
    office = make_office()
    office.opened()
    office.mails.errors = [Retryable("later")]
    office.deliver()
    assert office.engine.verify().ok
    for change, problem in (
        ("behind = NULL", "is not what was decided"),
        ('status = \'withdrawn\', reason = \'[{"code":"reached","facts":{}}]\'', "has not ended as is registered"),
    ):
        query = "SELECT id, behind, status, reason FROM duban_outbox WHERE behind IS NOT NULL"
        kept = dict(past_the_engine.execute(text(query)).mappings().one())
        past_the_engine.execute(text(f"UPDATE duban_outbox SET {change} WHERE id = {kept['id']}"))  # noqa: S608 - ours
        with words.speaking("en"):
            assert problem in str([each.problem for each in office.engine.verify().findings])
        back = "UPDATE duban_outbox SET behind = :behind, status = :status, reason = :reason WHERE id = :id"
        past_the_engine.execute(text(back), kept)
    assert office.engine.verify().ok


def test_who_is_away_when_the_message_leaves_has_it_read_by_the_deputy(make_office: MakeOffice) -> None:
    absences = (Absence(date(2024, 4, 2), date(2024, 4, 3)),)
    zhang = replace(ZHANG, mobile=None, deputy="李四", absences=absences)
    office = make_office(zhang, Contact(ONE, "李四", Level.LEADER, email="li@example.org"))
    office.opened()
    office.clock.set("2024-04-01T18:00+08:00")
    office.opened()
    assert office.deliver("2024-04-02T08:30") == (2, 0)
    assert [each.contact for each in office.post()] == ["张三", "李四"]


def test_twenty_units_without_anybody_are_named_in_one_message(make_office: MakeOffice) -> None:
    units = tuple(f"第{n}局" for n in range(1, 21))
    fang = Contact(LEAD, "方晓宁", Level.HANDLER, email="fang@example.org")
    office = make_office(fang, units=(LEAD, *units))
    number = office.opened(list(units))
    (entry,) = office.post()
    assert all(unit in entry.unit for unit in units)
    assert office.deliver() == (1, 0)
    assert all(unit in office.mails.sent[0].text for unit in units)
    opened = office.engine.history(number)[0]
    assert opened.payload["told"] == list(units)
    assert office.engine.verify().ok


def test_a_later_reminder_leaves_in_place_of_those_that_have_not_left(make_office: MakeOffice) -> None:
    office = make_office(replace(ZHANG, mobile=None), Contact(LEAD, "方", Level.HANDLER, email="fang@example.org"))
    office.clock.set("2024-04-01T15:00+08:00")
    office.opened()
    office.deliver()
    for at in ("2024-04-01T21:00", "2024-04-01T23:00", "2024-04-02T01:00", "2024-04-02T02:00"):
        office.sweep(at)
    assert office.deliver("2024-04-02T08:30")[0] == 4
    reminders = [(each.contact, each.status, each.cause) for each in office.post() if each.message == "提醒"]
    assert reminders == [
        ("张三", "withdrawn", "overtaken"),
        ("张三", "withdrawn", "overtaken"),
        ("张三", "delivered", ""),
        ("方", "delivered", ""),
        ("张三", "delivered", ""),
    ]
    assert office.engine.verify().ok


def test_a_reader_of_another_country_is_told_when_their_own_office_is_open(
    make_office: MakeOffice, caplog: pytest.LogCaptureFixture
) -> None:
    wishes = Wishes(calendar="DE Europe/Berlin")
    office = make_office(replace(ZHANG, mobile=None, wishes=wishes))
    office.opened()  # 04:00 of Easter Monday in Berlin
    with caplog.at_level("WARNING"):
        assert office.deliver() == (0, 0)
    assert "brought back" not in caplog.text  # nobody had set the clock
    assert office.deliver("2024-04-02T14:59") == (0, 0)
    assert office.deliver("2024-04-02T15:00") == (1, 0)
    assert office.engine.verify().ok


def test_a_digest_leaves_in_the_morning_of_its_reader(make_office: MakeOffice, database_url: str) -> None:
    wishes = Wishes(calendar="US America/New_York")
    settings = Settings.plain(database_url).model_copy(update={"digests": Digests(media=("email",))})
    office = make_office(replace(ZHANG, mobile=None, wishes=wishes), database=settings)
    office.opened()
    office.opened()
    assert office.deliver("2024-04-01T20:59") == (0, 0)
    assert office.deliver("2024-04-01T21:00") == (1, 0)  # 09:00 in New York, of two messages
    assert {each.status for each in office.post()} == {"delivered"}
    assert office.engine.verify().ok
