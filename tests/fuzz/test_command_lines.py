"""Any command line ends with 0, 1 or 2 and few lines, and a refused one has changed nothing."""

from __future__ import annotations

import io
import os
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import pytest
from command_lines import COMMANDS, command_lines, lay_traps, with_numbers
from hypothesis import event, given
from sizes import tries

from duban import Engine, Settings
from duban.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_LINES = 220
WRITES = frozenset({"daemon", "demo"})
"""Commands that may have done a part of their work when they end with 1: each message is by itself."""


def run(arguments: list[str]) -> tuple[int, str, str]:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        status = main(arguments)
    out, err = (stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
    return status, out, err


def kept(folder: Path) -> list[str]:
    """Return all that the database holds, and which files there are."""
    with closing(sqlite3.connect(folder / "duban.db")) as connection:
        rows = list(connection.iterdump())
    return [*rows, *sorted(path.name for path in folder.rglob("*") if not path.name.startswith("duban.db"))]


@pytest.fixture(scope="module")
def office(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Make a folder as `duban init` does, with two instances in it, and go there."""
    home = os.getcwd()  # noqa: PTH109 - as it was
    os.chdir(folder)
    assert run(["init"])[0] == 0
    lay_traps(folder)
    units = {"lead": "市优化办", "responsible": "市住建局"}
    with Engine(Settings.load()) as engine:
        numbers = {
            "WT-1": engine.open("issue", by="市优化办", units=units).number,
            "RW-1": engine.open("task", by="市优化办", units={"lead": [], "responsible": []}).number,
        }
    yield folder, numbers
    os.chdir(home)


def test_the_tree_of_commands_is_walked() -> None:
    assert {("open",), ("outbox", "retry"), ("scenario", "check")} <= {path for path, _ in COMMANDS}


@tries(60)
@given(line=command_lines())
def test_any_command_line_ends_in_order(office: tuple[Path, dict[str, str]], line: list[str]) -> None:
    folder, numbers = office
    arguments = with_numbers(line, numbers)
    before = kept(folder)
    status, out, err = run(arguments)
    event(f"status {status}")
    assert status in (0, 1, 2), err
    assert "Traceback" not in out + err
    assert "fault of duban" not in err, err
    assert len(err.splitlines()) <= MOST_LINES
    assert all(len(text) <= 1000 for text in err.splitlines())
    if status != 0 and not WRITES & set(arguments):
        assert kept(folder) == before


@pytest.mark.usefixtures("office")
def test_afterwards_the_database_is_whole() -> None:
    """See what the command lines above have left behind, however often they wrote."""
    with Engine(Settings.load()) as engine:
        found = engine.verify()
        assert found.ok, found.findings
        assert found.instances >= 2
        assert not engine.sweep().failures
