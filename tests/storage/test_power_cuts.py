"""What a power cut may take: every connection of ours waits for the disk, unless its operator has it otherwise."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event

from duban import Engine, Settings, SettingsError
from duban.operations import examine

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine
    from sqlalchemy.engine import Connection

pytestmark = pytest.mark.usefixtures("english")

NORMAL, FULL = 1, 2


def synchronous(connection: Connection) -> int:
    found: int = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    return found


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'd.db'}"


@pytest.mark.parametrize(("durability", "level"), [(None, FULL), ("full", FULL), ("relaxed", NORMAL)])
def test_every_connection_of_the_pool_is_as_durable_as_was_said(
    url: str, matter_file: Path, durability: str | None, level: int
) -> None:
    with Engine(url, scenarios=[matter_file], durability=durability) as engine, ExitStack() as held:  # type: ignore[arg-type]
        engine.prepare()
        at_once = [held.enter_context(engine.database.reading()) for _ in range(7)]  # more than the pool keeps
        assert [synchronous(connection) for connection in at_once] == [level] * 7
        held.close()
        for way in (engine.database.writing, engine.database.snapshot):
            with way() as connection:
                assert synchronous(connection) == level


def test_a_connection_that_is_made_anew_is_as_durable(url: str, matter_file: Path) -> None:
    with Engine(url, scenarios=[matter_file]) as engine:
        engine.prepare()
        with engine.database.reading() as connection:
            connection.invalidate()
        with engine.database.reading() as connection:
            assert synchronous(connection) == FULL
        engine.close()
        with engine.database.writing() as connection:
            assert synchronous(connection) == FULL
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_process_forked_from_one_that_made_the_engine_is_as_durable(url: str, matter_file: Path) -> None:
    # As servers do that load the application once, and fork their workers from it.
    with Engine(url, scenarios=[matter_file]) as engine:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                with engine.database.writing() as connection:
                    os.write(writing, str(synchronous(connection)).encode())
            finally:
                os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as answer:
            assert answer.read() == str(FULL).encode()


def test_the_settings_and_the_environment_say_how_durable(
    tmp_path: Path, matter_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "duban.toml").write_text('durability = "relaxed"\n', "utf-8")

    def level() -> int:
        engine = Engine(Settings.load(tmp_path / "duban.toml"), scenarios=[matter_file])
        with engine, engine.database.reading() as connection:
            return synchronous(connection)

    assert level() == NORMAL
    monkeypatch.setenv("DUBAN_DURABILITY", "full")
    assert level() == FULL


def test_another_word_is_refused_with_those_that_there_are(tmp_path: Path, url: str) -> None:
    (tmp_path / "duban.toml").write_text('durability = "fast"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"durability: .*'full' or 'relaxed'"):
        Settings.load(tmp_path / "duban.toml")
    with pytest.raises(ValueError, match=re.escape("durability= is one of full, relaxed, not 'fast'")):
        Engine(url, durability="fast")  # type: ignore[arg-type]


def test_an_applications_own_engine_cannot_be_told(url: str) -> None:
    with pytest.raises(TypeError, match="durability= is for a database that duban opens"):
        Engine(bind=create_engine(url), durability="full")


def test_the_doctor_tells_what_it_found_on_an_applications_own_engine(url: str, matter_file: Path) -> None:
    theirs = create_engine(url)
    event.listen(theirs, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = NORMAL"))
    with Engine(bind=theirs, scenarios=[matter_file]) as engine:
        engine.create_tables()
        found = {check.code: check for check in examine(engine=engine, language="en").checks}
    theirs.dispose()
    assert found["durability"].found == "synchronous is NORMAL, the journal mode DELETE"
    assert "set PRAGMA journal_mode = WAL, and synchronous = FULL" in found["durability"].advice
    assert found["foreign-keys"].found == "are off on the application's connections"


@pytest.mark.parametrize("pragma", ["synchronous = OFF", "journal_mode = MEMORY"])
def test_the_doctor_finds_an_engine_wanting_whose_database_a_power_cut_destroys(
    url: str, matter_file: Path, pragma: str
) -> None:
    theirs = create_engine(url)
    event.listen(theirs, "connect", lambda raw, _: raw.execute(f"PRAGMA {pragma}"))
    with Engine(bind=theirs, scenarios=[matter_file]) as engine:
        engine.create_tables()
        found = {check.code: check for check in examine(engine=engine, language="en").checks}
    theirs.dispose()
    assert (found["durability"].ok, "can destroy the database" in found["durability"].advice) == (False, True)


@pytest.mark.parametrize(("durability", "advice"), [("full", ""), ("relaxed", 'leave out durability = "relaxed"')])
def test_the_doctor_tells_the_risk_of_our_own(url: str, matter_file: Path, durability: str, advice: str) -> None:
    with Engine(url, scenarios=[matter_file], durability=durability) as engine:  # type: ignore[arg-type]
        engine.prepare()
        found = {check.code: check for check in examine(engine=engine, language="en").checks}
    assert found["durability"].ok
    assert (advice in found["durability"].advice, bool(found["durability"].advice)) == (True, bool(advice))
    assert "foreign-keys" not in found


def test_the_doctor_tells_how_a_server_is_set(make_engine: MakeEngine, backend: str) -> None:
    with make_engine() as engine:
        found = {check.code: check for check in examine(engine=engine, language="en").checks}
    if backend == "postgresql":  # the server of these tests keeps nothing through a power cut
        assert found["durability"].found == "fsync = off, synchronous_commit = off"
        assert "set fsync = on" in found["durability"].advice
    else:
        assert found["durability"].found.startswith("a power cut takes nothing that was acknowledged")
