"""A recipient that a server dislikes holds up nobody else; a server that likes nobody is left alone."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from mail_servers import Inbox, mail_server

from duban import Contact, Directory, Settings, Unit
from duban.notifiers import HttpSmsNotifier, SmtpNotifier, Unclear
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from conftest import MakeEngine, Rows

    from duban import DeliveryResult, Engine, Message, Receipt
    from duban.testing import FixedClock

    Disliking = Callable[[set[int]], Any]

MANY = 20

SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:04d}"
calendar: 24x7
opens_by: lead
roles:
  lead: {title: 牵头单位, required: true}
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


def mailbox(place: int) -> str:
    return f"u{place}@example.org"


def mobile(place: int) -> str:
    return f"138{place:08d}"


class Choosy(Inbox):
    """A mail server that answers some recipients as if nobody might send."""

    disliked: frozenset[str] = frozenset()
    answer: str = "530 5.7.1 not for you"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: ANN401, N802
        if address in self.disliked:
            return self.answer
        return await super().handle_RCPT(server, session, envelope, address, options)


@contextmanager
def gateway(disliked: set[str]) -> Iterator[int]:
    """Run an SMS gateway that answers some numbers as if it were not there; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            to = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["to"]
            content = b'{"Code": "OK"}'
            self.send_response(404 if to in disliked else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def office(make_engine: MakeEngine, database_url: str, tmp_path: Path) -> Callable[..., Engine]:
    """Make an engine whose twenty units have one item each, and one person with one address."""

    def make(channels: dict[str, Any], connections: int) -> Engine:
        (medium,) = channels
        file = tmp_path / "call.yaml"
        file.write_text(SCENARIO, "utf-8")
        address = {"email": lambda place: {"email": mailbox(place)}, "sms": lambda place: {"mobile": mobile(place)}}[
            medium
        ]
        units = [f"单位{place}" for place in range(MANY)]
        people = [Contact(unit, "张三", Level.HANDLER, **address(place)) for place, unit in enumerate(units)]
        engine = make_engine(
            Settings.plain(database_url).model_copy(update={"connections": connections}),
            scenarios=[file],
            directory=Directory([Unit(unit) for unit in units], people),
            channels=channels,
        )
        for unit in units:
            engine.open("call", title=unit, units={"lead": unit}, by=unit)
        return engine

    return make


@pytest.fixture(params=["email", "sms"])
def drains(request: pytest.FixtureRequest, office: Callable[..., Engine], clock: FixedClock) -> Callable[..., Any]:
    """Drain an office so many times, six minutes apart, with a channel that dislikes the units of these places."""

    async def over(engine: Engine, times: int) -> list[DeliveryResult]:
        results = []
        for _ in range(times):
            results.append(await engine.deliver())
            clock.advance(timedelta(minutes=6))
        return results

    @asynccontextmanager
    async def by_mail(disliked: set[int]) -> AsyncIterator[Any]:
        inbox = Choosy()
        inbox.disliked = frozenset(map(mailbox, disliked))
        async with mail_server(inbox) as port:
            yield lambda: SmtpNotifier(host="127.0.0.1", port=port, sender="d@example.org", security="none")

    @asynccontextmanager
    async def by_sms(disliked: set[int]) -> AsyncIterator[Any]:
        with gateway(set(map(mobile, disliked))) as port:
            body, success = '{"to": "{{ mobile }}"}', "json.Code == 'OK'"
            yield lambda: HttpSmsNotifier(url=f"http://127.0.0.1:{port}/", body=body, success=success)

    async def run(disliked: set[int], times: int, connections: int) -> list[DeliveryResult]:
        channel = by_mail(disliked) if request.param == "email" else by_sms(disliked)
        async with channel as connect:
            return await over(await asyncio.to_thread(office, {request.param: connect}, connections), times)

    return lambda disliked, times, connections=1: asyncio.run(run(disliked, times, connections))


@pytest.mark.parametrize("disliked", [{0}, {7}, {0, 1, 2, 3}], ids=str)
def test_all_others_are_reached_at_the_first_drain(drains: Callable[..., Any], rows: Rows, disliked: set[int]) -> None:
    (result,) = drains(disliked, 1)
    assert (result.delivered, result.retried, result.dead, result.down) == (MANY - len(disliked), len(disliked), 0, {})
    attempts = Counter((row["status"], row["attempts"]) for row in rows()["duban_outbox"])
    assert attempts == {("delivered", 1): MANY - len(disliked), ("pending", 1): len(disliked)}


def test_many_in_a_row_hold_up_nobody_for_ever(drains: Callable[..., Any]) -> None:
    results = drains(set(range(12)), 12)
    assert sum(result.delivered for result in results) == MANY - 12


def test_a_channel_that_refuses_each_in_other_words_is_down_too(office: Callable[..., Engine], rows: Rows) -> None:
    """Nobody reached and as many refused say it as well: no process keeps a whole outbox in hand until it knows."""
    asked: list[str] = []

    class Inventive:
        async def send(self, message: Message) -> Receipt:
            asked.append(message.to)
            raise Unclear(message.to, alike=f"trace {len(asked)}")

    engine = office({"email": Inventive}, 1)
    for place in range(2 * MANY):
        engine.open("call", title="再一件", units={"lead": f"单位{place % MANY}"}, by=f"单位{place % MANY}")
    result = asyncio.run(engine.deliver())
    assert len(asked) == MANY
    assert (list(result.down), result.dead, result.retried) == (["email"], 0, 0)
    assert Counter((row["status"], row["attempts"]) for row in rows()["duban_outbox"]) == {("pending", 0): 3 * MANY}


@pytest.mark.parametrize("connections", [1, 4])
def test_a_channel_that_refuses_everybody_is_down_and_costs_nobody_an_attempt(
    drains: Callable[..., Any], rows: Rows, connections: int
) -> None:
    results = drains(set(range(MANY)), 3, connections)
    assert all(result.down for result in results)
    assert Counter((row["status"], row["attempts"]) for row in rows()["duban_outbox"]) == {("pending", 0): MANY}


def test_one_whom_the_server_never_takes_ends_dead_with_the_answer(drains: Callable[..., Any], rows: Rows) -> None:
    drains({3}, 1200)
    (dead,) = [row for row in rows()["duban_outbox"] if row["status"] != "delivered"]
    assert dead["status"] == "dead"
    assert any(code in dead["reason"] for code in ("530", "404"))


@pytest.mark.parametrize("answer", ["554 Relay access denied", "550 relaying denied", "554 5.7.1 Relay access denied"])
def test_a_server_that_relays_for_us_no_more_kills_no_mail_whether_it_gives_a_status_or_not(
    office: Callable[..., Engine], clock: FixedClock, answer: str
) -> None:
    inbox = Choosy()
    inbox.answer, inbox.disliked = answer, frozenset(mailbox(place) for place in range(MANY))

    async def run() -> None:
        async with mail_server(inbox) as port:
            channel = {
                "email": lambda: SmtpNotifier(host="127.0.0.1", port=port, sender="d@o.example", security="none")
            }
            engine = await asyncio.to_thread(office, channel, 1)
            for _ in range(12):
                result = await engine.deliver()
                assert (result.delivered, result.dead) == (0, 0)
                clock.advance(timedelta(minutes=6))
            assert "down" in {each.code for each in engine.troubles()}, "the operators are told"
            inbox.disliked = frozenset()
            for _ in range(3):
                clock.advance(timedelta(minutes=20))
                await engine.deliver()
            assert {each.status for each in engine.outbox(statuses=["delivered", "dead", "pending"])} == {"delivered"}

    asyncio.run(run())
    assert sorted(str(mail["to"]) for mail in inbox.mails) == sorted({str(mail["to"]) for mail in inbox.mails})
    assert len(inbox.mails) == MANY
