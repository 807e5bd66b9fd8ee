"""A guest in the caller's transaction: their commit is ours, their rollback too, and a refusal costs nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy.orm
import sqlmodel
from sqlalchemy import create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from duban import InvalidData, KeyReused, StorageBusy, TransitionConflict, TransitionRefused, UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from conftest import MakeEngine, OpenMatter, Rows
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine

    from duban import Engine

    Way = Callable[[SqlEngine], AbstractContextManager[tuple[Any, Callable[[str], object]]]]

HOST = sqlalchemy.orm.registry()


class Petition(sqlmodel.SQLModel, registry=HOST):
    """The base of the application's tables, apart from those of other tests."""


class Letter(Petition, table=True):
    """A table of the application's own."""

    __tablename__ = "letter"
    id: int | None = sqlmodel.Field(default=None, primary_key=True)
    text: str
    number: str | None = None


def documented_begin(bind: SqlEngine) -> None:
    """Take transactions out of pysqlite's hands, as SQLAlchemy's documentation tells applications to."""

    @event.listens_for(bind, "connect")
    def _connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
        connection.isolation_level = None

    @event.listens_for(bind, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


@pytest.fixture(params=["plain", "strict", "one connection"])
def theirs(request: pytest.FixtureRequest, database_url: str) -> Iterator[SqlEngine]:
    """Give the application's engine, with its own table, in the ways in which applications set one up."""
    url = make_url(database_url)
    options: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": 0.2}
    else:
        url = url.set(drivername="postgresql+psycopg")
    if request.param == "one connection":
        # Whoever opens a second connection beside the caller's waits here for ever, or fails at once.
        options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 0.2}
    if request.param == "strict" and url.get_backend_name() == "postgresql":
        options["isolation_level"] = "SERIALIZABLE"
    bind = create_engine(url, **options)
    if request.param == "strict" and url.get_backend_name() == "sqlite":
        documented_begin(bind)
    Petition.metadata.create_all(bind)
    yield bind
    bind.dispose()


@pytest.fixture
def guest(theirs: SqlEngine, make_engine: MakeEngine) -> Engine:
    """Give an engine that lives in the application's database."""
    return make_engine(bind=theirs)


@contextmanager
def sqlmodel_session(bind: SqlEngine) -> Iterator[tuple[Any, Callable[[str], object]]]:
    with sqlmodel.Session(bind) as session:
        yield session, lambda text: session.add(Letter(text=text))


@contextmanager
def sqlalchemy_session(bind: SqlEngine) -> Iterator[tuple[Any, Callable[[str], object]]]:
    with sqlalchemy.orm.Session(bind) as session:
        yield session, lambda text: session.add(Letter(text=text))


@contextmanager
def scoped_sessions(bind: SqlEngine) -> Iterator[tuple[Any, Callable[[str], object]]]:
    session = sqlalchemy.orm.scoped_session(sqlalchemy.orm.sessionmaker(bind))
    yield session, lambda text: session.add(Letter(text=text))
    session.remove()


@contextmanager
def bare_connection(bind: SqlEngine) -> Iterator[tuple[Any, Callable[[str], object]]]:
    with bind.connect() as connection:
        yield connection, lambda text: connection.execute(Letter.__table__.insert(), {"text": text})


WAYS = [sqlmodel_session, sqlalchemy_session, scoped_sessions, bare_connection]


def letters(bind: SqlEngine) -> list[str]:
    with bind.connect() as connection:
        return list(connection.execute(select(Letter.__table__.c.text)).scalars())


@contextmanager
def overheard(bind: SqlEngine) -> Iterator[list[str]]:
    """Yield all that is said to the database, commits and rollbacks included."""
    said: list[str] = []

    def statement(_connection: object, _cursor: object, text: str, *_: object) -> None:
        said.append(text)

    listeners: list[tuple[str, Any]] = [
        ("before_cursor_execute", statement),
        ("commit", lambda _: said.append("COMMIT")),
        ("rollback", lambda _: said.append("ROLLBACK")),
        ("savepoint", lambda *_: said.append("SAVEPOINT")),
    ]
    for name, listener in listeners:
        event.listen(bind, name, listener)
    try:
        yield said
    finally:
        for name, listener in listeners:
            event.remove(bind, name, listener)


@pytest.mark.parametrize("way", WAYS)
def test_the_callers_commit_keeps_their_rows_and_ours(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, way: Way
) -> None:
    with way(theirs) as (session, write):
        write("来信")
        item = open_matter(guest, session=session, data={"reporter": "王某"})
        guest.fire(item.number, "签收", by="市住建局", session=session)
        guest.assign(item.number, "responsible", ["市教育局"], by="市优化办", session=session)
        session.commit()
    assert letters(theirs) == ["来信"]
    assert guest.instance(item.number).state == "整改"
    assert guest.instance(item.number).units["responsible"] == ("市教育局",)
    assert guest.verify().ok


@pytest.mark.parametrize("way", WAYS)
def test_the_callers_rollback_takes_our_rows_along(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, rows: Rows, way: Way
) -> None:
    number = open_matter(guest).number
    before = rows()
    with way(theirs) as (session, write):
        write("来信")
        other = open_matter(guest, session=session, source="省平台", external_no="7", key="k")
        guest.fire(number, "签收", by="市住建局", session=session)
        guest.fire(other.number, "签收", by="市住建局", session=session)
        guest.assign(number, "responsible", ["市教育局"], by="市优化办", session=session)
        session.rollback()
    assert letters(theirs) == []
    assert rows() == before
    again = open_matter(guest, source="省平台", external_no="7", key="k", title="换了说法")
    assert (again.number, again.title) == ("SX-2024-0002", "换了说法")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_expected_to_go_wrong_changes_nothing_and_leaves_their_transaction_usable(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, rows: Rows, way: Way
) -> None:
    item = open_matter(guest, source="省平台", external_no="7", key="opened")
    guest.fire(item.number, "签收", by="市住建局", key="signed")
    before = rows()
    number = item.number
    outcomes: list[tuple[type[Exception] | None, Callable[[Any], object]]] = [
        (TransitionRefused, lambda s: guest.fire(number, "签收", by="市住建局", session=s)),
        (TransitionRefused, lambda s: guest.fire(number, "通过", by="市教育局", session=s)),
        (TransitionConflict, lambda s: guest.fire(number, "挂起", by="市优化办", expect=1, session=s)),
        (TransitionRefused, lambda s: open_matter(guest, by="市教育局", session=s)),
        (TransitionRefused, lambda s: guest.assign(number, "lead", ["市教育局"], by="市教育局", session=s)),
        (UnknownInstance, lambda s: guest.fire("SX-2024-0099", "签收", by="市住建局", session=s)),
        (UnknownInstance, lambda s: guest.instance("SX-2024-0099", session=s)),
        (InvalidData, lambda s: guest.fire(number, "申请销号", by="市住建局", data={"x": 1}, session=s)),
        (KeyReused, lambda s: guest.fire(number, "挂起", by="市优化办", key="signed", session=s)),
        (KeyReused, lambda s: open_matter(guest, title="另一件事", key="opened", session=s)),
        (KeyReused, lambda s: open_matter(guest, key="signed", session=s)),
        (None, lambda s: open_matter(guest, source="省平台", external_no="7", title="同一件事", session=s)),
        (None, lambda s: open_matter(guest, source="省平台", external_no="7", key="opened", session=s)),
        (None, lambda s: guest.fire(number, "签收", by="市住建局", key="signed", session=s)),
    ]
    with way(theirs) as (session, write):
        write("前")
        for kind, attempt in outcomes:
            if kind is None:
                assert getattr(attempt(session), "number") == number  # noqa: B009 - the attempts' type is open
            else:
                with pytest.raises(kind):
                    attempt(session)
        write("后")
        session.commit()
    assert letters(theirs) == ["前", "后"]
    assert rows() == before
    assert guest.verify().ok


def test_nothing_of_ours_commits_rolls_back_or_saves_a_point_in_their_transaction(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    number = open_matter(guest).number
    with sqlmodel.Session(theirs) as session, overheard(theirs) as said:
        session.add(Letter(text="来信"))
        open_matter(guest, session=session, key="k", source="a", external_no="b")
        guest.fire(number, "签收", by="市住建局", session=session)
        guest.instance(number, session=session)
        guest.find(session=session)
        guest.history(number, session=session)
        guest.allowed(number, by="市住建局", session=session)
        with pytest.raises(TransitionRefused):
            guest.fire(number, "签收", by="市住建局", session=session)
        assert len(said) > 10
        assert [text for text in said if text.split()[0] in {"COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}] == []
        assert session.in_transaction()
        session.rollback()


def test_what_was_done_in_their_transaction_is_seen_there_and_nowhere_else(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    with sqlmodel.Session(theirs) as session:
        number = open_matter(guest, session=session).number
        guest.fire(number, "签收", by="市住建局", session=session)
        assert guest.instance(number, session=session).state == "整改"
        assert [item.number for item in guest.find(unit="市住建局", session=session)] == [number]
        assert [entry.kind for entry in guest.history(number, session=session)] == ["open", "act"]
        assert [answer.clock for answer in guest.why_due(number, session=session)] == ["办理时限"]
        assert guest.why_escalated(number, session=session) == ()
        assert rows()["duban_instance"] == []
        session.rollback()
    with pytest.raises(UnknownInstance):
        guest.instance(number)


@pytest.mark.usefixtures("english")
def test_a_lock_that_somebody_else_holds_is_busy_and_not_a_refusal(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, make_engine: MakeEngine
) -> None:
    number = open_matter(guest).number
    holder = make_engine()
    sqlite = theirs.dialect.name == "sqlite"
    with holder.database.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "SELECT * FROM duban_instance FOR UPDATE")
        with sqlmodel.Session(theirs) as session:
            if not sqlite:
                session.connection().exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            with pytest.raises(StorageBusy, match="nothing was changed; try again"):
                guest.fire(number, "签收", by="市住建局", session=session)
            session.rollback()
        other.rollback()
    assert guest.fire(number, "签收", by="市住建局").state == "整改"


def test_the_very_first_verb_may_already_be_in_their_transaction(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    with sqlmodel.Session(theirs) as session:
        session.connection()
        assert make_engine(bind=theirs).find(session=session) == []
        assert make_engine(bind=theirs).opened("a", "b", session=session) is None
        assert open_matter(make_engine(bind=theirs), session=session).number == "SX-2024-0001"
        assert make_engine(bind=theirs).fire("SX-2024-0001", "签收", by="市住建局", session=session).state == "整改"
        session.commit()


def test_something_that_is_no_session_is_refused_by_name(guest: Engine, open_matter: OpenMatter) -> None:
    with pytest.raises(TypeError, match="Session or a Connection, not str"):
        open_matter(guest, session="theirs")


def their_bind(url: str, **options: Any) -> SqlEngine:  # noqa: ANN401 - as create_engine takes them
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    return create_engine(parsed if sqlite else parsed.set(drivername="postgresql+psycopg"), **options)


@pytest.mark.usefixtures("english")
def test_a_session_without_transactions_is_refused_before_anything_is_written(
    database_url: str, make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    bind = their_bind(database_url)
    engine, before = make_engine(bind=bind), rows()
    with sqlmodel.Session(bind.execution_options(isolation_level="AUTOCOMMIT")) as session:
        with pytest.raises(ValueError, match="AUTOCOMMIT mode, so there is no transaction to join"):
            open_matter(engine, session=session)
        assert engine.find(session=session) == []
    assert rows() == before
    bind.dispose()


def test_a_command_is_one_transaction_though_their_engine_commits_every_statement(
    database_url: str, make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    bind = their_bind(database_url, isolation_level="AUTOCOMMIT")
    engine, before = make_engine(bind=bind), rows()

    def cut(_connection: object, _cursor: object, text: str, *_: object) -> None:
        if text.startswith("INSERT INTO duban_history"):
            raise KeyboardInterrupt

    event.listen(bind, "before_cursor_execute", cut)
    with pytest.raises(KeyboardInterrupt):
        open_matter(engine)
    event.remove(bind, "before_cursor_execute", cut)
    assert rows() == before
    assert open_matter(engine).number == "SX-2024-0001"
    bind.dispose()


@pytest.mark.usefixtures("english")
def test_waiting_in_vain_for_one_of_their_connections_is_busy(database_url: str, make_engine: MakeEngine) -> None:
    bind = their_bind(database_url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.1)
    engine = make_engine(bind=bind)
    with bind.connect(), pytest.raises(StorageBusy, match="no connection to the database is free"):
        engine.find()
    bind.dispose()
