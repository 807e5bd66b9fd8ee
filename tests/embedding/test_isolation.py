"""Databases that let others go first, and transactions that others hold: who begins anew, and who is told what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, event
from sqlmodel import Session

from duban import Engine, StorageBusy, StorageConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Engine as SqlEngine

    from duban import Instance

pytestmark = pytest.mark.usefixtures("english")

LEVELS = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
MANY = 20


@pytest.fixture(params=[*LEVELS, "a database of ours"])
def shared(request: pytest.FixtureRequest, database_url: str, make_engine: Callable[..., Engine]) -> Iterator[Engine]:
    """Give an engine on an application's own, at each level of isolation, and one on an address."""
    if request.param not in LEVELS:
        yield make_engine(database_url)
        return
    if database_url.startswith("sqlite"):
        if request.param != "SERIALIZABLE":
            pytest.skip("SQLite knows no other level")
        sql = create_engine(database_url, connect_args={"timeout": 60})
    else:
        sql = create_engine(database_url, isolation_level=request.param, pool_size=MANY)
    yield make_engine(bind=sql)
    sql.dispose()


def test_twenty_at_once_all_open_one(shared: Engine, open_matter: Callable[[Engine], Instance]) -> None:
    with ThreadPoolExecutor(MANY) as threads:
        opened = list(threads.map(lambda _: open_matter(shared), range(MANY)))

    assert sorted(int(item.number[-4:]) for item in opened) == list(range(1, MANY + 1))
    assert shared.verify().ok


def test_all_who_act_on_one_instance_at_once_come_through(
    shared: Engine, open_matter: Callable[[Engine], Instance]
) -> None:
    number = open_matter(shared).number
    units = [f"市第{n}局" for n in range(10)]
    with ThreadPoolExecutor(10) as threads:
        list(
            threads.map(
                lambda unit: shared.assign(number, "responsible", [unit], by="市优化办", new_units=[unit]), units
            )
        )

    assert shared.instance(number).units["responsible"][0] in units
    assert sum(entry.trigger == "assign" or entry.kind == "assign" for entry in shared.history(number)) == 10
    assert shared.verify().ok


def repeatable(database_url: str) -> SqlEngine:
    """Return an application's engine whose transactions see what they saw at first."""
    if not database_url.startswith("sqlite"):
        return create_engine(database_url, isolation_level="REPEATABLE READ")
    sql = create_engine(database_url)

    @event.listens_for(sql, "connect")
    def _ours(raw: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
        raw.isolation_level = None

    @event.listens_for(sql, "begin")
    def _begins(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        connection.exec_driver_sql("BEGIN")

    return sql


def test_a_guest_is_told_to_begin_the_whole_transaction_anew(
    engine: Engine, database_url: str, make_engine: Callable[..., Engine], open_matter: Callable[[Engine], Instance]
) -> None:
    number = open_matter(engine).number
    sql = repeatable(database_url)
    theirs = make_engine(bind=sql)
    with Session(sql) as session:
        before = theirs.instance(number, session=session)
        engine.assign(number, "responsible", ["市教育局"], by="市优化办")
        with pytest.raises(StorageConflict, match="roll it back, and do all that was in it again") as told:
            theirs.assign(number, "responsible", ["市督考办"], by="市优化办", session=session)
        session.rollback()
        assert isinstance(told.value, StorageBusy)

        assert theirs.instance(number, session=session).version == before.version + 1
        done = theirs.assign(number, "responsible", ["市督考办"], by="市优化办", session=session)
        session.commit()
    assert engine.instance(number) == done
    sql.dispose()


def test_whoever_waits_for_a_transaction_of_others_is_told_after_the_time_that_was_set(
    engine: Engine, database_url: str, make_engine: Callable[..., Engine], open_matter: Callable[..., Instance]
) -> None:
    number = open_matter(engine).number
    sql = create_engine(database_url)
    theirs, hasty = make_engine(bind=sql), make_engine(database_url, wait_seconds=0.05)
    with Session(sql) as session:
        open_matter(theirs, session=session)
        theirs.assign(number, "responsible", ["市教育局"], by="市优化办", session=session)

        for act in (
            lambda: open_matter(hasty),
            lambda: hasty.assign(number, "responsible", ["市督考办"], by="市优化办"),
        ):
            with pytest.raises(StorageBusy, match="try again") as told:
                act()
            assert not isinstance(told.value, StorageConflict)
        session.rollback()
    assert open_matter(hasty).number == "SX-2024-0002"
    sql.dispose()


@pytest.mark.parametrize("wrong", [0, -1, "5", True])
def test_a_time_to_wait_is_a_time(wrong: Any) -> None:  # noqa: ANN401 - of the wrong kind
    with pytest.raises(ValueError, match="wait_seconds= is a time in seconds"):
        Engine("sqlite://", scenarios=["issue"], wait_seconds=wrong)
