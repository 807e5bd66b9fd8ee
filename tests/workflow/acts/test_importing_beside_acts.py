"""A calendar that is imported while people act: each act stands, dated as if one had waited for the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from conftest import MakeEngine, OpenMatter

    from duban import Engine
    from duban.testing import FixedClock

PATIENCE = 60
"""Seconds after which what never ends is taken for that."""

CLOSED = {date(2024, 4, day): (False, "停电") for day in (8, 9)}
BEFORE, AFTER = date(2024, 4, 9), date(2024, 4, 11)
"""When five working days from 1 April are over: with all of them, and without the two."""


@pytest.fixture
def other(make_engine: MakeEngine) -> Engine:
    """Give a second engine on the same database, as another process has one."""
    made = make_engine()
    made.find()
    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Run what goes on beside the test."""
    with ThreadPoolExecutor(1) as threads:
        yield threads


def begin_beside(pool: ThreadPoolExecutor, engine: Engine, work: Callable[[], object]) -> Future[object]:
    """Let an engine begin a piece of work beside us; return once it waits for us, or is over."""
    begun = Event()

    def note(*_: object) -> None:
        begun.set()

    event.listen(engine.database.engine, "before_cursor_execute", note)
    working = pool.submit(work)
    try:
        assert begun.wait(PATIENCE)
        waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        # On SQLite there is one lock and nothing to ask: the first statement of whoever writes waits for it.
        while not engine.database.is_sqlite and not working.done():
            with engine.database.engine.connect() as look:
                if look.exec_driver_sql(waits).scalar_one():
                    break
    finally:
        event.remove(engine.database.engine, "before_cursor_execute", note)
    return working


@contextmanager
def once_it_has_read(engine: Engine, then: Callable[[], None]) -> Iterator[None]:
    """Do something as soon as an engine has read the instances that it works on."""
    done: list[str] = []

    def strike(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM duban_instance" in statement and not done:
            done.append(statement)
            then()

    event.listen(engine.database.engine, "after_cursor_execute", strike)
    try:
        yield
    finally:
        event.remove(engine.database.engine, "after_cursor_execute", strike)
    assert done


def test_who_acts_while_a_calendar_is_imported_waits_and_nothing_is_lost(
    engine: Engine, other: Engine, open_matter: OpenMatter, pool: ThreadPoolExecutor
) -> None:
    number = open_matter(engine).number
    acts: list[Future[object]] = []

    def act() -> None:
        acts.append(begin_beside(pool, other, lambda: other.fire(number, "签收", by="市住建局")))

    with once_it_has_read(engine, act):
        assert [one.due_on for one in engine.import_calendar("china", CLOSED).redated] == [AFTER]
    acts[0].result(PATIENCE)
    item = engine.instance(number)
    assert (item.state, item.due_on) == ("整改", AFTER)
    assert [entry.kind for entry in engine.history(number)] == ["open", "redate", "act"]
    assert engine.verify().ok


def test_what_resumes_while_a_calendar_is_imported_is_dated_by_the_new_one(
    engine: Engine, other: Engine, open_matter: OpenMatter, clock: FixedClock, pool: ThreadPoolExecutor
) -> None:
    number, twin = open_matter(engine).number, open_matter(engine).number
    for each in (number, twin):
        engine.fire(each, "签收", by="市住建局")
        engine.fire(each, "挂起", by="市优化办")
    clock.set("2024-04-02T10:00+08:00")
    acts: list[Future[object]] = []

    def resume() -> None:
        acts.append(begin_beside(pool, other, lambda: other.fire(number, "恢复", by="市优化办")))

    with once_it_has_read(engine, resume):
        engine.import_calendar("china", CLOSED)
    acts[0].result(PATIENCE)
    assert engine.instance(number).due_on == engine.fire(twin, "恢复", by="市优化办").due_on
    assert engine.verify().ok


def test_an_import_waits_for_an_act_that_is_under_way_and_dates_what_it_left(
    engine: Engine, other: Engine, open_matter: OpenMatter, pool: ThreadPoolExecutor
) -> None:
    number = open_matter(engine).number
    with engine.database.writing() as connection:
        assert engine.fire(number, "签收", by="市住建局", session=connection).due_on == BEFORE
        importing = begin_beside(pool, other, lambda: other.import_calendar("china", CLOSED))
    importing.result(PATIENCE)
    item = engine.instance(number)
    assert (item.state, item.due_on) == ("整改", AFTER)
    assert [entry.kind for entry in engine.history(number)] == ["open", "act", "redate"]
    assert engine.verify().ok


def test_what_is_being_opened_when_a_calendar_is_imported_is_dated_by_it(
    engine: Engine, other: Engine, open_matter: OpenMatter, pool: ThreadPoolExecutor
) -> None:
    open_matter(engine)
    with engine.database.writing() as connection:
        number = open_matter(engine, session=connection).number
        importing = begin_beside(pool, other, lambda: other.import_calendar("china", CLOSED))
    importing.result(PATIENCE)
    assert engine.instance(number).due_on == AFTER
    assert engine.verify().ok
