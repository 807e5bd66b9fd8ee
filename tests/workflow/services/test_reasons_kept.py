"""Reasons that are kept are codes and facts, read in either language; sentences kept before are shown as they are."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from duban import Blocker, Contact, Directory, TransitionRefused, Unit, speaking
from duban.notifiers import Permanent
from duban.scenarios import read_scenario
from duban.storage.tables import InstanceRow, OutboxRow
from duban.words import Line, Reason, at, kept, told

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Engine, Receipt
    from duban.notifiers import Message
    from duban.testing import FixedClock, RecordingNotifier

TASK = """
scenario: note
version: 1
title: Note
number: "N-{year}-{seq:04d}"
calendar: 24x7
opens_by: office
roles:
  office: {title: office, required: true}
  doer: {title: doer, required: true}
states:
  work: {initial: true, waits_for: doer}
  done: {final: true}
transitions:
  finish: {from: work, to: done, by: doer}
announce:
  - {on: open, notify: doer, message: given}
messages:
  given: {subject: "{{ item.number }}", text: "Please do it."}
"""


def people(locale: str) -> Directory:
    return Directory(
        [Unit("Office"), Unit("Works"), Unit("Parks")],
        [
            Contact("Office", "Otto", "handler", email="otto@example.org", locale=locale),
            Contact("Works", "Ann", "handler", email="ann@example.org", deputy="Bob", absent_until=date(2099, 1, 31)),
            Contact("Works", "Bob", "leader", email="bob@example.org", locale=locale),
        ],
    )


def opened(make_engine: MakeEngine, locale: str, doer: str = "Works", **options: object) -> tuple[Engine, str]:
    options = {"directory": people(locale), **options}
    engine = make_engine(scenarios=[read_scenario(TASK, "note.yaml")], **options)
    units = {"office": "Office", "doer": doer}
    return engine, engine.open("note", title="Bench", units=units, by="Office").number


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Ann is away until 31 January 2099, so Bob gets it as deputy"),
        ("zh", "Ann离岗至2099年1月31日，由代理人Bob接收"),
    ],
)
def test_a_mail_says_in_the_language_of_its_reader_why_he_gets_it(
    make_engine: MakeEngine, mailbox: RecordingNotifier, rows: Rows, locale: str, said: str
) -> None:
    engine, _ = opened(make_engine, locale)
    asyncio.run(engine.deliver())
    assert any(said in message.text for message in mailbox.sent if message.to == "bob@example.org")
    kept = [json.loads(row["facts"]).get("because") for row in rows()["duban_outbox"]]
    assert [each["code"] for because in kept if because for each in because] == ["deputy"]


def test_what_became_of_a_message_is_read_in_either_language(make_engine: MakeEngine, rows: Rows) -> None:
    class Refusing:
        async def send(self, _: Message) -> Receipt:
            raise Permanent(at("mail.example", Line("connection refused, nobody listens there")))

    engine, number = opened(make_engine, "en", channels={"email": Refusing})
    asyncio.run(engine.deliver())
    assert {entry.reason for entry in engine.outbox()} == {"mail.example: 连接被拒绝，那里没有服务在运行"}
    with speaking("en"):
        assert {entry.reason for entry in engine.outbox()} == {"mail.example: connection refused, nobody listens there"}
        assert "could not be delivered: mail.example: connection refused" in repr(engine.why_not(number))
    assert {json.loads(row["reason"])[0]["code"] for row in rows()["duban_outbox"]} == {"refused"}
    assert {told(row["detail"]) for row in rows()["duban_receipt"]} == {"mail.example: 连接被拒绝，那里没有服务在运行"}


def test_what_reaches_nobody_says_so_in_either_language(make_engine: MakeEngine) -> None:
    engine, _ = opened(make_engine, "en", "Parks", directory=Directory.empty())
    assert engine.outbox()[-1].reason == "Parks没有可用的联系方式，office也没有可用的联系方式"
    with speaking("en"):
        assert engine.outbox()[-1].reason == "Parks has nobody who can be reached, and neither has office"


def test_sentences_that_an_earlier_version_kept_are_shown_as_they_are(
    make_engine: MakeEngine, mailbox: RecordingNotifier, clock: FixedClock
) -> None:
    engine, number = opened(make_engine, "en")
    sentence = "一离岗至2024年5月31日，由代理人二接收"
    with engine.database.writing() as connection:
        facts = json.loads(connection.execute(OutboxRow.__table__.select()).mappings().first()["facts"])  # type: ignore[attr-defined,index]
        old = json.dumps({**facts, "because": sentence}, ensure_ascii=False)
        connection.execute(update(OutboxRow).values(facts=old, reason="450 greylisted"))
        connection.execute(update(InstanceRow).values(set_aside="无法读取", wake_at=clock.now()))
    with speaking("en"):
        assert engine.outbox()[0].reason == "450 greylisted"
        assert "无法读取" in repr(engine.why_not(number))
    asyncio.run(engine.deliver())
    assert sentence in mailbox.sent[0].text


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "N-1: “finish” cannot be done: “system” is the engine itself; nobody else acts in its name"),
        ("zh", "N-1“finish”不能办理：“system”是引擎自身，不能由外部以其名义办理"),
    ],
)
def test_a_refusal_for_which_something_was_set_aside_is_read_in_either_language(locale: str, said: str) -> None:
    with speaking("zh" if locale == "en" else "en"):
        stored = kept(Reason("failed", {"answer": TransitionRefused("N-1", "finish", [Blocker("role", {}, "engine")])}))
    with speaking(locale):
        assert told(stored) == said
