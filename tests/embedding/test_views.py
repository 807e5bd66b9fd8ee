"""The views: what applications join, under names that stay, and in the way of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, ForeignKey, MetaData, String, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel

from duban import Engine, views
from duban.storage.tables import metadata as ours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import OpenMatter
    from sqlalchemy.engine import Engine as SqlEngine

COLUMNS = {
    "duban_v_instance": "number title scenario scenario_version state round version turn light light_until due_on "
    "due_at provisional ongoing source external_no opened_at closed_at ended acted_at pending head_seq",
    "duban_v_unit": "number role unit open done",
    "duban_v_clock": "number clock round lap status started_at due_on due_at provisional budget",
    "duban_v_field": "number field value",
    "duban_v_history": "number seq at actor kind trigger from_state to_state round",
    "duban_v_event": "position number seq at actor kind trigger from_state to_state round",
    "duban_v_link": "number kind other at",
}
"""What other people's statements rest on: columns may be added behind these, and none may go or move."""


class Base(SQLModel, registry=registry()):
    """Theirs."""


class Claim(Base, table=True):
    """A row of the application that points at an instance."""

    id: int | None = Field(default=None, primary_key=True)
    customer: str
    matter: str = Field(sa_column=Column(String, ForeignKey(views.NUMBER)))


@pytest.fixture
def theirs(empty_database_url: str) -> Iterator[SqlEngine]:
    url = make_url(empty_database_url)
    bind = create_engine(url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"))
    yield bind
    bind.dispose()


@pytest.fixture
def host(theirs: SqlEngine, matter_file: Path) -> Engine:
    engine = Engine(bind=theirs, scenarios=[matter_file])
    engine.create_tables()
    Base.metadata.create_all(theirs)
    return engine


def test_the_columns_of_the_views_stay(host: Engine, theirs: SqlEngine) -> None:
    there = inspect(theirs)
    for name, columns in COLUMNS.items():
        assert [column["name"] for column in there.get_columns(name)][: len(columns.split())] == columns.split()
    for table in (views.instances, views.units, views.clocks, views.fields, views.history, views.events, views.links):
        assert [column.name for column in table.c] == [each["name"] for each in there.get_columns(table.name)]
    assert host.create_tables()[0] == host.create_tables()[1]


def test_theirs_is_joined_with_ours(host: Engine, theirs: SqlEngine, open_matter: OpenMatter) -> None:
    with Session(theirs) as session:
        number = open_matter(host, data={"reporter": "王某", "measure": "增开窗口"}, session=session).number
        session.add(Claim(customer="王", matter=number))
        session.commit()
        host.fire(number, "签收", by="市住建局")
        host.link(number, open_matter(host).number, by="市优化办")
        host.order_events()
        at, seen = views.instances, host.instance(number)
        wanted = select(Claim.customer, at.c.state, at.c.light, at.c.due_on, at.c.due_at, at.c.opened_at).join(
            at, at.c.number == Claim.matter
        )
        assert session.exec(wanted).all() == [("王", "整改", "green", seen.due_on, seen.due_at, seen.opened_at)]
        clock = select(views.clocks.c.clock, views.clocks.c.status, views.clocks.c.due_on, views.clocks.c.due_at)
        (due,) = host.why_due(number)
        clocks = session.exec(clock.where(views.clocks.c.number == number)).all()
        assert clocks == [("办理时限", "running", due.due_on, due.due_at)]
        mine = select(views.units.c.role).where(views.units.c.unit == "市住建局", views.units.c.number == number)
        assert session.exec(mine).scalars().all() == ["responsible"]
        fields = select(views.fields.c.field, views.fields.c.value).where(views.fields.c.number == number)
        assert session.exec(fields).all() == [("measure", "增开窗口")], "private ones are not there"
        entries = select(views.history.c.seq, views.history.c.kind, views.history.c.trigger)
        entries = entries.where(views.history.c.number == number).order_by(views.history.c.seq)
        assert session.exec(entries).all()[:2] == [(1, "open", None), (2, "act", "签收")]
        placed = select(views.events.c.position, views.events.c.number, views.events.c.seq)
        assert session.exec(placed.order_by(views.events.c.position)).all() == [
            (event.position, event.number, event.seq) for event in host.events().events
        ]
        assert session.exec(select(views.links.c.kind, views.links.c.number)).first() is not None
        by_state = select(at.c.state, func.count()).group_by(at.c.state).order_by(at.c.state)
        assert dict(session.exec(by_state).all()) == {"交办": 1, "整改": 1}


def test_no_private_value_stands_in_a_view(host: Engine, theirs: SqlEngine, open_matter: OpenMatter) -> None:
    number = open_matter(host, data={"reporter": "王某某"}).number
    host.remark(number, "只给办公室看", by="市优化办", to="office")
    host.order_events()
    with theirs.connect() as connection:
        for name in COLUMNS:
            told = repr(connection.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608 - constants
            assert "王某某" not in told
            assert "只给办公室看" not in told


def test_a_foreign_key_holds_and_their_tools_see_nothing_of_ours(
    host: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    assert not [name for name in Base.metadata.tables if name.startswith("duban")]
    with theirs.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        removed = [each[1].name for each in compare_metadata(context, MetaData())]
        assert removed == ["claim"], "which is theirs, and not in this MetaData"
    open_matter(host)
    with Session(theirs) as session:
        if theirs.dialect.name == "sqlite":
            session.exec(text("PRAGMA foreign_keys = ON"))  # type: ignore[call-overload]
        session.add(Claim(customer="王", matter="WT-1999-0001"))
        with pytest.raises(IntegrityError):
            session.flush()


def test_their_row_that_points_at_an_instance_holds_up_no_act(
    host: Engine, theirs: SqlEngine, backend: str, open_matter: OpenMatter
) -> None:
    if backend == "sqlite":
        pytest.skip("a SQLite file has one writer at a time")
    number = open_matter(host).number
    with Session(theirs) as session:
        session.add(Claim(customer="王", matter=number))
        session.flush()
        assert host.fire(number, "签收", by="市住建局").state == "整改"
        session.commit()


def test_views_that_are_gone_come_back_and_are_in_the_way_of_no_rebuilding(
    host: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    open_matter(host)
    with theirs.begin() as connection:
        connection.execute(text("CREATE VIEW their_own AS SELECT number FROM duban_v_instance"))
        if theirs.dialect.name == "sqlite":
            connection.execute(text("DROP VIEW duban_v_event"))
            connection.execute(text("DROP VIEW duban_v_unit"))
        else:
            connection.execute(text("DROP VIEW duban_v_event, duban_v_unit"))
    host.create_tables()
    with theirs.connect() as connection:
        assert set(COLUMNS) <= set(inspect(connection).get_view_names())
        assert connection.execute(text("SELECT count(*) FROM their_own")).scalar() == 1
    assert not [name for name in ours.tables if name.startswith("duban_v_")]


def test_each_schema_has_its_views(theirs: SqlEngine, matter_file: Path, open_matter: OpenMatter) -> None:
    if theirs.dialect.name == "sqlite":
        pytest.skip("SQLite has no schemas")
    found = {}
    for place, name in enumerate(("tenant_a", "tenant_b"), 1):
        with theirs.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {name}"))
        url = theirs.url.update_query_dict({"options": f"-c search_path={name}"})
        engine = Engine(bind=create_engine(url), scenarios=[matter_file])
        engine.create_tables()
        for _ in range(place):
            open_matter(engine)
        assert engine.order_events().last == place
        engine.database.engine.dispose()
    with theirs.begin() as connection:
        for name in ("tenant_a", "tenant_b"):
            found[name] = connection.execute(text(f"SELECT count(*) FROM {name}.duban_v_event")).scalar()  # noqa: S608
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    assert found == {"tenant_a": 1, "tenant_b": 2}
