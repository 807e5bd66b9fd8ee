"""A database of every earlier schema, with data in it, is brought up to date and worked on.

`old/NNNN-….sql` is a dump of a SQLite database that the duban of that schema made; `NNNN-office.sql` has rows of every
kind that there was (see `rich_office.py`). The same rows are carried into PostgreSQL for the other half.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from going_on import LATER, check_that_it_goes_on, read_rows
from sqlalchemy import create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url

import duban.storage
from duban import Engine, SchemaOlder
from duban.storage import HEAD, Database, schema_version, upgrade
from duban.storage.tables import metadata
from duban.testing import FixedClock

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.storage import Guest

pytestmark = pytest.mark.usefixtures("english")

OLD = Path(__file__).parent / "old"
OFFICES = sorted(OLD.glob("*-office.sql"))
DUMPS = sorted(OLD.glob("*.sql"))
OUTDATED = [dump for dump in OFFICES if dump.stem[:4] != HEAD]
BEFORE_ERASING = [dump for dump in OFFICES if dump.stem[:4] < "0005"]
"""Those in which private values were set to NULL by hand, as there was no command for it."""
AFTER_THE_HOLIDAY = datetime(2024, 5, 9, 1, 0, tzinfo=UTC)


def migrations(connection: Guest | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(next(iter(duban.storage.__path__)) + "/migrations"))
    config.attributes["connection"] = connection
    return config


def as_of(dump: Path, url: str, folder: Path) -> None:
    """Fill the empty database at `url` with what a dump holds, at the schema of its time."""
    on_sqlite = url.startswith("sqlite")
    file = make_url(url).database if on_sqlite else str(folder / f"{dump.stem}.db")
    assert file is not None
    with sqlite3.connect(file) as made:
        made.executescript(dump.read_text("utf-8"))
    made.close()
    if on_sqlite:
        return
    old, new = create_engine(f"sqlite:///{file}"), Database.from_url(url)
    with old.connect() as source, new.writing() as target:
        command.upgrade(migrations(target), dump.stem[:4])
        copy_rows(source, target)
    old.dispose()
    new.close()


def copy_rows(source: Connection, target: Connection) -> None:
    there = inspect(source)
    for table in metadata.sorted_tables:
        if not there.has_table(table.name):
            continue
        columns = [table.c[column["name"]] for column in there.get_columns(table.name)]
        rows = [dict(row._mapping) for row in source.execute(select(*columns))]
        if rows:
            target.execute(table.insert().values({column.name: None for column in columns}), rows)
        if "id" in table.c and rows:
            highest = target.execute(select(func.max(table.c.id))).scalar_one()
            target.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))


def test_every_schema_that_there_was_and_is_has_its_office() -> None:
    schemas = [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()]
    assert sorted(dump.stem[:4] for dump in OFFICES) == sorted(schemas), (
        "a schema without a dump: run `python tests/rich_office.py` on the commit before the migration, and after it"
    )


def test_the_newest_office_is_of_the_present_schema_and_has_a_row_in_every_table(tmp_path: Path) -> None:
    as_of(OFFICES[-1], f"sqlite:///{tmp_path / 'office.db'}", tmp_path)
    rows = read_rows(f"sqlite:///{tmp_path / 'office.db'}")
    assert {name: set(found[0]) for name, found in rows.items()} == {
        table.name: set(table.c.keys()) for table in metadata.sorted_tables
    }


@pytest.mark.parametrize("dump", OFFICES, ids=lambda dump: dump.stem)
def test_an_office_of_an_earlier_schema_goes_on_after_the_upgrade(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump, empty_database_url, tmp_path)
    before = read_rows(empty_database_url)
    database = Database.from_url(empty_database_url)
    assert upgrade(database) == (dump.stem[:4], HEAD)
    database.close()
    check_that_it_goes_on(empty_database_url, before)


@pytest.mark.parametrize("dump", BEFORE_ERASING, ids=lambda dump: dump.stem)
def test_what_was_erased_by_hand_loses_its_salt(dump: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    as_of(dump, url, tmp_path)
    before = [row for row in read_rows(url)["duban_private"] if row["value"] is None]
    assert [row for row in before if row["salt"]]
    database = Database.from_url(url)
    upgrade(database)
    database.close()
    after = read_rows(url)["duban_private"]
    assert [row["salt"] for row in after if row["value"] is None] == [""] * len(before)
    assert all(row["salt"] for row in after if row["value"] is not None)


def histories(url: str) -> list[tuple[int, int, bytes, bytes]]:
    """Return what is stored of every entry, as bytes: its instance, its place, its payload and its hash."""
    database = Database.from_url(url)
    query = "SELECT instance_id, seq, payload, hash FROM duban_history ORDER BY instance_id, seq"
    with database.reading() as connection:
        found = [(*row[:2], row[2].encode(), row[3].encode()) for row in connection.exec_driver_sql(query)]
    database.close()
    return found


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_an_upgrade_leaves_every_payload_and_hash_as_it_was_to_the_byte(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump, f"sqlite:///{tmp_path / 'kept.db'}", tmp_path)
    kept = histories(f"sqlite:///{tmp_path / 'kept.db'}")
    (tmp_path / "there").mkdir()
    as_of(dump, empty_database_url, tmp_path / "there")
    with Engine(empty_database_url, channels={}, clock=FixedClock(LATER)) as engine:
        assert upgrade(engine.database) == (dump.stem[:4], HEAD)
        assert histories(empty_database_url) == kept
        assert engine.sweep().failures == ()
        # What comes after is added to it, and changes nothing of it.
        assert set(histories(empty_database_url)) > set(kept)
    (tmp_path / "duban.toml").write_text(f"database = '{empty_database_url}'\n", "utf-8")
    arguments = [sys.executable, "-m", "duban", "verify", "--json"]
    proof = subprocess.run(arguments, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(proof.stdout)["findings"] == []


def test_a_database_of_the_first_schema_is_refused_until_it_is_upgraded_and_then_goes_on(
    empty_database_url: str, tmp_path: Path
) -> None:
    as_of(OLD / "0001.sql", empty_database_url, tmp_path)
    clock = FixedClock(AFTER_THE_HOLIDAY)
    with Engine(empty_database_url, channels={}, clock=clock) as engine:
        with pytest.raises(SchemaOlder, match=r"upgrade them by `engine.create_tables\(\)`"):
            engine.find()
        assert upgrade(engine.database) == ("0001", HEAD)
        with engine.database.reading() as connection:
            assert schema_version(connection) == HEAD
        assert engine.verify().ok
        # Overdue since 23 April: the third day after is handled already, the tenth, 9 May, comes with this sweep.
        assert "due + 3 working days" in [rung.rung for rung in engine.why_escalated("WT-2024-0001")]
        assert engine.sweep().failures == ()
        rungs = [rung.rung for rung in engine.why_escalated("WT-2024-0001") if rung.fired]
        assert rungs[-1] == "due + 10 working days"
        assert len(rungs) == len(set(rungs))
        done = {"measure": "设置公示牌", "evidence": [{"name": "现场.jpg", "sha256": "0" * 64}]}
        engine.fire("WT-2024-0001", "申请销号", by="市住建局", data=done)
        assert engine.fire("WT-2024-0001", "通过", by="市优化办").state == "销号"
        units = {"lead": "市优化办", "responsible": "市住建局"}
        assert engine.open("issue", by="市优化办", title="新问题", units=units).number == "WT-2024-0003"
        assert engine.verify().ok


KILLED_MIDWAY = """
import os, signal, sys
from sqlalchemy import event
from duban.storage import Database, upgrade

database, left = Database.from_url(sys.argv[1]), int(sys.argv[2])

@event.listens_for(database.engine, "before_cursor_execute")
def count_down(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

upgrade(database)
"""


def version_of(database: Database) -> str | None:
    with database.reading() as connection:
        return schema_version(connection)


@pytest.mark.parametrize("dump", OUTDATED[:1], ids=lambda dump: dump.stem)  # it goes through every migration
def test_an_upgrade_that_is_killed_midway_leaves_what_can_be_upgraded(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump, empty_database_url, tmp_path)
    before = read_rows(empty_database_url)
    statements = killed = 0
    database = Database.from_url(empty_database_url)
    while version_of(database) != HEAD:
        assert read_rows(empty_database_url) == before
        statements += 9
        arguments = [sys.executable, "-c", KILLED_MIDWAY, empty_database_url, str(statements)]
        killed += subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    assert killed, "it was not killed midway"
    assert upgrade(database) == (HEAD, HEAD)
    database.close()
    check_that_it_goes_on(empty_database_url, before)


@pytest.mark.parametrize("dump", [OUTDATED[0], OUTDATED[-1]], ids=lambda dump: dump.stem)
def test_a_daemon_on_an_earlier_schema_says_one_line_and_ends(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump, empty_database_url, tmp_path)
    (tmp_path / "duban.toml").write_text(f"database = '{empty_database_url}'\n", "utf-8")
    arguments = [sys.executable, "-m", "duban", "daemon"]
    ended = subprocess.run(arguments, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert f"are of schema {dump.stem[:4]}, this duban needs {HEAD}: upgrade them by `duban db upgrade`" in ended.stderr
