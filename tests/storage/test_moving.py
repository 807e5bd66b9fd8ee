"""Moving to another database: everything or nothing, the history the same on both sides, and work goes on there."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from going_on import check_that_it_goes_on, read_rows
from rich_office import fill
from sqlalchemy import event

from duban import Engine, SchemaOlder
from duban.operations import move
from duban.storage import HEAD, AlreadyThere, DatabaseInUse, NotEmpty, StorageBusy
from duban.storage.schema import VERSION_TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from duban.operations import Move

pytestmark = pytest.mark.usefixtures("english")


def moved(source: str, target: str) -> Move:
    with Engine(source) as there, Engine(target) as here:
        return move(there, here)


def no_rows(url: str) -> bool:
    return not any(read_rows(url).values())


def test_an_office_moves_and_goes_on_there(office: Path, empty_database_url: str) -> None:
    source = f"sqlite:///{office}"
    before = read_rows(source)
    with Engine(source) as there, Engine(empty_database_url) as here:
        steps: list[tuple[int, int | None]] = []
        result = move(there, here, progress=lambda done, total: steps.append((done, total)))
    assert result.ok
    assert result.rows == {name: len(rows) for name, rows in before.items()}
    assert result.entries == len(before["duban_history"])
    assert (sum(result.rows.values()),) * 2 in steps
    assert steps.count((result.instances - 1, result.instances)) == 2, "the proof is counted on both sides"
    assert read_rows(empty_database_url) == before
    assert read_rows(source) == before
    check_that_it_goes_on(empty_database_url, before)


def test_an_office_moves_back_from_a_server(database_url: str, tmp_path: Path) -> None:
    fill(database_url)
    before, target = read_rows(database_url), f"sqlite:///{tmp_path / 'back.db'}"
    assert moved(database_url, target).ok
    assert read_rows(target) == before
    check_that_it_goes_on(target, before)


def test_a_target_with_a_row_is_refused_and_stays_as_it_is(office: Path, database_url: str) -> None:
    with Engine(database_url, scenarios=["issue"], channels={}) as engine:
        engine.open("issue", by="甲", units={"lead": "甲", "responsible": "乙"})
    before = read_rows(database_url)
    with pytest.raises(NotEmpty, match=r"is not empty \(there are rows in duban_"):
        moved(f"sqlite:///{office}", database_url)
    assert read_rows(database_url) == before


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_database_of_another_schema_is_refused(office: Path, database_url: str, side: str) -> None:
    source = f"sqlite:///{office}"
    with Engine(source if side == "source" else database_url) as made, made.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0000'")  # noqa: S608 - our own name
    with pytest.raises(SchemaOlder, match=f"are of schema 0000, this duban needs {HEAD}: upgrade them by"):
        moved(source, database_url)
    assert no_rows(database_url)


def test_an_office_does_not_move_into_itself(office: Path) -> None:
    with pytest.raises(AlreadyThere, match="the database itself"):
        moved(f"sqlite:///{office}", f"sqlite:///{office.parent}/./{office.name}")


def test_a_server_does_not_move_into_itself(database_url: str) -> None:
    fill(database_url)
    before = read_rows(database_url)
    with pytest.raises((NotEmpty, AlreadyThere)):
        moved(database_url, database_url)
    assert read_rows(database_url) == before


@pytest.mark.usefixtures("impatient")
def test_an_office_that_is_at_work_does_not_move(office: Path, empty_database_url: str) -> None:
    source = f"sqlite:///{office}"
    with Engine(source, channels={}) as engine:
        engine.find()
        with pytest.raises(DatabaseInUse, match="stop the daemon"):
            moved(source, empty_database_url)
    assert no_rows(empty_database_url)
    assert moved(source, empty_database_url).ok


@pytest.mark.usefixtures("impatient")
def test_an_office_that_somebody_is_writing_to_does_not_move(database_url: str, tmp_path: Path) -> None:
    fill(database_url)
    with Engine(database_url) as other, other.database.writing() as connection:
        connection.exec_driver_sql("UPDATE duban_instance SET title = title WHERE id = 1")
        with pytest.raises(DatabaseInUse):
            moved(database_url, f"sqlite:///{tmp_path / 'back.db'}")
    assert moved(database_url, f"sqlite:///{tmp_path / 'back.db'}").ok


def test_an_office_does_not_move_into_a_database_that_somebody_is_writing_to(
    office: Path, database_url: str, backend: str
) -> None:
    source = f"sqlite:///{office}"
    before = read_rows(source)
    soon = {"sqlite": "PRAGMA busy_timeout = 100", "postgresql": "SET lock_timeout = '10s'"}[backend]
    with Engine(source) as there, Engine(database_url) as here, Engine(database_url) as other:
        event.listen(here.database.engine, "connect", lambda connection, _: connection.execute(soon))
        with other.database.writing() as connection:
            # Nobody else can see it yet, and it is in the way of no row of the office.
            connection.exec_driver_sql("INSERT INTO duban_counter (scenario, year, value) VALUES ('别的', 2024, 1)")
            with pytest.raises(StorageBusy):
                move(there, here)
    assert {name: len(rows) for name, rows in read_rows(database_url).items() if rows} == {"duban_counter": 1}
    assert read_rows(source) == before


def test_a_record_that_somebody_changed_moves_as_it_is_and_is_named(office: Path, empty_database_url: str) -> None:
    with closing(sqlite3.connect(office)) as connection, connection:
        connection.execute("UPDATE duban_history SET actor = '无名氏' WHERE instance_id = 1 AND seq = 2")
    result = moved(f"sqlite:///{office}", empty_database_url)
    assert [(finding.number, finding.seq) for finding in result.findings] == [("WT-2024-0001", 2)]
    assert read_rows(empty_database_url) == read_rows(f"sqlite:///{office}")


KILLED_MIDWAY = """
import os, signal, sys
from duban import Engine
from duban.operations import move

kill = lambda done, total: done >= total * float(sys.argv[3]) and os.kill(os.getpid(), signal.SIGKILL)
move(Engine(sys.argv[1]), Engine(sys.argv[2]), progress=kill)
"""


def test_a_move_that_is_killed_leaves_the_target_empty_and_can_be_begun_again(
    office: Path, empty_database_url: str
) -> None:
    source = f"sqlite:///{office}"
    before = read_rows(source)
    for part in ("0.3", "1"):
        arguments = [sys.executable, "-c", KILLED_MIDWAY, source, empty_database_url, part]
        assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
        assert no_rows(empty_database_url)
    assert moved(source, empty_database_url).ok
    assert read_rows(source) == before
    check_that_it_goes_on(empty_database_url, before)
