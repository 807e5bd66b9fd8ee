"""The async door: the same verbs, awaited; in the application's own async session, on its own async driver."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession as SqlModelAsyncSession

from duban import Directory, Engine, TransitionRefused, UnknownInstance
from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine as SqlAsyncEngine

    from duban.testing import FixedClock, RecordingNotifier

NOT_AWAITED = {"now"}
AT_ONCE = {"on", "off"}
"""Verbs of the async door that are not awaited."""
ANOTHER_WAY = {"follow"}
"""What an async application iterates over until its task is cancelled: no function that says when to stop."""

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def verbs(kind: type) -> dict[str, Callable[..., object]]:
    found = inspect.getmembers(kind, inspect.isfunction)
    return {name: verb for name, verb in found if not name.startswith("_")}


def test_every_verb_takes_and_gives_what_the_engine_s_own_does() -> None:
    ours, theirs = verbs(AsyncEngine), verbs(Engine)
    assert ours.keys() == theirs.keys() - NOT_AWAITED
    for name in ours.keys() - ANOTHER_WAY:
        verb = ours[name]
        mine, yours = inspect.signature(verb), inspect.signature(theirs[name])
        shape = [(each.name, each.kind, each.default) for each in mine.parameters.values()]
        assert shape == [(each.name, each.kind, each.default) for each in yours.parameters.values()], name
        assert mine.return_annotation == yours.return_annotation, name
        assert inspect.iscoroutinefunction(verb) or name in AT_ONCE, name
    made = [list(inspect.signature(kind.__init__).parameters) for kind in (AsyncEngine, Engine)]  # type: ignore[misc]
    assert made[0] == made[1]


class Heard:
    """Stands behind the async door and hears what comes through: no verb may lose an argument on its way."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []

    def __getattr__(self, verb: str) -> Callable[..., object]:
        """Return what hears a verb."""

        def hear(*given: object, **named: object) -> object:
            taken = inspect.signature(verbs(Engine)[verb]).bind(self, *given, **named)
            self.calls.append((verb, {name: value for name, value in taken.arguments.items() if name != "self"}))
            return asyncio.sleep(0) if verb in {"deliver", "poll_receipts", "tell_operators"} else None

        return hear


@pytest.mark.parametrize("verb", sorted(verbs(AsyncEngine).keys() - ANOTHER_WAY))
def test_every_argument_comes_through_to_the_one_engine(verb: str, awaited: AsyncEngine) -> None:
    engine, heard = awaited.engine, Heard()
    parameters = [each for each in inspect.signature(getattr(Engine, verb)).parameters.values() if each.name != "self"]
    given = {each.name: f"the {each.name}" for each in parameters if each.name != "session"}
    awaited.engine = heard  # type: ignore[assignment]
    try:
        called = getattr(awaited, verb)(**given)
        if verb not in AT_ONCE:
            asyncio.run(called)
    finally:
        awaited.engine = engine
    assert heard.calls == [(verb, given)]


def played(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_a_matter_lives_its_whole_life_awaited(
    awaited: AsyncEngine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    async def story() -> None:
        await awaited.prepare()
        item = await awaited.open("matter", by="市优化办", title="取号机故障", units=UNITS)
        assert [each.number for each in await awaited.find(open_only=True)] == [item.number]
        assert {each.trigger for each in await awaited.allowed(item.number, by="市住建局") if not each.blockers}
        clock.advance(timedelta(days=30))
        assert (await awaited.sweep()).fired
        assert (await awaited.deliver()).delivered == len(mailbox.sent) > 0
        assert (await awaited.why_due(item.number))[0].due_on == item.due_on
        assert await awaited.why_escalated(item.number)
        assert await awaited.why_not(item.number) is not None
        assert (await awaited.history(item.number))[0].kind == "open"
        assert (await awaited.instance(item.number)).light == "red"
        assert await awaited.opened("省平台", "9") is None
        assert await awaited.links(item.number) == []
        assert await awaited.pending() == []
        assert (await awaited.health()).dead_letters == 0
        assert (await awaited.calendar()).name == "china"
        assert await awaited.next_instant() == awaited.engine.next_instant()
        assert (await awaited.verify()).ok
        with pytest.raises(UnknownInstance):
            await awaited.instance("没有")

    played(story())


@pytest.mark.parametrize("kind", [AsyncSession, SqlModelAsyncSession])
def test_in_their_async_session_both_are_kept_or_neither(
    awaited: AsyncEngine, theirs: list[str], kind: type[AsyncSession]
) -> None:
    async def story(sql: SqlAsyncEngine) -> None:
        async with sql.begin() as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS letter (number VARCHAR(40))"))
        for keep in (False, True):
            async with kind(sql) as session:
                item = await awaited.open("matter", by="市优化办", title="来信", units=UNITS, session=session)
                await (await session.connection()).execute(text("INSERT INTO letter VALUES (:n)"), {"n": item.number})
                seen = await awaited.instance(item.number, session=session)
                assert seen == item
                with pytest.raises(TransitionRefused):
                    await awaited.fire(item.number, "通过", by="市教育局", session=session)
                await (session.commit() if keep else session.rollback())
            async with kind(sql) as session:
                letters = (
                    (await (await session.connection()).execute(text("SELECT number FROM letter"))).scalars().all()
                )
            assert list(letters) == [each.number for each in await awaited.find()] == ([item.number] if keep else [])
        async with sql.begin() as connection:
            assert (await awaited.instance(item.number, session=connection)).number == item.number
            await connection.execute(text("DROP TABLE letter"))
        await sql.dispose()

    for address in theirs[:1] if kind is SqlModelAsyncSession else theirs:
        asyncio.run(story(create_async_engine(address)))
        awaited.engine.verify()
        with awaited.engine.database.writing() as connection:
            for table in ("duban_outbox", "duban_history", "duban_binding", "duban_claim", "duban_instance"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - as good as new for the next driver


def test_the_event_loop_goes_on_while_a_verb_waits_for_the_database(
    tmp_path: Path, clock: FixedClock, matter_file: Path, directory: Directory
) -> None:
    async def story() -> None:
        file = tmp_path / "busy.db"
        async with AsyncEngine(
            f"sqlite:///{file}", scenarios=[matter_file], clock=clock, directory=directory
        ) as engine:
            item = await engine.open("matter", by="市优化办", title="来信", units=UNITS)
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(engine.assign(item.number, "responsible", ["市教育局"], by="市优化办"))
            for _ in range(100):
                await asyncio.sleep(0)
            assert not waiting.done()
            other.rollback()
            other.close()
            assert (await waiting).units["responsible"] == ("市教育局",)

    played(story())


def test_a_session_of_the_wrong_kind_is_refused_in_one_line(awaited: AsyncEngine) -> None:
    async def story() -> None:
        with pytest.raises(TypeError, match="takes an AsyncSession or an AsyncConnection here, not object"):
            await awaited.find(session=object())  # type: ignore[arg-type]

    played(story())
