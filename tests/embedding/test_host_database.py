"""In the application's database: nothing of theirs is touched, and nothing of ours is seen by their tools."""

from __future__ import annotations

from importlib.metadata import entry_points
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlmodel
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, event, inspect
from sqlalchemy.engine import make_url

from duban import Engine, SchemaMissing, StorageUnavailable
from duban.desk.store.schema import VERSION_TABLE
from duban.desk.store.tables import metadata as desk
from duban.storage.alembic_plugin import DESK
from duban.storage.tables import metadata as ours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine


@pytest.fixture
def theirs(empty_database_url: str) -> Iterator[SqlEngine]:
    """Give the application's engine on a database that has none of our tables."""
    url = make_url(empty_database_url)
    bind = create_engine(url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"))
    yield bind
    bind.dispose()


def host_metadata() -> MetaData:
    """Return tables as an application has them."""
    made = MetaData()
    Table("letter", made, Column("id", Integer, primary_key=True))
    return made


@pytest.mark.usefixtures("english")
def test_without_create_tables_nothing_is_created_and_the_refusal_says_what_to_do(
    theirs: SqlEngine, matter_file: Path
) -> None:
    engine = Engine(bind=theirs, scenarios=[matter_file])
    for attempt in (engine.find, engine.sweep, engine.verify, lambda: engine.instance("SX-2024-0001")):
        with pytest.raises(SchemaMissing, match=r"create them by `engine\.create_tables\(\)`"):
            attempt()
    assert inspect(theirs).get_table_names() == []


def test_create_tables_may_be_called_again_and_again(theirs: SqlEngine, matter_file: Path) -> None:
    engine = Engine(bind=theirs, scenarios=[matter_file])
    engine.create_tables()
    engine.create_tables()
    Engine(bind=theirs, scenarios=[matter_file]).create_tables()
    made = set(inspect(theirs).get_table_names())
    assert made == {*ours.tables, "duban_alembic_version"}
    assert all(name.startswith("duban_") for name in made)


def test_their_engine_keeps_its_own_settings(theirs: SqlEngine, matter_file: Path) -> None:
    def setting(name: str) -> Any:  # noqa: ANN401 - whatever a PRAGMA answers
        with theirs.connect() as connection:
            return connection.exec_driver_sql(name).scalar()

    names = (
        ["PRAGMA journal_mode", "PRAGMA foreign_keys", "PRAGMA synchronous", "PRAGMA busy_timeout"]
        if theirs.dialect.name == "sqlite"
        else ["SHOW transaction_isolation", "SHOW lock_timeout", "SHOW search_path", "SHOW timezone"]
    )
    before = [setting(name) for name in names]
    said: list[str] = []
    event.listen(theirs, "before_cursor_execute", lambda *args: said.append(args[2].lower()))
    engine = Engine(bind=theirs, scenarios=[matter_file])
    engine.create_tables()
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    number = engine.open("matter", units=units, by="市优化办").number
    engine.fire(number, "签收", by="市住建局")
    engine.sweep()
    assert engine.verify().ok
    engine.close()
    assert not [text for text in said if text.startswith("pragma") and "=" in text]
    assert [setting(name) for name in names] == before
    with theirs.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


@pytest.mark.usefixtures("english")
def test_a_bind_that_cannot_serve_is_refused_by_name(matter_file: Path) -> None:
    with pytest.raises(TypeError, match="bind= takes an Engine as create_engine makes it, not str"):
        Engine(bind="sqlite://", scenarios=[matter_file])  # type: ignore[arg-type]
    driver = SimpleNamespace(paramstyle="format", __name__="pymysql", version_info=(1, 0))
    mysql = create_engine("mysql+pymysql://host/db", module=driver)
    with pytest.raises(StorageUnavailable, match="SQLite or PostgreSQL"):
        Engine(bind=mysql, scenarios=[matter_file])


def test_creating_their_own_tables_does_not_create_ours(theirs: SqlEngine) -> None:
    host_metadata().create_all(theirs)
    sqlmodel.SQLModel.metadata.create_all(theirs)
    assert not [name for name in inspect(theirs).get_table_names() if name.startswith("duban")]
    assert not [name for name in sqlmodel.SQLModel.metadata.tables if name.startswith("duban")]


@pytest.mark.usefixtures("english")
def test_dropping_their_own_tables_does_not_drop_ours(theirs: SqlEngine, matter_file: Path) -> None:
    Engine(bind=theirs, scenarios=[matter_file]).create_tables()
    host = host_metadata()
    host.create_all(theirs)
    host.drop_all(theirs)
    sqlmodel.SQLModel.metadata.drop_all(theirs)
    assert set(ours.tables) <= set(inspect(theirs).get_table_names())


def test_their_alembic_autogenerate_sees_only_what_is_theirs(theirs: SqlEngine, matter_file: Path) -> None:
    Engine(bind=theirs, scenarios=[matter_file]).create_tables()
    forgotten = MetaData()
    Table("forgotten", forgotten, Column("id", Integer, primary_key=True))
    forgotten.create_all(theirs)
    with theirs.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), host_metadata())
    assert sorted((step[0], step[1].name) for step in found) == [("add_table", "letter"), ("remove_table", "forgotten")]


def test_their_alembic_sees_their_own_tables_whose_names_begin_as_ours_do(theirs: SqlEngine, matter_file: Path) -> None:
    Engine(bind=theirs, scenarios=[matter_file]).create_tables()
    before, after = MetaData(), MetaData()
    Table("duban_note", before, Column("id", Integer, primary_key=True))
    Table("duban_old", before, Column("id", Integer, primary_key=True))
    before.create_all(theirs)
    Table("duban_note", after, Column("id", Integer, primary_key=True), Column("text", Integer))
    Table("duban_new", after, Column("id", Integer, primary_key=True))
    with theirs.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), after)
    assert {(step[0], getattr(step[1], "name", None) or step[2]) for step in found} == {
        ("add_table", "duban_new"),
        ("remove_table", "duban_old"),
        ("add_column", "duban_note"),
    }


@pytest.mark.parametrize("backend", ["postgresql"])
def test_their_alembic_leaves_our_tables_alone_in_any_schema(theirs: SqlEngine) -> None:
    """A tenant's tables of ours stand in a schema of its own."""
    tenant = theirs.execution_options(schema_translate_map={None: "tenant"})
    with theirs.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA tenant")
    ours.create_all(tenant, tables=[ours.tables["duban_instance"], ours.tables["duban_definition"]])
    desk.create_all(tenant)
    forgotten = MetaData(schema="tenant")
    Table("duban_forgotten", forgotten, Column("id", Integer, primary_key=True))
    forgotten.create_all(theirs)
    with theirs.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_schemas": True})
        found = compare_metadata(context, host_metadata())
    assert sorted((step[0], step[1].name) for step in found) == [
        ("add_table", "letter"),
        ("remove_table", "duban_forgotten"),
    ]
    with theirs.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA tenant CASCADE")


def test_the_plugin_knows_every_table_of_the_desk() -> None:
    assert set(desk.tables) | {VERSION_TABLE} == DESK, "name it in duban/storage/alembic_plugin.py"


def test_their_alembic_does_not_even_speak_of_our_tables(
    theirs: SqlEngine, matter_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Engine(bind=theirs, scenarios=[matter_file]).create_tables()
    with caplog.at_level("INFO"), theirs.connect() as connection:
        compare_metadata(MigrationContext.configure(connection), host_metadata())
    assert "letter" in caplog.text
    assert "duban_" not in caplog.text


def test_every_alembic_that_we_allow_can_load_our_plugin() -> None:
    (plug,) = entry_points(group="alembic.plugins", name="alembic.autogenerate.duban")
    module = plug.load()
    assert isinstance(module, ModuleType)  # as Alembic from 1.20.1 on takes it
    assert list(module) == [module]  # and as those before do, which fail to be imported otherwise
