"""The schema: made once by migrations, the same as the tables declare, and never worked on by the wrong version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from crowd import together
from sqlalchemy import inspect, text

import duban.storage
from duban import Engine, SchemaNewer, SchemaOlder, StorageError
from duban.storage import HEAD, Database, SchemaUnknown, schema_version, upgrade
from duban.storage.schema import VERSION_TABLE
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a migrated database."""
    made = Database.from_url(database_url)
    yield made
    made.close()


def test_the_migrations_make_what_the_tables_declare(database: Database) -> None:
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_newest_migration_is_the_one_that_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(next(iter(duban.storage.__path__)) + "/migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


@pytest.mark.parametrize(
    ("error", "version", "advice"),
    [
        (SchemaOlder, "0000", r"of schema 0000, this duban needs \d+: upgrade them by `engine\.create_tables\(\)`"),
        (SchemaNewer, "9999", r"of schema 9999, newer than this duban knows \(\d+\): upgrade duban"),
    ],
)
def test_a_schema_of_another_version_is_refused_with_advice(
    database: Database, matter_file: Path, error: type[Exception], version: str, advice: str
) -> None:
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{version}'"))  # noqa: S608 - constants
    with Engine(bind=database.engine, scenarios=[matter_file]) as engine:
        for attempt in (engine.find, engine.sweep, engine.verify):
            with pytest.raises(error, match=advice):
                attempt()


def test_a_newer_schema_is_not_taken_back_by_an_upgrade(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608 - constants
    with pytest.raises(SchemaNewer):
        upgrade(database)
    with database.reading() as connection:
        assert schema_version(connection) == "9999"


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (f"UPDATE {VERSION_TABLE} SET version_num = '0000'", "of schema 0000, which no duban has made"),  # noqa: S608
        (f"DELETE FROM {VERSION_TABLE}", "without the version of their schema"),  # noqa: S608
        (f"DROP TABLE {VERSION_TABLE}", "without the version of their schema"),
    ],
)
def test_tables_of_no_known_version_are_neither_used_nor_touched(
    empty_database_url: str, matter_file: Path, damage: str, what: str
) -> None:
    database = Database.from_url(empty_database_url)
    upgrade(database)
    with database.writing() as connection:
        connection.execute(text(damage))
    with pytest.raises(SchemaUnknown, match=what):
        upgrade(database)
    with Engine(empty_database_url, scenarios=[matter_file]) as engine, pytest.raises(StorageError):
        engine.find()
    database.close()


def test_an_upgrade_says_where_it_came_from_and_where_it_got_to(empty_database_url: str) -> None:
    made = Database.from_url(empty_database_url)
    assert upgrade(made) == (None, HEAD)
    assert upgrade(made) == (HEAD, HEAD)
    made.close()


def first_use(url: str, scenario: Path) -> int:
    with Engine(url, scenarios=[scenario]) as engine:
        return len(engine.find())


def test_several_processes_may_be_the_first_on_an_empty_database(empty_database_url: str, matter_file: Path) -> None:
    assert together(first_use, [(empty_database_url, matter_file)] * 6) == [0] * 6
    made = Database.from_url(empty_database_url)
    with made.reading() as connection:
        assert schema_version(connection) == HEAD
    made.close()


def test_threads_that_fill_several_databases_at_once_fill_each_with_its_own(tmp_path: Path) -> None:
    databases = [Database.from_url(f"sqlite:///{tmp_path / str(place)}.db") for place in range(8)]
    with ThreadPoolExecutor(len(databases)) as pool:
        assert list(pool.map(upgrade, databases)) == [(None, HEAD)] * len(databases)
    for database in databases:
        with database.reading() as connection:
            assert {*metadata.tables, VERSION_TABLE} == set(inspect(connection).get_table_names())
        database.close()
