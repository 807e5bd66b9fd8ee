"""An SMS provider that is away, slow or not who it says: nothing counts against a message, and mail goes on."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from mail_servers import mail_to, make_authority
from postfix import sessions

from duban.notifiers import ChannelDown, HttpSmsNotifier, patience_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from conftest import MakeOffice
    from postfix import Postfix

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this
SMS = mail_to("13800000001", medium="sms", text="请办理", sms_template="SMS_1", sms_sign="督办")


def provider(port: int, scheme: str = "http", **settings: Any) -> HttpSmsNotifier:  # noqa: ANN401
    given = {"body": "{}", "success": "json.Code == 'OK'", **settings}
    return HttpSmsNotifier(url=f"{scheme}://127.0.0.1:{port}/", **given)


@asynccontextmanager
async def answering(before: Callable[[], Awaitable[object]]) -> AsyncIterator[int]:
    """Run a provider that takes each SMS, but answers only after something else; gives its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(2)
            await before()
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"Code": "OK"}')

    async with sessions(serve) as port:
        yield port


@pytest.fixture
def black_hole() -> Iterator[int]:
    """Give a port whose host does not even refuse a connection: its queue is full, and nobody takes from it."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()[1]


@pytest.mark.usefixtures("english")
def test_one_whose_host_is_away_is_down_and_costs_no_message_an_attempt(black_hole: int) -> None:
    with pytest.raises(ChannelDown, match=r"no connection|did not answer"):
        asyncio.run(provider(black_hole, timeout=0.2).send(SMS))


@pytest.mark.usefixtures("english")
def test_an_expired_certificate_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = make_authority(tmp_path, days=30)
    monkeypatch.setenv("SSL_CERT_FILE", authority.ca_file)

    async def run() -> None:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=authority.server)
        async with server:
            await provider(server.sockets[0].getsockname()[1], "https").send(SMS)

    with pytest.raises(ChannelDown, match="its certificate is not trusted: certificate has expired"):
        asyncio.run(run())


def test_one_that_takes_half_a_minute_is_waited_for() -> None:
    """What it has taken would be sent again otherwise, as nobody could know that."""
    assert patience_of(provider(80), usual=30) > 60


@sqlite
def test_mails_leave_while_a_provider_takes_its_time_and_its_sms_is_sent_once(
    postfix: Postfix, make_office: MakeOffice
) -> None:
    asked: list[str] = []

    async def run() -> None:
        async def until_the_mails_have_come() -> None:
            asked.append("sms")
            await asyncio.to_thread(postfix.wait_for, office.domain, 5)

        async with answering(until_the_mails_have_come) as port:
            office = await asyncio.to_thread(make_office, postfix.settings(), many=5, sms=lambda: provider(port))
            await asyncio.to_thread(office.call_by_sms)
            await asyncio.to_thread(office.call, *range(5))
            assert (await office.delivering(0)).delivered == 6
            assert (await office.delivering(90)).delivered == 0

    asyncio.run(run())
    assert asked == ["sms"]
