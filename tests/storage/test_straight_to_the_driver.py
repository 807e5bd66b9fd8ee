"""Statements that were made once go straight to the driver, unless somebody listens to them."""

from __future__ import annotations

import cProfile
import pstats
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, event, insert

from duban.storage import Database
from duban.storage.connection import Prepared

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Postgres

    from duban import Engine


def through_sqlalchemy(engine: Engine, number: str) -> int:
    """Return how many statements of an act SQLAlchemy executed itself."""
    profile = cProfile.Profile()
    profile.runcall(engine.fire, number, "签收", by="市住建局")
    names = [name for _, _, name in pstats.Stats(profile).stats]  # type: ignore[attr-defined]
    return sum(name in {"_execute_context", "_exec_driver_sql"} for name in names)


def test_an_act_on_our_own_database_does_not_wait_for_sqlalchemy_s_events(
    make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    engine.fire(open_matter(engine).number, "签收", by="市住建局")  # what is made once is made now
    assert through_sqlalchemy(engine, open_matter(engine).number) == 0


@pytest.mark.parametrize("heard", ["do_execute", "before_cursor_execute"])
def test_whoever_listens_hears_every_statement(make_engine: MakeEngine, open_matter: OpenMatter, heard: str) -> None:
    engine = make_engine()
    number, said = open_matter(engine).number, []
    place = {"do_execute": 1, "before_cursor_execute": 2}[heard]

    def hear(*arguments: object) -> None:
        said.append(str(arguments[place]).split(maxsplit=1)[0])

    event.listen(engine.database.engine, heard, hear)
    engine.fire(number, "签收", by="市住建局")
    event.remove(engine.database.engine, heard, hear)
    # On PostgreSQL what an act writes is one statement, which begins with WITH.
    assert "SELECT" in said
    assert {"INSERT", "WITH"} & set(said)


def test_rows_go_as_arrays_though_an_application_s_own_engine_was_first(postgres: Postgres) -> None:
    """A host's engine takes values by their names: what was prepared for it is not for ours."""
    name = postgres.create()
    ours = Database.from_url(postgres.url(name))
    host = create_engine(postgres.url(name))
    table = Table("numbered", MetaData(), Column("number", Integer(), primary_key=True))
    statement = Prepared(insert(table))
    rows = [(number,) for number in range(20)]
    try:
        with host.begin() as connection:
            table.create(connection)
            statement.run_in_order(connection, ("number",), rows)
            connection.execute(table.delete())
        with ours.writing() as connection:
            assert len(statement.said(connection, ("number",), rows)) == 1
            assert "unnest" in statement.said(connection, ("number",), rows)[0][0]
            statement.run_in_order(connection, ("number",), rows)
            assert len(connection.execute(table.select()).all()) == len(rows)
    finally:
        host.dispose()
        ours.close()
        postgres.drop(name)
