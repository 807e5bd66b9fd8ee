"""Leases: a message is one dispatcher's until it has left, and what happened to it meanwhile stands."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from test_invariants_delivery import Moody, deliver, outbox

from duban import Settings
from duban.notifiers import Retryable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine, Message, Receipt
    from duban.testing import FixedClock

    Meanwhile = Callable[[], Awaitable[object]]
    Dispatcher = Callable[[Callable[[], Moody]], Engine]

LEASE = timedelta(minutes=1)


@pytest.fixture
def dispatcher(make_engine: MakeEngine, database_url: str) -> Dispatcher:
    """Make an engine that holds messages for a minute and sends one after the other."""
    settings = Settings.plain(database_url).model_copy(
        update={"lease_seconds": LEASE.total_seconds(), "connections": 1}
    )
    return lambda connect: make_engine(settings, channels={"email": connect})


class Slow(Moody):
    """A channel during whose every message something else goes on."""

    def __init__(self, meanwhile: Meanwhile, *moods: Exception | None) -> None:
        super().__init__(*moods)
        self.meanwhile = meanwhile

    async def send(self, message: Message) -> Receipt:
        await self.meanwhile()
        return await super().send(message)


def test_what_waits_behind_slow_mail_stays_whose_it_is(
    dispatcher: Dispatcher, open_matter: OpenMatter, clock: FixedClock
) -> None:
    quick = Moody()
    second = dispatcher(lambda: quick)

    async def time_passes() -> None:
        clock.advance(LEASE * 5 / 12)
        await second.deliver()

    slow = Slow(time_passes)
    first = dispatcher(lambda: slow)
    for _ in range(6):
        open_matter(first)
    deliver(first)
    times = Counter(message.id for message in quick.seen + slow.seen)
    assert (len(times), set(times.values())) == (6, {1}), "each left, and none of them twice"


def test_what_another_has_taken_over_is_left_to_them(
    dispatcher: Dispatcher, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    async def play() -> None:
        holding, go_on = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            holding.set()
            await go_on.wait()

        async def outstay() -> None:
            if drains:
                return
            clock.advance(LEASE + timedelta(seconds=1))
            drains.append(asyncio.create_task(dispatcher(lambda: theirs).deliver()))
            await holding.wait()  # the other has leased all that there is, and is at the first of them

        theirs, ours = Slow(hold), Slow(outstay)
        drains: list[asyncio.Task[object]] = []
        first = dispatcher(lambda: ours)
        for _ in range(3):
            open_matter(first)
        await first.deliver()
        assert len(ours.seen) == 1, "the other two are not ours to send any more"
        go_on.set()
        await drains[0]
        assert len(theirs.seen) == 3
        assert {message.id for message in ours.seen} < {message.id for message in theirs.seen}

    asyncio.run(play())
    assert {status for status, _, _ in outbox(rows)} == {"delivered"}


def test_what_another_has_delivered_is_not_tried_again(
    dispatcher: Dispatcher, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    quick = Moody()
    second = dispatcher(lambda: quick)

    async def outstay() -> None:
        clock.advance(LEASE + timedelta(seconds=1))
        assert (await second.deliver()).delivered == 1

    slow = Slow(outstay, Retryable("451 later"))
    first = dispatcher(lambda: slow)
    open_matter(first)
    deliver(first)
    assert outbox(rows) == [("delivered", 1, None)]
    clock.advance(timedelta(days=1))
    assert deliver(first).delivered == 0
    assert (len(slow.seen), len(quick.seen)) == (1, 1)


def test_what_is_recalled_under_way_is_left_to_whoever_sends_it_until_it_comes_back(
    dispatcher: Dispatcher, make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    engine, second = make_engine(), dispatcher(Moody)
    number = open_matter(engine).number
    deliver(engine)
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()

    async def close_it() -> None:
        if engine.instance(number).closed_at is None:
            await asyncio.to_thread(engine.fire, number, "通过", by="市优化办")
            await second.deliver()

    slow = Slow(close_it)
    deliver(dispatcher(lambda: slow))
    sent = {message.id for message in slow.seen}
    assert sent, "one of them was under way when the matter was closed"
    stands = {row["message_id"]: row["status"] for row in rows()["duban_outbox"] if row["clock"]}
    assert {stands[key] for key in sent} == {"delivered"}, "what has left does not stand as withdrawn"
