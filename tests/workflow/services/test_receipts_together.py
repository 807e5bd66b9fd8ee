"""Receipts of several connections in one transaction: none is lost, none holds up another, and none is late."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event, text
from test_delivery_at_once import LANES, PATIENCE, Connection, Post, fill, statuses

from duban import Settings
from duban.notifiers import Retryable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine, OpenMatter, Rows
    from sqlalchemy.engine import Engine as Bind

    from duban import Engine, Message
    from duban.testing import FixedClock

    Wide = Callable[[Callable[[], object]], Engine]


LATER = '450 später “再来” \\ "\x7f'
"""What a server might say, with all that JSON writes in a way of its own."""


@pytest.fixture
def wide(make_engine: MakeEngine, database_url: str) -> Wide:
    """Make an engine that sends several messages at once."""
    settings = Settings.plain(database_url).model_copy(update={"connections": LANES})
    return lambda connect: make_engine(settings, channels={"email": connect})


@pytest.fixture
def beside(database_url: str) -> Iterator[Bind]:
    """Connect to the same database as somebody else."""
    address = database_url.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(address)
    yield engine
    engine.dispose()


class InStep(Connection):
    """A connection that is answered when the others are, and not before they `may_go_on`."""

    gate: asyncio.Barrier
    all_there: asyncio.Event
    may_go_on: asyncio.Event

    @classmethod
    def begin(cls, *, held: bool = False) -> None:
        cls.gate, cls.all_there, cls.may_go_on = asyncio.Barrier(LANES), asyncio.Event(), asyncio.Event()
        if not held:
            cls.may_go_on.set()

    async def carry(self, message: Message) -> None:
        await self.gate.wait()
        self.all_there.set()
        await self.may_go_on.wait()
        await super().carry(message)


def test_an_answer_is_committed_before_the_next_message_leaves_on_its_connection(
    wide: Wide, open_matter: OpenMatter, rows: Rows
) -> None:
    looks: list[set[str]] = []

    class Careful(Connection):
        def __init__(self, post: Post) -> None:
            super().__init__(post)
            self.mine: set[str] = set()

        async def carry(self, message: Message) -> None:
            stored = {row["message_id"]: row["status"] for row in rows()["duban_outbox"]}
            looks.append({stored[mine] for mine in self.mine})
            self.mine.add(message.id)
            await super().carry(message)

    post = Post()
    engine = wide(lambda: Careful(post))
    fill(engine, open_matter, 5 * LANES)
    assert asyncio.run(engine.deliver()).delivered == 5 * LANES
    assert len(looks) == 5 * LANES
    assert {status for look in looks for status in look} == {"delivered"}


def test_answers_that_come_at_once_share_a_transaction(wide: Wide, open_matter: OpenMatter, rows: Rows) -> None:
    post, commits = Post(), list[object]()

    async def drain() -> None:
        InStep.begin()
        async with asyncio.timeout(PATIENCE):
            await engine.deliver()

    engine = wide(lambda: InStep(post))
    fill(engine, open_matter, 10 * LANES)
    event.listen(engine.database.engine, "commit", commits.append)
    asyncio.run(drain())
    assert statuses(rows) == {("delivered", 1): 10 * LANES}
    assert len(commits) < 5 * LANES
    assert engine.verify().ok


def test_messages_that_are_tried_again_keep_their_receipts_in_order(
    wide: Wide, open_matter: OpenMatter, rows: Rows, clock: FixedClock
) -> None:
    post = Post()

    class Moody(InStep):
        async def carry(self, message: Message) -> None:
            await super().carry(message)
            if len(post.left) <= 2 * LANES:
                raise Retryable(LATER)

    async def drain() -> int:
        InStep.begin()
        async with asyncio.timeout(PATIENCE):
            return (await engine.deliver()).delivered

    engine = wide(lambda: Moody(post))
    fill(engine, open_matter, LANES)
    assert asyncio.run(drain()) == 0
    clock.advance(timedelta(days=1))
    assert asyncio.run(drain()) == 0
    clock.advance(timedelta(days=1))
    assert asyncio.run(drain()) == LANES
    assert statuses(rows) == {("delivered", 3): LANES}
    assert [row["outcome"] for row in rows()["duban_receipt"]].count("retry") == 2 * LANES
    assert engine.verify().ok


def test_one_that_somebody_has_locked_holds_up_no_other(
    wide: Wide, open_matter: OpenMatter, rows: Rows, beside: Bind, backend: str
) -> None:
    if backend == "sqlite":
        pytest.skip("whoever writes locks all of SQLite")
    post = Post()

    async def drain() -> None:
        InStep.begin(held=True)
        delivery = asyncio.create_task(engine.deliver())
        async with asyncio.timeout(PATIENCE):
            await InStep.all_there.wait()
            with beside.connect() as other:
                other.execute(text("SELECT id FROM duban_outbox ORDER BY id LIMIT 1 FOR UPDATE"))
                InStep.may_go_on.set()
                while statuses(rows)["delivered", 1] < LANES - 1:  # noqa: ASYNC110 - no database says when it is written
                    await asyncio.sleep(0)
                assert not delivery.done()
                other.rollback()
            assert (await delivery).delivered == LANES

    engine = wide(lambda: InStep(post))
    fill(engine, open_matter, LANES)
    asyncio.run(drain())
    assert statuses(rows) == {("delivered", 1): LANES}
    assert engine.verify().ok


def test_an_answer_that_has_come_is_kept_if_the_delivery_is_cancelled(
    wide: Wide, open_matter: OpenMatter, rows: Rows, beside: Bind, backend: str
) -> None:
    post = Post()

    locks = "BEGIN IMMEDIATE" if backend == "sqlite" else "SELECT id FROM duban_outbox FOR UPDATE"

    async def drain() -> None:
        InStep.begin(held=True)
        delivery = asyncio.create_task(engine.deliver())
        await InStep.all_there.wait()
        with beside.connect() as other:
            other.execute(text(locks))
            InStep.may_go_on.set()
            for _ in range(50):  # turns of the loop until the answers wait to be written
                await asyncio.sleep(0)
            delivery.cancel()
            other.rollback()
        with suppress(asyncio.CancelledError):
            await delivery

    engine = wide(lambda: InStep(post))
    fill(engine, open_matter, 2 * LANES)
    asyncio.run(drain())
    arrived = {row["message_id"] for row in rows()["duban_outbox"] if row["status"] == "delivered"}
    assert arrived == {message.id for message in post.left}
    assert len(arrived) == LANES
