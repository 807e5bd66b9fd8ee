"""The databases of tests: one of the test's own, or the application's, of which nothing is lost."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duban.storage import Database, emptying
from duban.workflow import Engine, throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine as SqlEngine


def empty(bind: SqlEngine) -> None:
    """Delete every row of every duban table, with the history: for test databases, and for nothing else.

    The tables stay, and those of the application are not touched. Counts start anew, so that the first instance of each
    test has the same number.
    """
    emptying.delete_rows(Database(bind, ours=False))


@contextmanager
def engine_for_test(bind: SqlEngine | None, **options: Any) -> Iterator[Engine]:  # noqa: ANN401 - as Engine takes them
    """Yield an engine that begins with nothing, on a database of its own or on that of `bind`.

    In the application's database our tables are made if they are missing. Rows that are there before the test are
    somebody's: then nothing begins. So all that is there at the end is the test's, and is deleted.

    Raises:
        NotEmpty: if the database of `bind` has rows of ours already.

    """
    if bind is None:
        with throwaway_engine(**options) as engine:
            yield engine
        return
    database = Database(bind, ours=False)
    with Engine(bind=bind, **options) as engine:
        engine.create_tables()
        emptying.require_no_rows(database)
        try:
            yield engine
        finally:
            emptying.delete_rows(database)
