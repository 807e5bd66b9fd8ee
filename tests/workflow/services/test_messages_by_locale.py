"""A message says dates, lengths of time and the engine's own words in the language of the contact whom it is for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from framed import written
from permit_office import HAN, opened, permit_office
from sqlalchemy import update

from duban import speaking
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier


@pytest.fixture
def permits(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    """Know the permit office, where everybody reads English."""
    return permit_office(make_engine, clock)


def swept(engine: Engine, clock: FixedClock, at: str) -> None:
    clock.set(at)
    engine.sweep()
    asyncio.run(engine.deliver())


def test_a_german_office_that_reads_english_is_told_when_it_was_due_and_what_is_left(
    permits: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    opened(permits)
    swept(permits, clock, "2026-03-31T08:30+02:00")
    swept(permits, clock, "2026-04-08T08:30+02:00")
    assert [written(mail.text) for mail in mailbox.sent if mail.name == "Ines"] == [
        "Due 7 April 2026: 4 working days left. Opened 27 March 2026, 10:00.",
        "It was due 7 April 2026; 0 working days left, waiting for 1 day 3 hours.",
    ]


@pytest.mark.parametrize(
    ("locale", "due"),
    [("en-US", "Due April 7, 2026: 4 working days left."), ("zh-CN", "Due 2026年4月7日: 4个工作日 left.")],
)
def test_dates_follow_the_country_of_the_locale(
    make_engine: MakeEngine, clock: FixedClock, mailbox: RecordingNotifier, locale: str, due: str
) -> None:
    engine = permit_office(make_engine, clock, locale=locale)
    opened(engine)
    swept(engine, clock, "2026-03-31T08:30+02:00")
    assert written(mailbox.sent[0].text).startswith(due)


def test_the_engines_own_messages_speak_the_contacts_language_and_keep_their_names(
    permits: Engine, clock: FixedClock, mailbox: RecordingNotifier, rows: Rows
) -> None:
    number = opened(permits)
    permits.extend(number, "period", "2 working days", by="Inspectors/Ines", note="the ground is frozen")
    swept(permits, clock, "2026-03-27T11:00+01:00")
    permits.decide(permits.pending()[0].id, approve=True, by="Office/Otto", note="go on")
    swept(permits, clock, "2026-03-27T12:00+01:00")
    swept(permits, clock, "2026-04-13T08:30+02:00")
    assert permits.pending()[0].what == "发出“overdue”并办理“inspected”"
    with speaking("en"):
        assert permits.pending()[0].what == "send “overdue” and do “inspected”"
    request, answer, release = [mail for mail in mailbox.sent if not written(mail.text).startswith(("Due", "It was"))]
    assert request.subject == f"[For decision] {number} Garage: more time is asked for"
    assert "due on 7 April 2026; 2 working days more are asked for, which makes it due on 9 April 2026" in request.text
    assert answer.subject == f"[More time granted] {number} Garage"
    assert "The request for more time (2 working days) was granted; “period” is now due on 9 April" in answer.text
    assert release.subject == f"[For release] {number} Garage: send “overdue” and do “inspected”"
    assert not HAN.search("".join(mail.subject + mail.text for mail in mailbox.sent))
    names = {row["message"] for row in rows()["duban_outbox"]}
    assert names == {"overdue", "延期待审批", "延期审批结果", "催督待确认"}


def test_what_a_program_reads_is_in_the_language_that_it_chose(permits: Engine) -> None:
    number = opened(permits)
    assert permits.why_due(number)[0].left == "5个工作日"
    with speaking("en"):
        assert permits.why_due(number)[0].left == "5 working days"


def test_a_message_that_an_earlier_version_decided_is_sent_as_it_was_kept(
    permits: Engine, clock: FixedClock, mailbox: RecordingNotifier, rows: Rows
) -> None:
    opened(permits)
    clock.set("2026-03-31T08:30+02:00")
    permits.sweep()
    kept = json.loads(rows()["duban_outbox"][0]["facts"])
    assert kept["clock"]["left"] == {"amount": 4, "unit": "working days", "minutes": 0}
    kept["clock"]["left"] = "4个工作日"
    with permits.database.writing(None) as connection:
        connection.execute(update(OutboxRow).values(facts=json.dumps(kept)))
    asyncio.run(permits.deliver())
    assert written(mailbox.sent[0].text).startswith("Due 7 April 2026: 4个工作日 left.")
