"""Several messages on their way at once: each on a connection of its own, none twice, and a fault stays one lane's."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from duban import Receipt, Settings
from duban.notifiers import ChannelDown
from duban.storage import StorageBusy, outbox, tried

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine, Message
    from duban.testing import FixedClock

LANES = 4
PATIENCE = 60
"""Seconds after which what never comes is taken for that."""


class Post:
    """What all connections of a test have in common: what left, and by how many they were opened."""

    def __init__(self) -> None:
        self.left: list[Message] = []
        self.connections = 0

    def connect(self) -> Connection:
        self.connections += 1
        return Connection(self)


class Connection:
    """A connection that takes one message at a time."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.busy = False

    async def send(self, message: Message) -> Receipt:
        assert not self.busy, "two messages on one connection"
        self.busy = True
        await self.carry(message)
        self.busy = False
        return Receipt("post", "250 ok")

    async def carry(self, message: Message) -> None:
        await asyncio.sleep(0)
        self.post.left.append(message)


@pytest.fixture
def wide(make_engine: MakeEngine, database_url: str) -> Callable[[Callable[[], object]], Engine]:
    """Make an engine that sends several messages at once."""
    settings = Settings.plain(database_url).model_copy(update={"connections": LANES})
    return lambda connect: make_engine(settings, channels={"email": connect})


def fill(engine: Engine, open_matter: OpenMatter, many: int) -> None:
    with engine.database.writing() as connection:
        for _ in range(many):
            open_matter(engine, session=connection)


def statuses(rows: Rows) -> Counter[tuple[str, int]]:
    return Counter((row["status"], row["attempts"]) for row in rows()["duban_outbox"])


def held(rows: Rows) -> list[str]:
    return [row["message_id"] for row in rows()["duban_outbox"] if row["leased_by"]]


def test_as_many_leave_at_once_as_there_are_connections(
    wide: Callable[[Callable[[], object]], Engine], open_matter: OpenMatter, rows: Rows
) -> None:
    post = Post()

    async def drain() -> None:
        gate = asyncio.Barrier(LANES)

        class Waiting(Connection):
            async def carry(self, message: Message) -> None:
                await gate.wait()  # passes only where as many are on their way
                await super().carry(message)

        def connect() -> Connection:
            post.connections += 1
            return Waiting(post)

        engine = wide(connect)
        fill(engine, open_matter, 6 * LANES)
        async with asyncio.timeout(PATIENCE):
            assert (await engine.deliver()).delivered == 6 * LANES

    asyncio.run(drain())
    assert post.connections == LANES
    assert set(Counter(message.id for message in post.left).values()) == {1}
    assert statuses(rows) == {("delivered", 1): 6 * LANES}


def test_a_drain_that_is_stopped_gives_back_what_it_has_not_sent(
    wide: Callable[[Callable[[], object]], Engine], open_matter: OpenMatter, rows: Rows
) -> None:
    post = Post()
    engine = wide(post.connect)
    fill(engine, open_matter, 30)
    result = asyncio.run(engine.deliver(stop=lambda: len(post.left) >= 2))
    assert 2 <= result.delivered <= 2 + LANES, "those on their way arrive"
    assert held(rows) == []
    assert asyncio.run(wide(post.connect).deliver()).delivered == 30 - result.delivered
    assert len({message.id for message in post.left}) == len(post.left) == 30


def test_a_channel_that_is_down_costs_no_message_an_attempt(
    wide: Callable[[Callable[[], object]], Engine], open_matter: OpenMatter, rows: Rows
) -> None:
    class Down(Connection):
        async def carry(self, message: Message) -> None:
            raise ChannelDown(message.to)

    post = Post()
    engine = wide(lambda: Down(post))
    fill(engine, open_matter, 12)
    result = asyncio.run(engine.deliver())
    assert (result.delivered, result.retried, result.dead, result.waiting) == (0, 0, 0, 12)
    assert list(result.down) == ["email"]
    assert statuses(rows) == {("pending", 0): 12}
    assert held(rows) == []
    assert asyncio.run(wide(post.connect).deliver()).delivered == 12


def test_a_database_that_fails_one_message_ends_the_drain_and_the_others_arrive(
    wide: Callable[[Callable[[], object]], Engine],
    open_matter: OpenMatter,
    rows: Rows,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle, together, struck = outbox.record_attempt, tried.record_together, list[int]()

    def faulty(connection: object, key: int, **given: object) -> None:
        if not struck and given["status"] == outbox.DELIVERED:
            struck.append(key)
            raise StorageBusy
        settle(connection, key, **given)  # type: ignore[arg-type]

    def faulty_together(connection: object, ended: list[tried.Ended], **given: str) -> set[int]:
        if not struck:
            raise StorageBusy
        return together(connection, ended, **given)  # type: ignore[arg-type]

    post = Post()
    engine = wide(post.connect)
    fill(engine, open_matter, 12)
    monkeypatch.setattr(outbox, "record_attempt", faulty)
    monkeypatch.setattr(tried, "record_together", faulty_together)
    with pytest.raises(StorageBusy):
        asyncio.run(engine.deliver())
    unsettled = [row["message_id"] for row in rows()["duban_outbox"] if row["id"] == struck[0]]
    assert held(rows) == unsettled, "nobody knows whether it has left: it is held until the lease is over"
    left = {message.id for message in post.left}
    assert {row["message_id"] for row in rows()["duban_outbox"] if row["status"] == "delivered"} == left - {*unsettled}
    assert len(left) == len(post.left)

    clock.advance(timedelta(days=1))  # the lease is over
    asyncio.run(engine.deliver())
    assert statuses(rows) == {("delivered", 1): 12}
    assert len(post.left) == 12, "what was taken is written first, and not sent again"
    assert engine.verify().ok
