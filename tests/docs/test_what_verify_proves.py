"""The table on the page about `duban verify` is true, row by row: each edit is made, and leaves what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from edits import EDITS
from pages import DOCS
from rich_office import RECURRING, SCENARIOS, Post, fill, keep_file, people
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from duban import Engine
from duban.testing import FixedClock
from duban.workflow.reads import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine

    from duban import Verification

PAGE = (DOCS / "why" / "what-verify-proves.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| (.+?) \| (named|counted|anchors|nothing) \|$", PAGE, re.MULTILINE))
NOW = FixedClock("2024-07-02T09:05+08:00").now()


def play(url: str) -> None:
    """Fill a database, and go on until recurring work is open and one item has to be told of another."""
    fill(url)
    keep_file(url)
    clock = FixedClock(NOW)
    with Engine(
        url, scenarios=[*SCENARIOS, RECURRING], directory=people(), channels={"email": Post}, clock=clock
    ) as engine:
        engine.sweep()
        engine.fire("FX-2024-003", "完成", by="市公安局")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlEngine]:
    """Give the database of an office that has rows in every table, as somebody with its password opens it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.db'}"
        play(url)
        yield create_engine(url, poolclass=NullPool)
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    play(server.url(name))
    engine = create_engine(make_url(server.url(name)), poolclass=NullPool)
    yield engine
    engine.dispose()
    server.drop(name)


@pytest.fixture(scope="module")
def before(office: SqlEngine) -> Verification:
    """Verify the office before anybody has edited it."""
    with office.connect() as connection:
        found = verify(connection, now=NOW)
    assert found.findings == ()
    return found


@pytest.fixture
def connection(office: SqlEngine) -> Iterator[Connection]:
    """Open a transaction in which everything may be done, and which is rolled back."""
    with office.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")  # no foreign key stops an attacker
        yield connection
        connection.rollback()


def left(connection: Connection, before: Verification) -> str:
    """Return what an edit has left, in the words of the page."""
    now = verify(connection, now=NOW)
    if not now.ok:
        return "named"
    if (now.erased, now.unbound, now.unjudged) != (before.erased, before.unbound, before.unjudged):
        return "counted"
    return "nothing" if verify(connection, heads=before.heads, chains=before.chains, now=NOW).ok else "anchors"


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_leaves_what_the_page_says(edit: str, connection: Connection, before: Verification) -> None:
    EDITS[edit](connection)
    assert left(connection, before) == ROWS[edit]


def test_the_table_has_every_edit_that_is_made_and_no_other() -> None:
    assert list(ROWS) == list(EDITS)
