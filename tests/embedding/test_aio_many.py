"""The async door in a busy application: many tasks at once, in threads and in sessions of their own."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from duban import Engine, Settings, StorageBusy, TransitionConflict
from duban.aio import AsyncEngine
from duban.storage import instances

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter
    from sqlalchemy.ext.asyncio import AsyncEngine as SqlAsyncEngine

    from duban import Instance
    from duban.testing import FixedClock

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}
MANY = 100


def opening(engine: AsyncEngine, title: str, session: AsyncSession | None = None) -> asyncio.Future[Instance]:
    return asyncio.ensure_future(engine.open("matter", by="市优化办", title=title, units=UNITS, session=session))


def test_a_hundred_tasks_open_and_one_of_a_hundred_signs(awaited: AsyncEngine) -> None:
    async def story() -> None:
        opened = await asyncio.gather(*(opening(awaited, f"来信{n}") for n in range(MANY)))
        assert {item.number for item in opened} == {f"SX-2024-{n:04d}" for n in range(1, MANY + 1)}
        first = opened[0]
        signed = await asyncio.gather(
            *(awaited.fire(first.number, "签收", by="市住建局", expect=first.version) for _ in range(MANY)),
            return_exceptions=True,
        )
        assert [type(each) for each in signed].count(TransitionConflict) == MANY - 1
        assert [entry.kind for entry in await awaited.history(first.number)] == ["open", "act"]
        assert (await awaited.verify()).ok

    asyncio.run(story())


def test_many_tasks_act_in_transactions_of_their_own(awaited: AsyncEngine, theirs: list[str]) -> None:
    async def one(sql: SqlAsyncEngine, place: int) -> None:
        async with AsyncSession(sql) as session:
            await awaited.open("matter", by="市优化办", title=f"来信{place}", units=UNITS, session=session)
            await (session.rollback() if place % 3 == 0 else session.commit())

    async def story(address: str) -> None:
        waits = {"timeout": 60} if address.startswith("sqlite") else {}
        sql = create_async_engine(address, connect_args=waits)
        before = len(await awaited.find())
        await asyncio.gather(*(one(sql, place) for place in range(30)))
        assert len(await awaited.find()) == before + 20
        assert (await awaited.verify()).ok
        await sql.dispose()

    for address in theirs:
        asyncio.run(story(address))


@pytest.mark.usefixtures("english")
def test_who_finds_the_lock_taken_is_told_so_in_the_same_words(awaited: AsyncEngine, theirs: list[str]) -> None:
    async def story(address: str, number: str) -> None:
        sqlite = address.startswith("sqlite")
        sql = create_async_engine(address, connect_args={"timeout": 0} if sqlite else {})
        async with AsyncSession(sql) as session:
            if not sqlite:
                await (await session.connection()).exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
            with pytest.raises(StorageBusy, match="nothing was changed; try again"):
                await awaited.fire(number, "签收", by="市住建局", session=session)
        await sql.dispose()

    item = awaited.engine.open("matter", by="市优化办", title="来信", units=UNITS)
    with awaited.engine.database.writing() as connection:
        assert instances.lock_instance(connection, item.number) is not None
        for address in theirs:
            asyncio.run(story(address, item.number))


asked_for: ContextVar[str] = ContextVar("asked_for", default="nobody")


def test_a_verb_sees_the_context_of_the_task_that_awaits_it(
    clock: FixedClock, matter_file: Path, database_url: str, theirs: list[str]
) -> None:
    seen: list[str] = []

    class Watch:
        def now(self) -> datetime:
            seen.append(asked_for.get())
            return clock.now()

    async def asking(engine: AsyncEngine, name: str, session: AsyncSession | None) -> None:
        asked_for.set(name)
        await engine.find(session=session)

    async def story() -> None:
        sql = create_async_engine(theirs[0])
        async with (
            AsyncEngine(database_url, scenarios=[matter_file], clock=Watch()) as engine,
            AsyncSession(sql) as one,
        ):
            await asyncio.gather(*(asking(engine, f"第{n}个", None) for n in range(9)), asking(engine, "在会话中", one))
        await sql.dispose()

    asyncio.run(story())
    assert set(seen) == {*(f"第{n}个" for n in range(9)), "在会话中"}


def test_it_may_be_closed_twice_and_used_again(awaited: AsyncEngine) -> None:
    async def story() -> None:
        async with awaited as engine:
            item = await opening(engine, "来信")
        await awaited.close()
        assert (await awaited.instance(item.number)).state == "交办"

    asyncio.run(story())


def test_an_async_application_has_one_address_for_all(
    theirs: list[str], open_matter: OpenMatter, matter_file: Path, tmp_path: Path
) -> None:
    for address in theirs:
        with Engine(address, scenarios=[matter_file]) as engine:
            assert open_matter(engine).state == "交办"
    (tmp_path / "duban.toml").write_text('database = "sqlite+aiosqlite:///here.db"\n', "utf-8")
    with Engine(Settings.load(tmp_path / "duban.toml")) as engine:
        engine.prepare()
    assert (tmp_path / "here.db").is_file()


def test_an_engine_that_is_awaited_is_refused_with_what_to_give_instead(
    make_engine: MakeEngine, theirs: list[str]
) -> None:
    sql = create_async_engine(theirs[0])
    driver = make_url(theirs[0]).get_driver_name()
    with pytest.raises(TypeError, match="not AsyncEngine; give the address of an async application's database"):
        AsyncEngine(bind=sql)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=f"not one of {driver}; give the address of an async application's database"):
        make_engine(bind=sql.sync_engine)
