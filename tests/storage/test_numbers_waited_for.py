"""Whoever holds the next number in an open transaction is waited for, but not without end."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from duban import StorageBusy, speaking
from duban.aio import AsyncEngine
from duban.storage import instances

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban import Directory, Engine


@pytest.fixture
def backend() -> str:
    """Run on PostgreSQL alone: on SQLite whoever writes holds the whole database, and its own timeout ends that."""
    return "postgresql"


@pytest.fixture
def office(make_engine: MakeEngine, database_url: str) -> Iterator[Engine]:
    """Give an engine of an application's, whose sessions the tests hold open."""
    bind = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield make_engine(bind=bind)
    bind.dispose()


def session_of(engine: Engine) -> Session:
    return Session(engine.database.engine)


def test_a_number_that_is_held_too_long_is_refused(
    office: Engine, open_matter: OpenMatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "BUSY_TIMEOUT_SECONDS", 0.1)
    with session_of(office) as theirs, session_of(office) as mine:
        open_matter(office, session=theirs)
        with pytest.raises(StorageBusy) as busy:
            open_matter(office, session=mine)
        with speaking("en"):
            assert "another transaction holds the next number of matter" in str(busy.value)
        mine.connection().exec_driver_sql("SELECT 1")  # the transaction is whole
        with pytest.raises(StorageBusy):
            open_matter(office)
        theirs.rollback()
        assert open_matter(office, session=mine).number.endswith("0001")
        mine.commit()


def test_a_task_that_waits_lets_the_others_go_on(
    database_url: str, matter_file: Path, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tasks of one event loop wait for each other: whoever slept in it would wait for themselves."""
    monkeypatch.setattr(instances, "BUSY_TIMEOUT_SECONDS", 5)

    async def both() -> list[str]:
        sql = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
        async with AsyncEngine(database_url, scenarios=[matter_file], directory=directory) as engine:

            async def opened() -> str:
                async with AsyncSession(sql) as session:
                    item = await engine.open(
                        "matter", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办", session=session
                    )
                    await asyncio.sleep(0)  # the others have their turn before this one commits
                    await session.commit()
                return item.number

            numbers = await asyncio.gather(*(opened() for _ in range(12)))
        await sql.dispose()
        return numbers

    numbers = asyncio.run(both())
    assert sorted(number[-4:] for number in numbers) == [f"{place:04d}" for place in range(1, 13)]


def test_one_transaction_takes_several_numbers(office: Engine, open_matter: OpenMatter) -> None:
    with session_of(office) as session:
        numbers = [open_matter(office, session=session).number[-4:] for _ in range(3)]
        session.commit()
    assert numbers == ["0001", "0002", "0003"]


def test_a_number_is_taken_once_it_is_free(office: Engine, open_matter: OpenMatter) -> None:
    opened: list[str] = []
    with session_of(office) as theirs:
        first = open_matter(office, session=theirs).number
        other = threading.Thread(target=lambda: opened.append(open_matter(office).number))
        other.start()
        theirs.commit()
        other.join()
    assert [first[-4:], *(number[-4:] for number in opened)] == ["0001", "0002"]
