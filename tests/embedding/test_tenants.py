"""Tenants in schemas of one PostgreSQL database: neither sees a row of the other, by any verb."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlmodel
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from duban import (
    Contact,
    Directory,
    Engine,
    Evidence,
    Level,
    SchemaMissing,
    StorageUnavailable,
    TransitionRefused,
    Unit,
    UnknownFile,
    UnknownInstance,
)
from duban.testing import RecordingNotifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.testing import FixedClock

    Tenant = Callable[[str], tuple[Engine, RecordingNotifier]]

UNITS: dict[str, Any] = {"lead": "市优化办", "responsible": ["市住建局"]}
FIRST, SECOND = "a", "B 2"  # one that has to be quoted


@pytest.fixture
def sql(postgres: Any) -> Iterator[SqlEngine]:  # noqa: ANN401 - the server of the session
    """Give the application's engine on a database with a schema for each of two tenants."""
    name = postgres.create()
    made = create_engine(make_url(postgres.url(name)))
    with made.begin() as connection:
        for schema in (FIRST, SECOND):
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))
            connection.execute(text(f'CREATE TABLE "{schema}".letter (number text)'))
    yield made
    made.dispose()
    postgres.drop(name)


def mapped(sql: SqlEngine, schema: str) -> SqlEngine:
    return sql.execution_options(schema_translate_map={None: schema})


@pytest.fixture
def tenant(sql: SqlEngine, matter_file: Path, clock: FixedClock, tmp_path: Path) -> Tenant:
    """Give what makes an engine for a tenant, with its tables and its own people."""

    def made(schema: str) -> tuple[Engine, RecordingNotifier]:
        mailbox = RecordingNotifier()
        engine = Engine(
            bind=mapped(sql, schema),
            scenarios=[matter_file],
            channels={"email": lambda: mailbox},
            clock=clock,
            evidence=Evidence(folder=str(tmp_path / schema), free_mb=0),
        )
        engine.create_tables()
        engine.import_units([Unit("市优化办"), Unit("市住建局"), Unit(f"{schema}局")], by="市优化办")
        people = [
            Contact(unit, "甲", Level.HANDLER, email=f"{schema[0]}@example.org") for unit in ("市优化办", "市住建局")
        ]
        engine.import_contacts(people, by="市优化办")
        return engine, mailbox

    return made


def opened(engine: Engine, **options: Any) -> str:  # noqa: ANN401 - as Engine.open takes them
    return engine.open("matter", **{"title": "窗口排队过长", "units": UNITS, "by": "市优化办", **options}).number


def test_neither_sees_a_row_of_the_other(tenant: Tenant, clock: FixedClock, tmp_path: Path) -> None:
    (a, to_a), (b, to_b) = tenant(FIRST), tenant(SECOND)
    assert opened(a) == opened(b) == "SX-2024-0001"
    theirs = opened(b, title="乙的事", source="省平台", external_no="7", key="k")
    assert (len(a.find()), len(b.find())) == (1, 2)
    for ask in (a.instance, a.history, a.situation, a.why_due):
        with pytest.raises(UnknownInstance):
            ask(theirs)
    assert a.opened("省平台", "7") is None
    assert (a.find(text="乙的事"), len(b.find(text="乙的事"))) == ([], 1)
    assert opened(a, title="甲的事", source="省平台", external_no="7", key="k") == theirs  # a number of their own
    assert [a.instance(theirs).title, b.instance(theirs).title] == ["甲的事", "乙的事"]
    assert [[unit.name for unit in each.units()][2] for each in (a, b)] == ["a局", "B 2局"]

    note = tmp_path / "note.txt"
    note.write_text("证据", "utf-8")
    kept = b.put_file(note, by="市住建局")
    with pytest.raises(UnknownFile):
        a.open_file(theirs, kept["sha256"])
    a.tidy_files()
    assert [each.read_text("utf-8") for each in (tmp_path / SECOND).rglob("*") if each.is_file()] == ["证据"]

    b.fire("SX-2024-0001", "签收", by="市住建局")
    clock.advance(timedelta(days=60))
    assert a.sweep().fired > 0
    assert asyncio.run(a.deliver()).delivered > 0
    assert {sent.to for sent in to_a.sent} == {"a@example.org"}
    assert to_b.sent == []
    assert [entry.kind for entry in b.history("SX-2024-0001")] == ["open", "act"]
    assert b.sweep().fired > 0
    assert asyncio.run(b.deliver()).delivered > 0
    assert {sent.to for sent in to_b.sent} == {"B@example.org"}
    assert a.verify().ok
    assert b.verify().ok


def test_listeners_of_a_tenant_are_told_after_the_commit(sql: SqlEngine, tenant: Tenant) -> None:
    a = tenant(FIRST)[0]
    heard: list[str] = []
    a.on("opening")(lambda happening: heard.append(a.instance(happening.number).number))
    number = opened(a)
    assert heard == [number]
    with sqlmodel.Session(mapped(sql, FIRST)) as session:
        second = opened(a, session=session)
        assert heard == [number]
        session.commit()
    assert heard == [number, second]


@pytest.mark.parametrize("theirs", ["mapped", "plain", "path"])
def test_a_guest_works_in_the_engine_s_schema_and_leaves_their_path_as_it_was(
    sql: SqlEngine, tenant: Tenant, theirs: str
) -> None:
    a, b = tenant(FIRST)[0], tenant(SECOND)[0]
    other = opened(b)
    with sqlmodel.Session(mapped(sql, FIRST) if theirs == "mapped" else sql) as session:
        if theirs == "path":
            session.execute(text("SET LOCAL search_path TO a"))
        before = session.execute(text("SHOW search_path")).scalar()
        number = opened(a, session=session)
        with pytest.raises(TransitionRefused):
            a.fire(number, "通过", by="市教育局", session=session)
        assert a.fire(number, "签收", by="市住建局", session=session).state == "整改"
        session.execute(text("INSERT INTO a.letter VALUES (:number)"), {"number": number})
        assert session.execute(text("SHOW search_path")).scalar() == before
        session.commit()
    assert (a.instance(number).state, b.instance(other).state) == ("整改", "交办")
    assert a.verify().ok


def test_a_session_of_another_tenant_is_refused(sql: SqlEngine, tenant: Tenant, matter_file: Path) -> None:
    a = tenant(FIRST)[0]
    with sqlmodel.Session(mapped(sql, SECOND)) as session, pytest.raises(ValueError, match="schema_translate_map"):
        opened(a, session=session)
    none = Engine(bind=sql, scenarios=[matter_file])
    with sqlmodel.Session(mapped(sql, FIRST)) as session, pytest.raises(ValueError, match="schema_translate_map"):
        none.find(session=session)
    assert a.find() == []


def test_a_tenant_without_tables_does_not_use_those_of_all(sql: SqlEngine, matter_file: Path) -> None:
    Engine(bind=sql, scenarios=[matter_file]).create_tables()
    with pytest.raises(SchemaMissing):
        Engine(bind=mapped(sql, FIRST), scenarios=[matter_file]).find()


def test_an_engine_that_commits_every_statement_reads_its_own_tenant(
    sql: SqlEngine, tenant: Tenant, matter_file: Path
) -> None:
    opened(tenant(SECOND)[0])
    tenant(FIRST)
    hasty = Engine(
        bind=mapped(sql, FIRST).execution_options(isolation_level="AUTOCOMMIT"),
        scenarios=[matter_file],
        directory=Directory(),
    )
    assert hasty.find() == []
    assert opened(hasty).endswith("-0001")


def test_on_sqlite_a_schema_is_refused(tmp_path: Path, matter_file: Path) -> None:
    bind = mapped(create_engine(f"sqlite:///{tmp_path / 'app.db'}"), FIRST)
    with pytest.raises(StorageUnavailable, match="SQLite"):
        Engine(bind=bind, scenarios=[matter_file])
    bind.dispose()
