"""A mail server that is away, half there, or gone at the worst moment: all wait for it, and nobody else for them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from postfix import Cut, sessions, wire

from duban.notifiers import SmtpNotifier

if TYPE_CHECKING:
    from conftest import MakeOffice, Office
    from postfix import Attributes, Postfix

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this


def arrived(postfix: Postfix, office: Office) -> Counter[str]:
    """Count the mails that people have in their mailboxes, by Message-ID."""
    return Counter(str(mail["message-id"]) for mail in postfix.mails(office.domain))


def test_a_day_without_a_server_costs_nobody_a_mail_or_an_attempt(postfix: Postfix, make_office: MakeOffice) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        now = postfix.settings(port=nobody.getsockname()[1])
        office = make_office(lambda: SmtpNotifier(sender="d@gov.example", **now), many=40)
        for hour in range(24):
            office.call(hour)
            office.call_by_sms()
            assert office.deliver(minutes=30).delivered == 1, "the SMS of this hour"
            office.deliver(minutes=30)
            asyncio.run(office.engine.tell_operators())
    assert office.states() == {("pending", 0): 24}
    assert "connection refused" in office.troubles()["down"]
    told = [each for each in office.sms.sent if each.id.startswith("operators")]
    assert len(told) == 2, "once a day"

    now.update(postfix.settings())
    assert office.deliver(minutes=30).delivered == 24
    assert arrived(postfix, office) == Counter(list(office.mails()))
    assert office.troubles() == {}
    assert office.engine.verify().ok


def test_an_hour_of_not_now_delays_everybody_and_loses_nobody(postfix: Postfix, make_office: MakeOffice) -> None:
    office = make_office(postfix.settings(), many=12, connections=2)
    postfix.desk.rule = lambda asked: "451 4.3.0 Try again later" if asked["protocol_state"] == "RCPT" else None
    office.call(*range(12))
    for _ in range(12):
        assert office.deliver(minutes=5).dead == 0
    assert {status for status, _ in office.states()} == {"pending"}
    assert max(attempts for _, attempts in office.states()) <= 6
    postfix.desk.rule = None
    delivered = sum(office.deliver(minutes=20).delivered for _ in range(4))
    assert delivered == 12
    assert arrived(postfix, office) == Counter(list(office.mails()))


def test_one_that_was_taken_in_the_moment_in_which_the_line_broke_is_told_and_comes_twice_at_most(
    postfix: Postfix, make_office: MakeOffice
) -> None:
    receipts: list[bytes] = []

    async def breaks_at_the_second(said: bytes) -> bytes:
        receipts.extend([said] if b"queued as" in said else [])
        if len(receipts) == 2 and receipts[-1] is said:
            raise Cut
        return said

    async def run() -> Office:
        async with wire(postfix.ports["plain"], breaks_at_the_second) as (port, _):
            office = await asyncio.to_thread(make_office, postfix.settings(port=port), many=4, connections=2)
            await asyncio.to_thread(office.call, 0, 1, 2, 3)
            assert (await office.delivering(0)).retried == 1
            for minutes in (5, 30, 60):
                await office.delivering(minutes)
            return office

    office = asyncio.run(run())
    mails = office.mails()
    assert {row["status"] for row in mails.values()} == {"delivered"}
    (unsure,) = (name for name, row in mails.items() if row["receipts"] == ["uncertain", "delivered"])
    assert arrived(postfix, office) == Counter([*mails, unsure])


def test_a_server_that_is_half_there_keeps_nobody_from_sms(make_office: MakeOffice) -> None:
    """It takes the connection, as a host does behind which the program has died, and says nothing ever."""

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: ARG001
        await asyncio.Event().wait()

    async def run() -> None:
        async with sessions(never) as port:
            mail = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 0.1}
            office = await asyncio.to_thread(make_office, mail, many=3, connections=2)
            await asyncio.to_thread(office.call, 0, 1, 2)
            await asyncio.to_thread(office.call_by_sms)
            result = await office.delivering(0)
            assert (result.delivered, result.dead, len(office.sms.sent)) == (1, 0, 1)
            assert "it did not answer in time" in result.down["email"]
            assert office.states() == {("pending", 0): 3}

    asyncio.run(run())


def test_sms_leave_while_postfix_looks_for_viruses(postfix: Postfix, make_office: MakeOffice) -> None:
    sent = threading.Event()

    async def scan(asked: Attributes) -> str | None:
        if asked["protocol_state"] == "END-OF-MESSAGE":
            assert await asyncio.to_thread(sent.wait, 60)
        return None

    postfix.desk.rule = scan
    office = make_office(postfix.settings(), many=1)
    office.sms.tell = sent.set
    office.call(0)
    office.call_by_sms()
    assert office.deliver().delivered == 2
    assert arrived(postfix, office) == Counter(list(office.mails()))


@pytest.mark.parametrize("hours", [5, -5])
def test_a_clock_that_is_set_in_mid_batch_repeats_and_loses_nothing(
    postfix: Postfix, make_office: MakeOffice, hours: int
) -> None:
    office = make_office(postfix.settings(), many=30, connections=2)
    office.call(*range(30))
    seen: list[str] = []

    def ntp(asked: Attributes) -> str | None:
        if asked["protocol_state"] == "END-OF-MESSAGE":
            seen.append(asked["recipient"])
            if len(seen) == 7:
                office.clock.advance(timedelta(hours=hours))
        return None

    postfix.desk.rule = ntp
    office.deliver()
    for _ in range(3):
        office.deliver(minutes=6)
    assert {row["status"] for row in office.mails().values()} == {"delivered"}
    assert arrived(postfix, office) == Counter(list(office.mails()))
