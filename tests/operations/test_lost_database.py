"""A database file that is deleted or replaced while it is open: nobody goes on working on what nobody can find."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine
from test_daemon import SCENARIO

from duban import Engine, Evidence, Settings
from duban.operations import Daemon
from duban.storage import DatabaseMissing, DatabaseMoved
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Lose = Callable[[Path], None]

pytestmark = pytest.mark.usefixtures("english")

DESK = {"desk": "值班室"}


def deleted(file: Path) -> None:
    file.resolve().unlink()


def moved_away(file: Path) -> None:
    file.resolve().rename(file.with_name("elsewhere.db"))


def replaced_by_a_copy(file: Path) -> None:
    shutil.copy(file, file.with_name("copy.db"))
    file.with_name("copy.db").replace(file.resolve())


def link_switched(file: Path) -> None:
    other = file.with_name("other.db")
    shutil.copy(file, other)
    fresh = file.with_name("fresh")
    fresh.symlink_to(other)
    fresh.replace(file)


def folder_gone(file: Path) -> None:
    file.parent.rename(file.parent.with_name("unmounted"))


def log_deleted(file: Path) -> None:
    file.resolve().with_name(file.resolve().name + "-wal").unlink()


def index_deleted(file: Path) -> None:
    file.resolve().with_name(file.resolve().name + "-shm").unlink()


WAYS = [deleted, moved_away, replaced_by_a_copy, link_switched, folder_gone, log_deleted, index_deleted]


@pytest.fixture
def call_file(tmp_path: Path) -> Path:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a database, which is a link into a folder, as where volumes are mounted."""
    place = tmp_path / "volume"
    place.mkdir()
    link = place / "duban.db"
    link.symlink_to(place / "the-file.db")
    return link


@pytest.fixture
def settings(tmp_path: Path, file: Path, call_file: Path) -> Settings:
    text = f"""
database = {json.dumps(f"sqlite:///{file}")}
scenarios = [{json.dumps(str(call_file))}]
heartbeat_seconds = 0.1
heartbeat.file = "beat.json"
"""
    (tmp_path / "duban.toml").write_text(text, "utf-8")
    return Settings.load(tmp_path / "duban.toml")


@pytest.mark.parametrize("lose", WAYS)
def test_a_daemon_notices_within_a_heartbeat_and_ends(settings: Settings, file: Path, lose: Lose) -> None:
    with Engine(settings) as engine:
        engine.open("call", units=DESK, by="值班室")
    command = [sys.executable, "-m", "duban", "daemon"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    with subprocess.Popen(command, cwd=settings.folder, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            assert "started" in process.stderr.readline()
            lose(file)
            said = process.communicate(timeout=60)[1]
        finally:
            process.kill()
    assert process.returncode == 1
    # A task that is at work in that very moment says what SQLite told it.
    lines = [line for line in said.splitlines() if "swept" not in line and 'event="index' not in line]
    assert [("database lost" in line, "while it was open" in line) for line in lines[:1]] == [(True, True)]
    assert ["stopped" in line for line in lines[1:]] == [True]


@pytest.mark.parametrize("lose", WAYS)
def test_no_heart_beats_for_a_file_that_is_gone(
    settings: Settings, file: Path, lose: Lose, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []
    with Engine(settings, channels={"email": RecordingNotifier}) as engine:
        daemon = Daemon(engine, ended=lambda: ended.append("ended"))
        daemon.sweep()
        daemon.drain()
        lose(file)
        assert not daemon.beat()
        daemon.sweep()
        daemon.drain()
        assert not daemon.beat()
    assert isinstance(daemon.lost, DatabaseMoved)
    assert ended == ["ended"]
    assert not (settings.folder / "beat.json").exists()
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


def test_no_file_is_tidied_up_for_a_database_that_is_gone(settings: Settings, file: Path, tmp_path: Path) -> None:
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(settings, clock=clock, evidence=Evidence(folder=str(tmp_path / "files"), free_mb=0)) as engine:
        engine.put_file(io.BytesIO(b"%PDF-1.7"), name="a.pdf", by="值班室")
        daemon = Daemon(engine)
        daemon.tidy()
        clock.advance(timedelta(days=2))
        replaced_by_a_copy(file)
        daemon.tidy()
    assert isinstance(daemon.lost, DatabaseMoved)
    assert len(list(tmp_path.glob("files/??/??/*"))) == 1


def test_a_daemon_makes_no_new_database_where_one_was_lost(settings: Settings, file: Path) -> None:
    with Engine(settings) as engine:
        daemon = Daemon(engine)
        daemon.sweep()
        daemon.drain()
        assert daemon.beat()
    deleted(file)
    with Engine(settings) as engine, pytest.raises(DatabaseMissing, match="is gone, and a daemon has worked with it"):
        Daemon(engine).start()
    assert not file.exists()


@pytest.mark.parametrize("lose", [deleted, moved_away, replaced_by_a_copy, link_switched, folder_gone])
def test_a_verb_is_refused_before_it_is_acknowledged(settings: Settings, file: Path, lose: Lose) -> None:
    with Engine(settings) as engine:
        engine.open("call", units=DESK, by="值班室")
        lose(file)
        for verb in (engine.find, lambda: engine.open("call", units=DESK, by="值班室"), engine.verify):
            with pytest.raises(DatabaseMoved, match="while it was open: nothing is done any more"):
                verb()


def test_what_is_under_way_when_the_file_goes_is_not_acknowledged(settings: Settings, file: Path) -> None:
    with Engine(settings) as engine:
        engine.prepare()
        with pytest.raises(DatabaseMoved), engine.database.writing():
            deleted(file)


def test_the_old_file_is_whole_and_the_new_one_is_not_spoilt_by_its_log(settings: Settings, file: Path) -> None:
    with Engine(settings) as engine:
        number = engine.open("call", units=DESK, by="值班室").number
    backup = file.with_name("backup.db")
    shutil.copy(file, backup)
    with Engine(settings) as engine:
        later = engine.open("call", units=DESK, by="值班室").number
        moved_away(file)
        backup.rename(file.resolve())
        with pytest.raises(DatabaseMoved):
            engine.find()
    with Engine(settings) as engine:
        assert [item.number for item in engine.find()] == [number]
        assert engine.verify().ok
    elsewhere = settings.model_copy(update={"database": f"sqlite:///{file.with_name('elsewhere.db')}"})
    with Engine(elsewhere) as engine:
        assert [item.number for item in engine.find()] == [number, later]
        assert engine.verify().ok


def test_what_stood_in_a_deleted_log_is_kept(settings: Settings, file: Path) -> None:
    with Engine(settings) as engine:
        number = engine.open("call", units=DESK, by="值班室").number
        log_deleted(file)
        with pytest.raises(DatabaseMoved):
            engine.database.require_in_place()
    with Engine(settings) as engine:
        assert engine.instance(number).number == number


def test_once_it_is_closed_an_engine_works_on_the_file_that_lies_there_now(settings: Settings, file: Path) -> None:
    with Engine(settings) as engine:
        number = engine.open("call", units=DESK, by="值班室").number
        engine.close()
        replaced_by_a_copy(file)
        assert engine.instance(number).number == number


def test_a_daemon_on_an_applications_own_engine_notices_too(settings: Settings, file: Path, call_file: Path) -> None:
    theirs = create_engine(settings.database)
    with Engine(bind=theirs, scenarios=[call_file]) as engine:
        engine.create_tables()
        daemon = Daemon(engine)
        daemon.sweep()
        daemon.drain()
        replaced_by_a_copy(file)
        assert not daemon.beat()
    theirs.dispose()
    assert daemon.lost is not None
