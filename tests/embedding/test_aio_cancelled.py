"""A task that is cancelled in the middle of a verb leaves nothing half done, wherever it was when it was cancelled."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from itertools import count
from types import coroutine
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine as SqlAsyncEngine

    from duban import Directory, Instance
    from duban.testing import FixedClock

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@coroutine
def _counted(verb: Coroutine[Any, Any, object], step: int) -> Generator[Any, None, None]:
    """Await a verb, and have the task cancelled while it waits for the `step`th time."""
    task = asyncio.current_task()
    assert task is not None
    thrown: BaseException | None = None
    for waits in count():
        try:
            future = verb.send(None) if thrown is None else verb.throw(thrown)
        except StopIteration:
            return
        if waits == step:
            task.get_loop().call_soon(task.cancel)
        try:
            yield future
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is for the verb
            thrown = error
        else:
            thrown = None


async def cancelled(verb: Coroutine[Any, Any, object], *, at: int) -> bool:
    """Return whether a verb was cancelled while it waited for the `at`th time; it was not where it waits less often."""

    async def awaited() -> None:
        await _counted(verb, at)

    task = asyncio.create_task(awaited())
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
        return False
    # aiosqlite's cursor keeps its lock until nobody holds it any more, and what was raised in it does.
    del task
    gc.collect()
    return True


@pytest.mark.parametrize("act", ["open", "fire"])
def test_in_their_session_nobody_can_commit_the_half_of_a_verb(
    act: str, awaited: AsyncEngine, theirs: list[str]
) -> None:
    def verb(number: str, session: AsyncSession) -> Coroutine[Any, Any, object]:
        if act == "open":
            return awaited.open("matter", by="市优化办", title="来信", units=UNITS, session=session)
        return awaited.fire(number, "签收", by="市住建局", session=session)

    async def story(sql: SqlAsyncEngine) -> None:
        number = (await awaited.open("matter", by="市优化办", title="来信", units=UNITS)).number
        before = await awaited.find(), await awaited.history(number)
        for waits in count():
            async with AsyncSession(sql) as session:
                await session.connection()
                if not await cancelled(verb(number, session), at=waits):
                    await session.commit()
                    break
                with pytest.raises(PendingRollbackError):
                    await session.commit()
            assert (await awaited.find(), await awaited.history(number)) == before
        assert waits > 1, "there are several places to be cancelled at"
        assert (await awaited.find(), await awaited.history(number)) != before
        assert (await awaited.verify()).ok
        await sql.dispose()

    for address in theirs:
        asyncio.run(story(create_async_engine(address)))


def test_in_a_thread_a_verb_comes_to_its_end_and_a_key_tells_which(
    tmp_path: Path, clock: FixedClock, matter_file: Path, directory: Directory
) -> None:
    file = tmp_path / "busy.db"
    engine = AsyncEngine(f"sqlite:///{file}", scenarios=[matter_file], clock=clock, directory=directory)

    async def story() -> Instance:
        await engine.prepare()
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(engine.open("matter", by="市优化办", title="来信", units=UNITS, key="a"), 0.001)
        other.rollback()
        other.close()
        return await engine.open("matter", by="市优化办", title="来信", units=UNITS, key="a")

    item = asyncio.run(story())  # which waits for its threads before it returns
    assert [each.number for each in engine.engine.find()] == [item.number]
    assert [entry.kind for entry in engine.engine.history(item.number)] == ["open"]
    assert engine.engine.verify().ok
    engine.engine.close()
