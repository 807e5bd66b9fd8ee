"""A mail server that says what no server should: the channel rests or the mail waits, and nothing is lost or stuck."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from postfix import sessions

if TYPE_CHECKING:
    from conftest import MakeOffice

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

BEFORE = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"]
"""The stages in which a server has not got the mail yet."""

JUNK = {
    "bytes": b"\x00\xff\xfe\x80\r\n",
    "nothing": b"\r\n",
    "a long line": b"2" * 100_000 + b"\r\n",
    "endless lines": b"250-and so on\r\n" * 10_000,
    "another protocol": b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n",
    "a code of no kind": b"999 what\r\n",
    "a negative code": b"-12 what\r\n",
    "in the wrong place": b"354 go on\r\n",
}


@dataclass
class Babbler:
    """A server that says junk at one stage, until it is well; `taken` counts the mails whose last dot it has had."""

    stage: str = ""
    junk: bytes = b""
    drips: bool = False
    taken: Counter[str] = field(default_factory=Counter)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "greeting", b"220 mail.example ESMTP")
        while line := await reader.readline():
            verb = line.split()[0].upper().decode()
            usual = {"EHLO": b"250-mail.example\r\n250 8BITMIME", "DATA": b"354 go on", "QUIT": b"221 bye"}
            await self._say(writer, verb, usual.get(verb, b"250 ok"))
            if verb == "DATA" and (self.stage != "DATA" or self.junk.startswith(b"354")):
                content = await reader.readuntil(b"\r\n.\r\n")
                (name,) = (each for each in content.splitlines() if each.startswith(b"Message-ID:"))
                self.taken[name.split()[1].decode()] += 1
                await self._say(writer, ".", b"250 taken")

    async def _say(self, writer: asyncio.StreamWriter, stage: str, usual: bytes) -> None:
        if stage != self.stage or not self.drips:
            writer.write(self.junk if stage == self.stage else usual + b"\r\n")
            await writer.drain()
            return
        for place in range(len(self.junk)):
            writer.write(self.junk[place : place + 1])
            await writer.drain()
            await asyncio.sleep(0.02)


def ends(make_office: MakeOffice, caplog: pytest.LogCaptureFixture, server: Babbler, **settings: float) -> list[Any]:
    """Deliver to a server twice, mend it, deliver until nothing waits; return what became of each of three mails.

    That is its status, how often nobody knew whether it had arrived, and how often the server had all of it.
    """
    patience = {"timeout": 0.1, "command_timeout": 0.1, "answer_timeout": 0.1, **settings}

    async def run() -> list[Any]:
        async with sessions(server.serve) as port:
            mail = {"host": "127.0.0.1", "port": port, "security": "none", **patience}
            office = await asyncio.to_thread(make_office, mail, many=3)
            await asyncio.to_thread(office.call, 0, 1, 2)
            await asyncio.to_thread(office.call_by_sms)
            for minutes in (0, 10):
                await office.delivering(minutes)
            assert len(office.sms.sent) == 1
            server.stage = ""
            for minutes in (10, 20, 120, 600):
                await office.delivering(minutes)
            return [
                (row["status"], row["receipts"].count("uncertain"), server.taken[name])
                for name, row in office.mails().items()
            ]

    found = asyncio.run(run())
    assert len(found) == 3
    assert not [record for record in caplog.records if record.exc_info or record.levelno > logging.WARNING]
    return found


ONCE = [("delivered", 0, 1)] * 3


@pytest.mark.parametrize("junk", JUNK)
def test_before_it_has_the_mail_junk_costs_nobody_his_mail(
    make_office: MakeOffice, caplog: pytest.LogCaptureFixture, junk: str
) -> None:
    for stage in BEFORE:
        if (stage, junk) != ("DATA", "in the wrong place"):  # there it is the right one
            assert ends(make_office, caplog, Babbler(stage, JUNK[junk])) == ONCE, stage


@pytest.mark.parametrize("junk", JUNK)
def test_once_it_has_the_mail_junk_is_no_answer_and_the_mail_may_come_twice(
    make_office: MakeOffice, caplog: pytest.LogCaptureFixture, junk: str
) -> None:
    found = ends(make_office, caplog, Babbler(".", JUNK[junk]))
    assert sorted(found) == [("delivered", 0, 1), ("delivered", 1, 2), ("delivered", 1, 2)]


@pytest.mark.parametrize("drips", [False, True])
def test_an_answer_in_the_characters_of_chinese_servers_is_an_answer(
    make_office: MakeOffice, caplog: pytest.LogCaptureFixture, *, drips: bool
) -> None:
    server = Babbler(".", "250 已收\r\n".encode("gbk"), drips)
    assert ends(make_office, caplog, server, answer_timeout=5.0) == ONCE


@pytest.mark.parametrize("stage", BEFORE)
def test_an_answer_that_never_comes_to_its_end_is_waited_for_as_long_as_for_none(
    make_office: MakeOffice, caplog: pytest.LogCaptureFixture, stage: str
) -> None:
    assert ends(make_office, caplog, Babbler(stage, b"2" * 50, drips=True)) == ONCE
