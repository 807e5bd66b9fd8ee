"""Being told of acts in the caller's transaction: inside of it, and after their commit, not before and not without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy.orm
import sqlmodel
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import QueuePool

from duban import Objection, SessionNeeded, TransitionRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine, OpenMatter, Rows
    from sqlalchemy.engine import Engine as SqlEngine
    from sqlalchemy.orm import Session

    from duban import Engine, Happening

HOST = sqlalchemy.orm.registry()


class Theirs(sqlmodel.SQLModel, registry=HOST):
    """The base of the application's tables, apart from those of other tests."""


class Order(Theirs, table=True):
    """A table of the application's own."""

    __tablename__ = "host_order"
    id: int | None = sqlmodel.Field(default=None, primary_key=True)
    number: str
    status: str = sqlmodel.Field(unique=True)


@pytest.fixture(params=["many connections", "one connection"])
def theirs(request: pytest.FixtureRequest, database_url: str) -> Iterator[SqlEngine]:
    """Give the application's engine with its own table."""
    url, options = make_url(database_url), dict[str, Any]()
    if url.get_backend_name() != "sqlite":
        url = url.set(drivername="postgresql+psycopg")
    if request.param == "one connection":
        options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 0.2}
    bind = create_engine(url, **options)
    Theirs.metadata.create_all(bind)
    yield bind
    bind.dispose()


@pytest.fixture
def guest(theirs: SqlEngine, make_engine: MakeEngine) -> Engine:
    return make_engine(bind=theirs)


@pytest.fixture
def told(guest: Engine) -> list[str]:
    """Give what is told after commits."""
    found: list[str] = []
    guest.on("entry", lambda happening: found.append(f"{happening.number} {happening.to_state}"))
    return found


def orders(bind: SqlEngine) -> list[tuple[str, str]]:
    with bind.connect() as connection:
        found = connection.execute(text("SELECT number, status FROM host_order ORDER BY status"))
        return [(number, status) for number, status in found]


def noting(happening: Happening, session: Session) -> None:
    """Write a row by the ORM."""
    session.add(Order(number=happening.number, status=happening.to_state or ""))


def test_a_session_is_told_of_once_it_has_committed(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    with sqlmodel.Session(theirs) as session:
        item = open_matter(guest, session=session)
        guest.fire(item.number, "签收", by="市住建局", session=session)
        session.flush()
        assert told == []
        session.commit()
        assert told == [f"{item.number} 交办", f"{item.number} 整改"]
        session.execute(text("SELECT 1"))
        session.commit()
    assert len(told) == 2


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_nobody_is_told_of_what_was_rolled_back(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str], end: str
) -> None:
    with sqlmodel.Session(theirs) as session:
        open_matter(guest, session=session)
        getattr(session, end)()
        session.execute(text("SELECT 1"))
        session.commit()
    assert told == []
    with theirs.connect() as connection:
        open_matter(guest, session=connection)
        getattr(connection, end)()
    with theirs.begin() as connection:
        connection.execute(text("SELECT 1"))
    assert told == []


def test_a_savepoint_that_is_rolled_back_takes_what_was_told_of_in_it(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    with sqlmodel.Session(theirs) as session:
        kept = open_matter(guest, session=session).number
        with session.begin_nested():
            guest.fire(kept, "签收", by="市住建局", session=session)
        inner = session.begin_nested()
        guest.fire(kept, "申请销号", by="市住建局", data={"measure": "…"}, session=session)
        inner.rollback()
        guest.fire(kept, "挂起", by="市优化办", session=session)
        session.commit()
    assert told == [f"{kept} 交办", f"{kept} 整改", f"{kept} 挂账"]


def test_a_savepoint_that_was_there_before_counts_as_well(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    number = open_matter(guest).number
    told.clear()
    with theirs.begin() as connection:
        connection.execute(text("INSERT INTO host_order (number, status) VALUES ('1', 'a')"))
        outer = connection.begin_nested()
        guest.fire(number, "签收", by="市住建局", session=connection)
        outer.rollback()
        guest.fire(number, "补充", by="市住建局", session=connection)
    assert told == [f"{number} 整改"]


def test_a_bare_connection_is_told_of_after_its_commit_and_may_go_on(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    with theirs.connect() as connection:
        open_matter(guest, session=connection)
        connection.commit()
        assert len(told) == 1
        open_matter(guest, session=connection)
        connection.rollback()
        open_matter(guest, session=connection)
        assert len(told) == 1
        connection.commit()
    assert len(told) == 2
    assert not {name for name in vars(connection) if name.endswith("_impl")}


def test_a_session_inside_of_their_own_connection_is_told_of_when_that_commits(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    with theirs.connect() as connection:
        outer = connection.begin()
        with sqlmodel.Session(connection, join_transaction_mode="create_savepoint") as session:
            open_matter(guest, session=session)
            session.commit()
            assert told == []
            open_matter(guest, session=session)
            session.rollback()
        outer.commit()
    assert len(told) == 1


def test_a_scoped_session_can_be_used_by_the_listener_itself(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    sessions = sqlalchemy.orm.scoped_session(sqlalchemy.orm.sessionmaker(theirs))

    def after(happening: Happening) -> None:
        sessions.add(Order(number=happening.number, status="told"))
        sessions.commit()

    guest.on("opening", after)
    number = open_matter(guest, session=sessions).number
    sessions.commit()
    sessions.remove()
    assert orders(theirs) == [(number, "told")]


def test_after_a_session_s_commit_verbs_find_a_free_connection(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    guest.on("opening", lambda happening: guest.fire(happening.number, "签收", by="市住建局"))
    with sqlmodel.Session(theirs) as session:
        number = open_matter(guest, session=session).number
        session.commit()
    assert guest.instance(number).state == "整改"


def test_a_failing_commit_tells_nobody(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    with sqlmodel.Session(theirs) as session:
        session.add(Order(number="1", status="twin"))
        session.commit()
        open_matter(guest, session=session)
        session.add(Order(number="2", status="twin"))
        with pytest.raises(IntegrityError):
            session.commit()
    assert told == []


def test_inside_a_listener_writes_by_the_session_that_the_caller_has(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    mine: list[object] = []
    guest.on("opening", lambda _, session: mine.append(session), when="inside")
    guest.on("opening", noting, when="inside")
    with sqlmodel.Session(theirs) as session:
        number = open_matter(guest, session=session).number
        assert mine == [session]
        assert [each.number for each in session.exec(sqlmodel.select(Order))] == [number]
        session.commit()
    assert orders(theirs) == [(number, "交办")]
    with theirs.begin() as connection:
        guest.off(noting)
        guest.on("opening", lambda _, by: by.add(Order(number="x", status="by core")), when="inside")
        open_matter(guest, session=connection)
    assert len(orders(theirs)) == 2


def test_an_objection_leaves_the_caller_s_transaction_as_it_was(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, rows: Rows, told: list[str]
) -> None:
    number = open_matter(guest).number
    told.clear()
    reason = ["closed"]

    def objecting(happening: Happening, session: Session) -> None:
        noting(happening, session)
        if reason:
            raise Objection(reason[0])

    guest.on("entry", objecting, when="inside")
    before = rows()
    with sqlmodel.Session(theirs) as session:
        session.add(Order(number="mine", status="mine"))
        with pytest.raises(TransitionRefused, match="closed"):
            guest.fire(number, "签收", by="市住建局", key="k", session=session)
        with pytest.raises(TransitionRefused, match="closed"):
            open_matter(guest, key="o", session=session)
        session.add(Order(number="also", status="mine as well"))
        session.commit()
    assert rows() == before
    assert orders(theirs) == [("mine", "mine"), ("also", "mine as well")]
    assert told == []
    reason.clear()
    with sqlmodel.Session(theirs) as session:
        assert guest.fire(number, "签收", by="市住建局", key="k", session=session).state == "整改"
        assert open_matter(guest, key="o", session=session).number == "SX-2024-0002"
        session.commit()
    assert guest.verify().ok


@pytest.mark.parametrize("way", ["session", "connection"])
def test_a_statement_of_a_listener_that_fails_costs_the_caller_nothing(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, rows: Rows, way: str
) -> None:
    number = open_matter(guest).number

    def clumsy(_happening: Happening, session: Session) -> None:
        session.add(Order(number="1", status="twin"))
        session.flush()
        session.add(Order(number="2", status="twin"))

    guest.on("act", clumsy, when="inside")
    before = rows()
    with sqlmodel.Session(theirs) if way == "session" else theirs.connect() as session:
        session.execute(text("INSERT INTO host_order (number, status) VALUES ('0', 'mine')"))
        with pytest.raises(IntegrityError):
            guest.fire(number, "签收", by="市住建局", session=session)
        session.execute(text("INSERT INTO host_order (number, status) VALUES ('0', 'mine too')"))
        session.commit()
    assert orders(theirs) == [("0", "mine"), ("0", "mine too")]
    assert rows() == before


def test_another_session_than_the_caller_s_is_refused_inside(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter
) -> None:
    if theirs.pool.size() == 1:  # type: ignore[attr-defined]
        pytest.skip("there is no other")
    number = open_matter(guest).number

    def wrong(happening: Happening, _session: Session) -> None:
        with sqlmodel.Session(theirs) as other, pytest.raises(SessionNeeded):
            guest.instance(happening.number, session=other)

    guest.on("act", wrong, when="inside")
    with sqlmodel.Session(theirs) as session:
        guest.fire(number, "签收", by="市住建局", session=session)
        session.commit()


def test_what_listens_adds_nothing_to_the_application_s_engine(
    guest: Engine, theirs: SqlEngine, open_matter: OpenMatter, told: list[str]
) -> None:
    guest.on("opening", lambda *_: None, when="inside")
    with sqlmodel.Session(theirs) as session:
        open_matter(guest, session=session)
        session.commit()
    assert len(told) == 1
    assert not theirs._has_events
