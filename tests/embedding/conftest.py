"""The async door on both databases, and the addresses at which an async application finds the same database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Directory
    from duban.testing import FixedClock, RecordingNotifier

DRIVERS = {"sqlite": ["sqlite+aiosqlite"], "postgresql": ["postgresql+psycopg", "postgresql+asyncpg"]}


@pytest.fixture
def awaited(
    database_url: str, clock: FixedClock, matter_file: Path, directory: Directory, mailbox: RecordingNotifier
) -> Iterator[AsyncEngine]:
    """Give an async engine on the fresh database that knows `matter_file`."""
    made = AsyncEngine(
        database_url, scenarios=[matter_file], clock=clock, directory=directory, channels={"email": lambda: mailbox}
    )
    yield made
    made.engine.close()


@pytest.fixture
def theirs(backend: str, database_url: str) -> list[str]:
    """Give the addresses of the same database for each async driver."""
    address = make_url(database_url)
    return [address.set(drivername=driver).render_as_string(hide_password=False) for driver in DRIVERS[backend]]
