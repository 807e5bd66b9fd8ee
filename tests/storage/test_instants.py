"""Instants: aware and in UTC by one column type on both databases; naive ones are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from duban.storage import Database, NaiveInstantStored
from duban.storage.tables import metadata
from duban.storage.types import Instant
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine

pytestmark = pytest.mark.usefixtures("english")

SHANGHAI, NEW_YORK = timezone(timedelta(hours=8)), timezone(timedelta(hours=-5))
MOMENTS = [
    datetime(2024, 4, 1, 0, 30, tzinfo=SHANGHAI),
    datetime(2024, 3, 31, 16, 29, 59, 999999, tzinfo=UTC),
    datetime(2024, 3, 31, 11, 30, 0, 1, tzinfo=NEW_YORK),
    datetime(2024, 3, 31, 16, 30, 1, tzinfo=UTC),
]


@pytest.fixture
def diary(empty_database_url: str) -> Iterator[tuple[Database, Table]]:
    """Give a table with nothing but instants in it."""
    database = Database.from_url(empty_database_url)
    made = Table("diary", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant()))
    made.create(database.engine)
    yield database, made
    database.close()


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(diary: tuple[Database, Table]) -> None:
    database, table = diary
    with database.writing() as connection:
        connection.execute(insert(table), [{"id": place, "at": at} for place, at in enumerate(MOMENTS)])
    with database.reading() as connection:
        found = list(connection.execute(select(table.c.at).order_by(table.c.id)).scalars())
    assert found == MOMENTS
    assert {at.tzinfo for at in found} == {UTC}


def test_the_hour_that_comes_twice_in_a_night_is_two_hours(diary: tuple[Database, Table]) -> None:
    database, table = diary
    berlin = ZoneInfo("Europe/Berlin")
    twice = [datetime(2024, 10, 27, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1)]
    with database.writing() as connection:
        connection.execute(insert(table), [{"id": place, "at": at} for place, at in enumerate(twice)])
    with database.reading() as connection:
        found = list(connection.execute(select(table.c.at).order_by(table.c.id)).scalars())
    assert found == [datetime(2024, 10, 27, hour, 30, tzinfo=UTC) for hour in (0, 1)]


def test_instants_sort_and_compare_as_time_does(diary: tuple[Database, Table]) -> None:
    database, table = diary
    with database.writing() as connection:
        connection.execute(insert(table), [{"id": place, "at": at} for place, at in enumerate(MOMENTS)])
    with database.reading() as connection:
        assert list(connection.execute(select(table.c.at).order_by(table.c.at)).scalars()) == sorted(MOMENTS)
        by_now = select(table.c.id).where(table.c.at <= MOMENTS[0])
        assert sorted(connection.execute(by_now).scalars()) == [0, 1]


def test_a_naive_instant_is_refused_by_every_column_and_in_every_comparison(diary: tuple[Database, Table]) -> None:
    database, table = diary
    naive = datetime(2024, 4, 1, 9)  # noqa: DTZ001 - the point
    with pytest.raises(NaiveInstantStored, match="2024-04-01T09:00:00 has no time zone"), database.writing() as one:
        one.execute(insert(table), {"id": 1, "at": naive})
    with pytest.raises(NaiveInstantStored), database.reading() as one:
        one.execute(select(table).where(table.c.at <= naive))
    with database.reading() as one:
        assert one.execute(select(table)).all() == []


def test_every_instant_of_ours_is_of_that_type() -> None:
    kinds = {
        f"{table.name}.{column.name}": type(column.type)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_at", "until", "before")) or column.name == "at"
        if column.name != "absent_until"  # a day, as contacts.csv has it
    }
    assert len(kinds) > 10
    assert set(kinds.values()) == {Instant}


def test_a_naive_instant_is_refused_where_instances_are_looked_for(engine: Engine) -> None:
    with pytest.raises(ValueError, match="due_by: has to be an aware datetime"):
        engine.find(due_by=datetime(2024, 4, 1, 9))  # noqa: DTZ001 - the point


def test_a_clock_that_shows_naive_time_is_refused(make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows) -> None:
    class Sundial:
        def now(self) -> datetime:
            return datetime(2024, 4, 1, 9)  # noqa: DTZ001 - the point

    with pytest.raises(ValueError, match="time zone"):
        open_matter(make_engine(clock=Sundial()))
    assert rows()["duban_instance"] == []
    with pytest.raises(ValueError, match="has no time zone"):
        FixedClock("2024-04-01T09:00")


def test_what_is_read_back_is_aware_and_in_utc(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    item = open_matter(engine)
    engine.fire(item.number, "签收", by="市住建局")
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    engine.fire(item.number, "通过", by="市优化办")
    item = engine.instance(item.number)
    instants = [item.opened_at, item.closed_at, *(entry.at for entry in engine.history(item.number))]
    assert {at.tzinfo for at in instants if at is not None} == {UTC}
    assert item.opened_at == datetime(2024, 4, 1, 1, tzinfo=UTC)
    assert item.closed_at == datetime(2024, 4, 16, 1, tzinfo=UTC)
