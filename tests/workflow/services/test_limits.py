"""What a provider allows one recipient is counted by what was sent, and remembered no longer than it counts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import pytest
from test_refused_alike import SCENARIO

from duban import Contact, Directory, Receipt, Unit
from duban.notifiers import Retryable
from duban.workflow import Level
from duban.workflow.services.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import MakeEngine

    from duban import Engine, Message
    from duban.testing import FixedClock

    Call = Callable[[], None]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

MINUTE, LATER = timedelta(minutes=1), "later"


class Gateway:
    """Allows two a minute, and refuses the first message once it is told to go on."""

    limits: ClassVar[Mapping[timedelta, int]] = {MINUTE: 2}

    def __init__(self) -> None:
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()

    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        if not self.asked.is_set():
            self.asked.set()
            await self.goes_on.wait()
            raise Retryable(LATER)
        return Receipt("gateway", "ok")


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def engine(make_engine: MakeEngine, tmp_path: Path, gateway: Gateway) -> Engine:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    people = [Contact("单位", "张三", Level.HANDLER, mobile="13800000000")]
    directory = Directory([Unit("单位")], people)
    return make_engine(scenarios=[file], directory=directory, channels={"sms": lambda: gateway})


@pytest.fixture
def call(engine: Engine) -> Call:
    return lambda: engine.open("call", title="请办理", units={"lead": "单位"}, by="单位") and None


def test_what_was_refused_counts_no_more_and_what_was_sent_beside_it_does(
    engine: Engine, gateway: Gateway, clock: FixedClock, call: Call
) -> None:
    async def one_while_another_waits_for_its_answer() -> None:
        first = asyncio.ensure_future(engine.deliver())
        await gateway.asked.wait()
        clock.advance(MINUTE / 2)
        await asyncio.to_thread(call)
        assert (await engine.deliver()).delivered == 1
        gateway.goes_on.set()
        assert (await first).retried == 1

    call()
    asyncio.run(one_while_another_waits_for_its_answer())
    clock.advance(MINUTE / 2)
    call()
    call()
    assert asyncio.run(engine.deliver()).delivered == 1, "one was sent half a minute ago"
    assert [each.cause for each in engine.outbox(statuses=["pending"])] == ["retry", "limited"]


def test_whom_no_limit_counts_any_more_is_forgotten(engine: Engine, gateway: Gateway, clock: FixedClock) -> None:
    limits = Limits(engine._core)

    async def send(address: int) -> None:
        record = SimpleNamespace(medium="sms", address=str(address), message_id=str(address))
        assert await limits.wait(gateway, record) is None  # type: ignore[arg-type]

    async def send_to_another_each_second() -> None:
        for address in range(1_000):
            clock.advance(timedelta(seconds=1))
            await send(address)

    asyncio.run(send_to_another_each_second())
    assert len(limits._sent["sms"]) <= 2 * MINUTE.total_seconds()
    clock.advance(-timedelta(days=1))
    asyncio.run(send(0))
    assert len(limits._sent["sms"]) == 1, "what was sent by a clock that was ahead"
