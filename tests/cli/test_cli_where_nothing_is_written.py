"""Commands that read write nothing: not in a folder without an installation, and not where nothing can be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING = (
    "open",
    "issue",
    "--title",
    "井盖缺失",
    "--unit",
    "lead=市优化办",
    "--unit",
    "responsible=市住建局",
    "--by",
    "市优化办",
)
NUMBER = "WT-2024-0001"
READING = [
    ("list",),
    ("show", NUMBER),
    ("pending",),
    ("history", NUMBER),
    ("why", NUMBER),
    ("verify",),
    ("outbox", "list"),
    ("units",),
    ("contacts",),
    ("calendar", "show"),
    ("calendar", "import", "--dry-run"),
]
NOBODY = 65534


@pytest.fixture
def open_to_all(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder into which any user can look, with an installation that has one matter."""
    folder = Path(tempfile.mkdtemp(prefix="duban-read-only-"))
    monkeypatch.chdir(folder)
    done("init")
    monkeypatch.setenv("DUBAN_CONFIG", str(folder / "duban.toml"))
    done(*OPENING)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def somebody_else(folder: Path) -> Iterator[None]:
    """Be a user who may read and not write; root may do anything, so that root becomes another user for it."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    else:
        for path in folder.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_folder_without_an_installation_is_said_to_be_one_and_left_as_it_is(
    empty: Path, command: tuple[str, ...]
) -> None:
    answer = duban(*command)
    assert answer.status == 1
    assert answer.out == ""
    assert answer.err.splitlines() == [
        f"错误：{empty} 这里没有安装督办：既没有 duban.toml，也没有数据库；见 `duban init`"
    ]
    assert [*empty.iterdir()] == []


def test_a_new_installation_has_nothing_yet_and_gets_no_database_by_being_read(office: Path) -> None:
    before = state_of(office)
    assert done("list", "--json").json == []
    assert done("outbox", "list", "--json").json == []
    assert duban("show", NUMBER).status == 1
    assert state_of(office) == before


def number_in(folder: Path) -> str:
    database = sqlite3.connect(folder / "duban.db")
    number: str = database.execute("SELECT number FROM duban_instance").fetchone()[0]
    database.close()
    return number


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_who_may_only_read_reads_everything(open_to_all: Path, command: tuple[str, ...]) -> None:
    words = [number_in(open_to_all) if word == NUMBER else word for word in command]
    expected = done(*words, "--json").json
    assert not (open_to_all / "duban.db-wal").exists()
    before = state_of(open_to_all)
    with somebody_else(open_to_all):
        assert done(*words, "--json").json == expected
    assert state_of(open_to_all) == before


def test_who_may_only_read_changes_nothing_and_is_told_so(open_to_all: Path) -> None:
    before = state_of(open_to_all)
    with somebody_else(open_to_all):
        answer = duban(*OPENING)
    assert answer.status == 1
    assert len(answer.err.splitlines()) == 1
    assert state_of(open_to_all) == before


def test_what_was_just_written_is_read_as_well(open_to_all: Path) -> None:
    """While somebody works with the database, its newest rows stand in a file beside it."""
    writer = sqlite3.connect(open_to_all / "duban.db")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE duban_instance SET title = '刚刚写下的'")
    writer.commit()
    for path in open_to_all.glob("duban.db-*"):
        path.chmod(0o644)
    with somebody_else(open_to_all):
        titles = [each["title"] for each in done("list", "--json").json]
    writer.close()
    assert titles == ["刚刚写下的"]
