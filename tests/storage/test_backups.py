"""Backups: taken while others write and daemons run, whole or not there, proved, and brought back."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from going_on import check_that_it_goes_on, read_rows

from duban import Engine, SchemaMissing, SchemaNewer, StorageUnavailable
from duban.operations import back_up, restore
from duban.storage import (
    AlreadyThere,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseMissing,
    HistoryDiffers,
    NotAFile,
    backup,
)
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("english")

NOW = datetime(2024, 5, 10, 1, 0, tzinfo=UTC)
DEADLINE = 60


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def save(file: Path, target: Path) -> None:
    with Engine(url(file)) as engine:
        back_up(engine, target)


def bring_back(file: Path, source: Path, *, force: bool = False) -> Path | None:
    with Engine(url(file), clock=FixedClock(NOW)) as engine:
        return restore(engine, source, force=force).aside


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


WRITER = """
import sys
from duban import Engine

with Engine(sys.argv[1], scenarios=["issue"], channels={}) as engine:
    while True:
        for _ in range(3):
            units = {"lead": "市优化办", "responsible": "市住建局"}
            engine.open("issue", by="市优化办", units=units, new_units=["市优化办", "市住建局"])
        print(flush=True)
"""


@contextmanager
def running(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python in a process of its own; it is killed at the latest when the block is left."""
    with subprocess.Popen([sys.executable, *arguments], cwd=folder, stdout=PIPE, stderr=PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the daemon from when it says that it works."""
    (folder / "duban.toml").write_text('scenarios = ["issue"]\nheartbeat_seconds = 0.1\n', "utf-8")
    with running("-m", "duban", "daemon", folder=folder) as process:
        assert process.stderr is not None
        assert b"started" in process.stderr.readline()
        yield process


def test_a_backup_is_one_file_with_all_that_there_is(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with Engine(url(office)) as engine:
        made = back_up(engine, target)
    assert (made.ok, made.instances, made.entries) == (True, 11, len(read_rows(url(office))["duban_history"]))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "duban.db", "duban.db.last-backup.json"]
    assert target.stat().st_mode & 0o077 == 0, "private values are in it"
    before = read_rows(url(office))
    assert read_rows(url(target)) == before
    check_that_it_goes_on(url(target), before)


def test_a_backup_is_read_without_a_second_file_beside_it(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    with Engine(url(office)) as engine:
        back_up(engine, folder / "copy.db")
    assert (folder / "copy.db").read_bytes()[18:20] == b"\x01\x01", "its header asks for no write-ahead log"
    with closing(sqlite3.connect(folder / "copy.db")) as connection:
        assert connection.execute("SELECT count(*) FROM duban_instance").fetchone() == (11,)
        assert [file.name for file in folder.iterdir()] == ["copy.db"]


def test_backups_are_taken_while_writers_and_a_daemon_work_and_each_is_one_moment(office: Path, tmp_path: Path) -> None:
    with (
        daemon(tmp_path),
        running("-c", WRITER, url(office), folder=tmp_path) as one,
        running("-c", WRITER, url(office), folder=tmp_path) as other,
    ):
        seen = []
        for turn in range(4):
            for writer in (one, other):
                assert writer.stdout is not None
                writer.stdout.readline()
            target = tmp_path / f"copy-{turn}.db"
            with Engine(url(office)) as engine:
                made = back_up(engine, target)
            assert made.ok
            seen.append(made.instances)
        assert (one.poll(), other.poll()) == (None, None), "the backup stood in their way"
    assert seen == sorted(set(seen)), "each has what was written since the last"


def test_what_others_write_between_two_steps_is_not_in_the_backup_and_makes_it_no_longer(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 10)
    before = read_rows(url(office))
    steps: list[tuple[int, int | None]] = []

    def write(done: int, total: int | None) -> None:
        assert (done, total) not in steps, "it begins anew after each write"
        steps.append((done, total))
        change(office, f"UPDATE duban_instance SET title = '第{done}页' WHERE id = 1")  # noqa: S608 - a number

    with Engine(url(office)) as engine:
        assert back_up(engine, tmp_path / "copy.db", progress=write).ok
    assert len(steps) > 2
    assert read_rows(url(tmp_path / "copy.db")) == before


def test_nothing_is_overwritten(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"precious")
    with pytest.raises(AlreadyThere, match=r"copy\.db is there already"):
        save(office, target)
    assert target.read_bytes() == b"precious"


def test_what_cannot_be_backed_up_is_said_and_nothing_is_left(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with pytest.raises(DatabaseMissing, match=r"no database in .*none\.db"):
        save(tmp_path / "none.db", target)
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(SchemaMissing):
        save(tmp_path / "empty.db", target)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        save(office, tmp_path / "nowhere" / "copy.db")
    change(office, "DELETE FROM duban_definition")
    with pytest.raises(DatabaseDamaged, match=r"row 1 of duban_\w+ belongs to no row of duban_definition"):
        save(office, target)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["duban.db", "empty.db"]


def test_a_page_that_was_destroyed_is_found(office: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(office)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'duban_binding_unit'").fetchone()[0]
    with office.open("r+b") as file:
        file.seek((page - 1) * 4096 + 8)
        file.write(b"\xff" * 64)
    with pytest.raises(DatabaseDamaged):
        save(office, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_server_is_backed_up_with_its_own_tools(postgres_migrated: str, postgres: object, tmp_path: Path) -> None:
    with Engine(postgres.url(postgres_migrated)) as engine:  # type: ignore[attr-defined]
        for verb in (back_up, restore):
            with pytest.raises(NotAFile, match=r"pg_dump --format=custom .*pg_restore"):
                verb(engine, tmp_path / "x")
    with Engine("sqlite://") as engine, pytest.raises(NotAFile, match="in memory"):
        back_up(engine, tmp_path / "x")


def test_a_record_that_somebody_changed_is_backed_up_as_it_is_and_named(office: Path, tmp_path: Path) -> None:
    change(office, "UPDATE duban_history SET actor = '无名氏' WHERE instance_id = 1 AND seq = 2")
    target = tmp_path / "copy.db"
    with Engine(url(office)) as engine:
        made = back_up(engine, target)
    assert [(finding.number, finding.seq) for finding in made.findings] == [("WT-2024-0001", 2)]
    assert target.exists()
    with pytest.raises(HistoryDiffers, match=r"WT-2024-0001 entry 2.*by hand"):
        bring_back(tmp_path / "new.db", target)
    assert not (tmp_path / "new.db").exists()


def test_a_backup_is_brought_back_where_nothing_is(office: Path, tmp_path: Path) -> None:
    save(office, tmp_path / "copy.db")
    before = read_rows(url(office))
    place = tmp_path / "elsewhere" / "duban.db"
    place.parent.mkdir()
    assert bring_back(place, tmp_path / "copy.db") is None
    assert [file.name for file in place.parent.iterdir()] == ["duban.db"]
    check_that_it_goes_on(url(place), before)


def test_a_database_is_replaced_only_by_force_and_then_kept(office: Path, tmp_path: Path) -> None:
    save(office, tmp_path / "copy.db")
    change(office, "UPDATE duban_instance SET title = '改过' WHERE number = 'WT-2024-0001'")
    changed, before = read_rows(url(office)), read_rows(url(tmp_path / "copy.db"))
    with pytest.raises(AlreadyThere, match="with force=True it is kept under another name"):
        bring_back(office, tmp_path / "copy.db")
    assert read_rows(url(office)) == changed
    aside = bring_back(office, tmp_path / "copy.db", force=True)
    assert aside is not None
    assert (read_rows(url(aside)), read_rows(url(office))) == (changed, before)
    check_that_it_goes_on(url(office), before)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_somebody_has_open_is_not_replaced(office: Path, tmp_path: Path) -> None:
    save(office, tmp_path / "copy.db")
    with daemon(tmp_path) as process:
        with pytest.raises(DatabaseInUse, match="stop the daemon"):
            bring_back(office, tmp_path / "copy.db", force=True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
    assert bring_back(office, tmp_path / "copy.db", force=True) is not None


def test_a_file_that_is_no_database_any_more_makes_room(office: Path, tmp_path: Path) -> None:
    save(office, tmp_path / "copy.db")
    office.write_bytes(b"this was a database once" * 1000)
    aside = bring_back(office, tmp_path / "copy.db", force=True)
    assert aside is not None
    assert aside.read_bytes().startswith(b"this was a database once")
    assert read_rows(url(office)) == read_rows(url(tmp_path / "copy.db"))


def test_what_is_left_of_a_database_that_is_gone_is_not_mixed_with_another(office: Path, tmp_path: Path) -> None:
    save(office, tmp_path / "copy.db")
    office.unlink()
    (tmp_path / "duban.db-wal").write_bytes(b"left")
    with pytest.raises(AlreadyThere, match=r"duban.db-wal .*left of a database that is gone"):
        bring_back(office, tmp_path / "copy.db", force=True)
    assert not office.exists()


def test_a_file_that_is_no_backup_is_refused_and_the_database_stays(office: Path, tmp_path: Path) -> None:
    before = read_rows(url(office))
    (tmp_path / "text.db").write_text("no database" * 500, "utf-8")
    newer = shutil.copyfile(office, tmp_path / "newer.db")
    change(newer, "UPDATE duban_alembic_version SET version_num = '9999'")
    for name, error in (("text.db", StorageUnavailable), ("newer.db", SchemaNewer), ("none.db", DatabaseMissing)):
        with pytest.raises(error):
            bring_back(office, tmp_path / name, force=True)
    with pytest.raises(AlreadyThere, match="the database itself"):
        bring_back(office, office, force=True)
    assert read_rows(url(office)) == before


def test_a_backup_of_an_earlier_schema_is_proved_brought_back_and_then_upgraded(tmp_path: Path) -> None:
    dump = Path(__file__).parent / "old" / "0001-office.sql"
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as made:
        made.executescript(dump.read_text("utf-8"))
    before = read_rows(url(old))
    save(old, tmp_path / "copy.db")
    assert read_rows(url(tmp_path / "copy.db")) == before, "the proof of it upgraded the copy itself"
    bring_back(tmp_path / "duban.db", tmp_path / "copy.db")
    with Engine(url(tmp_path / "duban.db"), channels={}) as engine:
        engine.create_tables()
    check_that_it_goes_on(url(tmp_path / "duban.db"), before)


RESTORED_WHILE_KILLED = """
import os, signal, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from duban import Engine
from duban.storage import backup
from duban.operations import restore

if sys.argv[3] == "proving":
    backup.replace_content = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    # Half of the pages are written, and not committed.
    def half(place, fresh, aside):
        with backup._alone(place) as held:
            with sqlite3.connect(fresh) as source:
                done = lambda status, remaining, total: remaining < total / 2 and os.kill(os.getpid(), signal.SIGKILL)
                source.backup(held, pages=5, progress=done)
    backup.replace_content = half
restore(Engine(sys.argv[1]), Path(sys.argv[2]), force=True)
"""


@pytest.mark.parametrize("moment", ["proving", "writing"])
def test_a_restore_that_is_killed_leaves_the_database_as_it_was(office: Path, tmp_path: Path, moment: str) -> None:
    save(office, tmp_path / "copy.db")
    change(office, "UPDATE duban_instance SET title = '改过' WHERE number = 'WT-2024-0001'")
    before = read_rows(url(office))
    arguments = [sys.executable, "-c", RESTORED_WHILE_KILLED, url(office), str(tmp_path / "copy.db"), moment]
    killed = subprocess.run(arguments, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert read_rows(url(office)) == before
    assert bring_back(office, tmp_path / "copy.db", force=True) is not None


BACKED_UP_WHILE_KILLED = """
import os, signal, sys
from pathlib import Path
from duban import Engine
from duban.storage import backup
from duban.operations import back_up

backup.PAGES = 5
kill = lambda done, total: done > total / 2 and os.kill(os.getpid(), signal.SIGKILL)
back_up(Engine(sys.argv[1]), Path(sys.argv[2]), progress=kill)
"""


def test_a_backup_that_is_killed_is_not_there(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    arguments = [sys.executable, "-c", BACKED_UP_WHILE_KILLED, url(office), str(target)]
    assert subprocess.run(arguments, check=False, env=os.environ).returncode == -signal.SIGKILL
    assert not target.exists()
    save(office, target)
    assert read_rows(url(target)) == read_rows(url(office))
