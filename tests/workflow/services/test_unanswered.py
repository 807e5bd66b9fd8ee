"""A mail server that has a mail and does not answer: waited for, never asked often, and nobody else's concern."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from mail_servers import Script, scripted_server

from duban import Contact, Directory, InvalidData, Receipt, Settings, Unit
from duban.notifiers import ChannelDown, SmtpNotifier
from duban.storage import outbox
from duban.words import told
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from conftest import MakeEngine, Rows

    from duban import Engine, Message
    from duban.testing import FixedClock

    Office = Callable[..., Engine]

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
MAIL = [f"邮件{place}" for place in range(12)]
SMS = "短信"
PEOPLE = Directory(
    [Unit(name) for name in (*MAIL, SMS)],
    [
        *(Contact(name, "张三", Level.HANDLER, email=f"u{place}@example.org") for place, name in enumerate(MAIL)),
        Contact(SMS, "李四", Level.HANDLER, mobile="13800000001"),
    ],
)
PATIENCE = 60
"""Seconds after which what never comes is taken for that."""


class Pager:
    """An SMS channel that tells when it has sent one."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()

    async def send(self, message: Message) -> Receipt:
        self.sent.put_nowait(message)
        return Receipt("pager", "sent")


def silent_server(answer: str | None = "…") -> Script:
    return Script({"DATA": "354 go on", ".": answer})


def taken(script: Script) -> int:
    """Return how many mails a server has had to the final dot."""
    return script.lines.count(".")


@pytest.fixture
def office(make_engine: MakeEngine, database_url: str, tmp_path: Path) -> Office:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")

    def make(
        port: int,
        sms: object = None,
        *,
        answer_timeout: float = 600.0,
        clock: object = None,
        **options: float,
    ) -> Engine:
        settings = Settings.plain(database_url).model_copy(update={"heartbeat_seconds": 0.02, **options})

        def mail() -> SmtpNotifier:
            own = {"host": "127.0.0.1", "port": port, "sender": "d@example.org", "security": "none"}
            return SmtpNotifier(**own, answer_timeout=answer_timeout)

        given = {} if clock is None else {"clock": clock}
        channels = {"email": mail, "sms": lambda: sms or Pager()}
        return make_engine(settings, scenarios=[file], directory=PEOPLE, channels=channels, **given)

    return make


@asynccontextmanager
async def under_way(engine: Engine, **options: Any) -> AsyncIterator[asyncio.Task[Any]]:  # noqa: ANN401 - as deliver takes them
    """Deliver beside what the test does, for no longer than that."""
    delivery = asyncio.create_task(engine.deliver(**options))
    try:
        async with asyncio.timeout(PATIENCE):
            yield delivery
    finally:
        delivery.cancel()
        await asyncio.wait([delivery])


def call(engine: Engine, *units: str) -> None:
    for unit in units:
        engine.open("call", title=unit, units={"lead": unit}, by=unit)


def test_sms_leave_at_once_while_a_mail_waits_for_its_answer(office: Office, rows: Rows) -> None:
    async def play() -> None:
        script, pager = silent_server(), Pager()
        async with scripted_server(script) as port:
            engine = office(port, pager)
            call(engine, MAIL[0], SMS)
            async with under_way(engine) as delivery:
                await script.reached(lambda: taken(script) == 1)
                assert (await pager.sent.get()).to == "13800000001"
                await asyncio.to_thread(call, engine, SMS)  # decided while the mail is in flight
                assert "ZB-2024-0003" in (await pager.sent.get()).text
                await script.say("250 at last")
                assert (await delivery).delivered == 3

    asyncio.run(play())
    assert Counter((row["status"], row["attempts"]) for row in rows()["duban_outbox"]) == {("delivered", 1): 3}


def test_the_next_delivery_leaves_alone_what_still_waits_for_its_answer(office: Office) -> None:
    async def play() -> None:
        script, pager = silent_server(), Pager()
        async with scripted_server(script) as port:
            engine = office(port, pager)
            call(engine, MAIL[0])
            async with under_way(engine):
                await script.reached(lambda: taken(script) == 1)
                await asyncio.to_thread(call, engine, SMS)
                assert (await office(port, pager).deliver()).delivered == 1
                assert taken(script) == 1
                assert await asyncio.to_thread(engine.media_waiting) == ("email",)

    asyncio.run(play())


def test_with_several_connections_the_others_go_on(office: Office) -> None:
    async def play() -> None:
        script = silent_server()
        async with scripted_server(script) as port:
            engine = office(port, connections=2)
            call(engine, MAIL[0])
            async with under_way(engine) as delivery:
                await script.reached(lambda: taken(script) == 1)
                script.answers["."] = "250 taken"
                await asyncio.to_thread(call, engine, MAIL[1], MAIL[2])
                await script.reached(lambda: taken(script) == 3)
                await script.say("250 at last")
                assert (await delivery).delivered == 3

    asyncio.run(play())


def test_other_mails_go_on_over_another_connection_after_a_while(office: Office) -> None:
    async def play() -> None:
        script = silent_server()
        async with scripted_server(script) as port:
            engine = office(port, lease_seconds=0.2)
            call(engine, *MAIL)
            async with under_way(engine) as delivery:
                await script.reached(lambda: taken(script) == 1)
                script.answers["."] = "250 taken"
                await script.reached(lambda: taken(script) == len(MAIL))
                await script.say("250 at last")
                assert (await delivery).delivered == len(MAIL)
        assert script.sessions == 2

    asyncio.run(play())


def test_a_server_that_is_silent_for_all_has_few_connections(office: Office, rows: Rows) -> None:
    async def play() -> None:
        script = silent_server()
        async with scripted_server(script) as port:
            engine = office(port, lease_seconds=0.2, answer_timeout=1.5)
            call(engine, *MAIL)
            async with asyncio.timeout(PATIENCE):
                assert (await engine.deliver()).retried == 5
                assert script.sessions == 5
                assert (await office(port, answer_timeout=0.1).deliver()).retried == 1, "another process tries one"
            assert taken(script) == 6

    asyncio.run(play())
    assert Counter(row["attempts"] for row in rows()["duban_outbox"]) == {1: 6, 0: len(MAIL) - 6}


@pytest.mark.parametrize(("answer", "said"), [("…", "未应答"), (None, "断开")])
def test_what_may_have_arrived_is_sent_a_few_times_after_long_waits_and_says_so(
    office: Office, clock: FixedClock, rows: Rows, answer: str | None, said: str
) -> None:
    script, when = silent_server(answer), list[datetime]()

    async def play() -> None:
        async with scripted_server(script) as port:
            engine = office(port, answer_timeout=0.05)
            call(engine, MAIL[0])
            for _ in range(24 * 4):
                before = taken(script)
                await engine.deliver()
                when.extend([clock.now()] * (taken(script) - before))
                clock.advance(timedelta(minutes=30))

    asyncio.run(play())
    assert 2 <= len(when) <= 4, "the recipient may have each of them"
    waits = [later - earlier for earlier, later in pairwise(when)]
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(hours=1)
    (row,) = rows()["duban_outbox"]
    assert (row["status"], row["attempts"]) == ("dead", len(when))
    assert said in told(row["reason"])
    assert "可能已经收到" in told(row["reason"])
    receipts = [(receipt["outcome"], told(receipt["detail"])) for receipt in rows()["duban_receipt"]]
    assert [outcome for outcome, _ in receipts] == ["uncertain"] * len(when)
    assert all("可能" in detail for _, detail in receipts)


def test_one_that_a_person_sends_again_has_as_many_tries_as_before(
    office: Office, clock: FixedClock, rows: Rows
) -> None:
    script = silent_server(None)

    async def until_dead(engine: Engine) -> int:
        before = taken(script)
        for _ in range(6):
            await engine.deliver()
            clock.advance(timedelta(days=2))
        return taken(script) - before

    async def play() -> None:
        async with scripted_server(script) as port:
            engine = office(port)
            call(engine, MAIL[0])
            first = await until_dead(engine)
            await asyncio.to_thread(engine.retry)
            assert await until_dead(engine) == first

    asyncio.run(play())
    assert [row["status"] for row in rows()["duban_outbox"]] == ["dead"]


def test_a_server_that_answers_for_nobody_is_left_alone_for_a_while(office: Office, clock: FixedClock) -> None:
    script = silent_server(None)

    async def play() -> None:
        async with scripted_server(script) as port:
            engine = office(port)
            call(engine, *MAIL)
            results = [await engine.deliver() for _ in MAIL]
            assert results[-1].down == {}, "it is not even asked"
            assert any(result.down for result in results)
            asked = taken(script)
            assert asked < len(MAIL)
            script.answers["."] = "250 taken"
            clock.advance(timedelta(minutes=6))
            assert (await engine.deliver()).delivered == len(MAIL) - asked

    asyncio.run(play())


class Ticking:
    """A clock that stood at an hour when the test began, and runs."""

    def __init__(self) -> None:
        self.begun = monotonic()

    def now(self) -> datetime:
        return datetime(2024, 4, 1, 2, tzinfo=UTC) + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return monotonic() - self.begun


def test_a_mail_is_held_for_as_long_as_its_answer_takes(
    office: Office, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, lease = Ticking(), 1.5
    renew = outbox.renew_lease

    async def play() -> None:
        script, loop, renewed = silent_server(), asyncio.get_running_loop(), asyncio.Semaphore(0)

        def noted(*given: Any, **options: Any) -> bool:  # noqa: ANN401 - as it takes them
            held = renew(*given, **options)
            loop.call_soon_threadsafe(renewed.release)
            return held

        monkeypatch.setattr(outbox, "renew_lease", noted)
        async with scripted_server(script) as port:
            first, second = (office(port, lease_seconds=lease, clock=clock) for _ in range(2))
            call(first, MAIL[0])
            async with under_way(first) as delivery:
                await script.reached(lambda: taken(script) == 1)
                sent = clock.elapsed()
                while clock.elapsed() - sent < 2 * lease:
                    await renewed.acquire()
                    assert (await second.deliver()).delivered == 0
                assert taken(script) == 1, "the lease that it was sent under is over, and nobody else has sent it"
                await script.say("250 at last")
                assert (await delivery).delivered == 1

    asyncio.run(play())
    assert [(row["status"], row["leased_by"]) for row in rows()["duban_outbox"]] == [("delivered", None)]


@pytest.mark.parametrize("way", ["stopped", "cancelled"])
def test_a_delivery_that_is_broken_off_sends_nothing_twice_soon(
    office: Office, clock: FixedClock, rows: Rows, way: str
) -> None:
    async def play() -> None:
        script, stopping = silent_server(), asyncio.Event()
        async with scripted_server(script) as port:
            engine = office(port, lease_seconds=0.2)
            call(engine, MAIL[0], MAIL[1])
            async with under_way(engine, stop=stopping.is_set) as delivery:
                await script.reached(lambda: taken(script) == 1)
                if way == "stopped":
                    stopping.set()
                    assert (await delivery).retried == 1
            assert delivery.done()
            clock.advance(timedelta(minutes=59))
            script.answers["."] = "250 taken"
            assert (await office(port).deliver()).delivered == 1, "the one that had not left"
            clock.advance(timedelta(hours=1))
            assert (await office(port).deliver()).delivered == 1

    asyncio.run(play())
    outcomes = Counter(receipt["outcome"] for receipt in rows()["duban_receipt"])
    assert outcomes == {"uncertain": 1, "delivered": 2}


def test_a_delivery_of_one_medium_leaves_the_others_alone(office: Office) -> None:
    script = silent_server("250 taken")

    async def play() -> None:
        async with scripted_server(script) as port:
            engine = office(port)
            call(engine, MAIL[0], SMS)
            assert engine.media_waiting() == ("email", "sms")
            assert (await engine.deliver(media=["sms"])).delivered == 1
            assert (taken(script), engine.media_waiting()) == (0, ("email",))
            assert (await engine.deliver(media=[])).delivered == 0
            with pytest.raises(InvalidData, match="media"):
                await engine.deliver(media="email")
            assert (await engine.deliver()).delivered == 1

    asyncio.run(play())


def test_a_channel_that_is_down_holds_up_no_other(office: Office) -> None:
    class Down:
        async def send(self, message: Message) -> Receipt:
            raise ChannelDown(message.to)

    async def play() -> None:
        script = silent_server("250 taken")
        async with scripted_server(script) as port:
            engine = office(port, Down())
            call(engine, SMS, MAIL[0], SMS, MAIL[1])
            result = await engine.deliver()
            assert (result.delivered, list(result.down), result.waiting) == (2, ["sms"], 2)

    asyncio.run(play())
