"""An application that listens to its own SQLAlchemy engine hears us as well, and does not slow us down."""

from __future__ import annotations

import cProfile
import pstats
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine, OpenMatter

    from duban import Engine

ALL = (
    *("begin", "commit", "rollback", "savepoint", "engine_connect", "set_connection_execution_options"),
    *("before_cursor_execute", "after_cursor_execute"),
)
"""What applications listen to: the documented recipe for SQLite, tracers, counters of statements."""


@pytest.fixture
def theirs(database_url: str) -> Iterator[SqlEngine]:
    url = make_url(database_url)
    url = url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg")
    bind = create_engine(url)
    yield bind
    bind.dispose()


def through_sqlalchemy(act: Callable[[], object]) -> int:
    """Return how many of our statements SQLAlchemy executed itself."""
    profile = cProfile.Profile()
    profile.runcall(act)
    names = [name for _, _, name in pstats.Stats(profile).stats]  # type: ignore[attr-defined]
    return sum(name in {"_execute_context", "_exec_driver_sql"} for name in names)


@pytest.mark.parametrize("target", ["their engine", "every engine"])
@pytest.mark.parametrize("name", ALL)
def test_a_listener_of_theirs_does_not_cost_us_the_straight_way(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter, name: str, target: str
) -> None:
    engine, heard = make_engine(bind=theirs), list[object]()
    engine.fire(open_matter(engine).number, "签收", by="市住建局")  # what is made once is made now
    number = open_matter(engine).number
    on = theirs if target == "their engine" else SqlEngine

    def hear(*arguments: object) -> None:
        heard.append(arguments)

    event.listen(on, name, hear)
    try:
        assert through_sqlalchemy(lambda: engine.fire(number, "签收", by="市住建局")) == 0
    finally:
        event.remove(on, name, hear)
    assert heard or name in {"rollback", "savepoint", "engine_connect", "set_connection_execution_options"}


def test_a_tracer_may_keep_notes_on_the_context_and_sees_each_statement_to_its_end(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(bind=theirs)
    number, spans = open_matter(engine).number, list[tuple[str, bool]]()

    def before(_c: object, _k: object, text: str, _p: object, context: Any, many: bool) -> None:  # noqa: ANN401, FBT001
        context.span = (text, many)
        assert (context.statement, context.executemany) == context.span

    def after(_c: object, cursor: object, _t: object, _p: object, context: Any, _m: object) -> None:  # noqa: ANN401
        assert context.cursor is cursor
        spans.append(context.span)

    event.listen(theirs, "before_cursor_execute", before)
    event.listen(theirs, "after_cursor_execute", after)
    with Session(theirs) as session:
        engine.fire(number, "签收", by="市住建局", session=session)
        session.commit()
    said = [text.split(maxsplit=1)[0] for text, _ in spans]
    assert {"SELECT", "UPDATE"} <= set(said) or "WITH" in said


def test_whoever_changes_what_is_said_has_it_said_so(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(bind=theirs)
    number, said = open_matter(engine).number, list[str]()

    def comment(_c: object, _k: object, text: str, values: object, *_: object) -> tuple[str, object]:
        return f"{text} /* from the hall */", values

    event.listen(theirs, "before_cursor_execute", comment, retval=True)
    event.listen(theirs, "after_cursor_execute", lambda _c, _k, text, *_: said.append(text))
    assert engine.fire(number, "签收", by="市住建局").state == "整改"
    assert said
    assert all(text.endswith("/* from the hall */") for text in said)


def test_a_listener_that_raises_ends_the_act(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(bind=theirs)
    number = open_matter(engine).number

    def forbid(_c: object, _k: object, text: str, *_: object) -> None:
        if "duban_history" in text and "INSERT" in text:
            raise PermissionError

    event.listen(theirs, "before_cursor_execute", forbid)
    with pytest.raises(PermissionError):
        engine.fire(number, "签收", by="市住建局")
    event.remove(theirs, "before_cursor_execute", forbid)
    assert engine.fire(number, "签收", by="市住建局").state == "整改"


def test_whoever_rewrites_statements_before_they_are_compiled_is_heeded(
    theirs: SqlEngine, make_engine: MakeEngine, open_matter: OpenMatter, engine: Engine
) -> None:
    ours = make_engine(bind=theirs)
    number, heard = open_matter(engine).number, list[object]()
    event.listen(theirs, "before_execute", lambda *arguments: heard.append(arguments[1]))
    ours.fire(number, "签收", by="市住建局")
    assert heard
