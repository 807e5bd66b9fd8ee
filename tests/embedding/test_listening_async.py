"""Being told in async applications: awaited listeners on their event loop, plain ones where the verb runs."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from duban import Objection, TransitionRefused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from duban import Happening, Instance
    from duban.aio import AsyncEngine
    from duban.testing import FixedClock

    Told = list[tuple[str, str | None, int]]

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


async def opened(awaited: AsyncEngine, **options: Any) -> Instance:  # noqa: ANN401 - as AsyncEngine.open takes them
    return await awaited.open("matter", title="窗口排队过长", units=UNITS, by="市优化办", **options)


def hearing(awaited: AsyncEngine, what: Any = "entry") -> Told:  # noqa: ANN401 - as AsyncEngine.on takes it
    """Listen with a coroutine that awaits a verb and others, and return what it heard, in which thread."""
    told: Told = []

    @awaited.on(what)
    async def hear(happening: Happening) -> None:
        await asyncio.sleep(0)
        standing = await awaited.instance(happening.number)
        told.append((happening.number, happening.to_state, threading.get_ident()))
        assert standing.number == happening.number

    return told


def here(told: Told) -> list[tuple[str, str | None]]:
    """Return what was told, all in this thread."""
    assert {thread for *_, thread in told} <= {threading.get_ident()}
    return [(number, state) for number, state, _ in told]


def test_a_verb_returns_when_its_listeners_have_come_to_their_end(awaited: AsyncEngine, clock: FixedClock) -> None:
    async def main() -> None:
        told = hearing(awaited)
        item = await opened(awaited)
        assert here(told) == [(item.number, "交办")]
        await awaited.fire(item.number, "签收", by="市住建局")
        clock.set("2024-04-12T09:00+08:00")
        await awaited.sweep()
        assert here(told)[1] == (item.number, "整改")
        assert here(told)[-1] == (item.number, "复核")

    asyncio.run(main())


def test_many_at_once_do_not_wait_for_each_other_s_threads(awaited: AsyncEngine) -> None:
    async def main() -> None:
        told = hearing(awaited)
        many = 40  # more than a loop has threads
        items = await asyncio.wait_for(asyncio.gather(*(opened(awaited) for _ in range(many))), 60)
        assert sorted(number for number, _ in here(told)) == sorted(item.number for item in items)

    asyncio.run(main())


def test_after_the_commit_of_an_async_session_and_not_without(awaited: AsyncEngine, theirs: list[str]) -> None:
    async def main() -> None:
        told = hearing(awaited)
        for address in theirs:
            told.clear()
            bind = create_async_engine(address)
            async with AsyncSession(bind) as session:
                item = await opened(awaited, session=session)
                await awaited.fire(item.number, "签收", by="市住建局", session=session)
                assert told == []
                await session.commit()
                assert here(told) == [(item.number, "交办"), (item.number, "整改")]
                await opened(awaited, session=session)
                await session.rollback()
                await session.execute(text("SELECT 1"))
                await session.commit()
            async with bind.begin() as connection:
                last = await opened(awaited, session=connection)
            assert here(told)[2:] == [(last.number, "交办")]
            await bind.dispose()

    asyncio.run(main())


def test_inside_is_a_plain_function_also_in_an_async_session(awaited: AsyncEngine, theirs: list[str]) -> None:
    async def awaited_inside(_happening: Happening, _session: Session) -> None: ...

    with pytest.raises(TypeError):
        awaited.on("act", awaited_inside, when="inside")

    async def main() -> None:
        number = (await opened(awaited)).number
        seen: list[str] = []

        @awaited.on("act", when="inside")
        def look(happening: Happening, session: Session) -> None:
            said = session.execute(text("SELECT state FROM duban_instance WHERE number = :n"), {"n": happening.number})
            seen.append(said.scalar_one())
            why = "not today"
            raise Objection(why)

        bind = create_async_engine(theirs[0])
        async with AsyncSession(bind) as session:
            with pytest.raises(TransitionRefused, match="not today"):
                await awaited.fire(number, "签收", by="市住建局", session=session)
            await session.commit()
        await bind.dispose()
        with pytest.raises(TransitionRefused, match="not today"):
            await awaited.fire(number, "签收", by="市住建局")
        assert seen == ["整改", "整改"]
        awaited.off(look)
        await awaited.fire(number, "签收", by="市住建局")

    asyncio.run(main())


def test_who_fails_is_logged_and_the_next_is_called(awaited: AsyncEngine, caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_happening: Happening) -> None:
        await asyncio.sleep(0)
        raise ConnectionError

    async def main() -> None:
        awaited.on("opening", fails)
        told = hearing(awaited, "opening")
        await opened(awaited)
        assert len(told) == 1
        awaited.off(fails)
        await opened(awaited)

    with caplog.at_level(logging.ERROR, "duban.listeners"):
        asyncio.run(main())
    (record,) = caplog.records
    assert isinstance(record.exc_info, tuple)
    assert record.exc_info[0] is ConnectionError
    assert "fails" in record.msg.facts["listener"]


def test_a_caller_who_is_cancelled_does_not_take_the_listeners_along(awaited: AsyncEngine) -> None:
    async def main() -> None:
        began, go_on, done, told = asyncio.Event(), asyncio.Event(), asyncio.Event(), list[str]()

        @awaited.on("opening")
        async def slow(happening: Happening) -> None:
            began.set()
            await go_on.wait()
            told.append(happening.number)
            done.set()

        task = asyncio.create_task(opened(awaited))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await done.wait()
        assert told == [item.number for item in await awaited.find()]

    asyncio.run(main())


def test_the_plain_engine_behind_it_tells_them_too(awaited: AsyncEngine) -> None:
    told, twice = list[str](), list[asyncio.Event]()

    async def hear(happening: Happening) -> None:
        await asyncio.sleep(0)
        told.append(happening.number)
        for each in twice:
            each.set()

    awaited.on("opening", hear)
    item = awaited.engine.open("matter", title="窗口排队过长", units=UNITS, by="市优化办")
    assert told == [item.number]

    async def on_the_loop() -> None:
        twice.append(asyncio.Event())
        awaited.engine.open("matter", title="窗口排队过长", units=UNITS, by="市优化办")
        await twice[0].wait()
        assert len(told) == 2

    asyncio.run(on_the_loop())
