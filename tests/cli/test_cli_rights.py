"""What a command writes is its owner's alone, whatever the umask of whoever runs it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest
from command_line import done

from duban import Engine
from duban.notifiers import FileNotifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import OpenMatter

    from duban import Directory
    from duban.testing import FixedClock


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    """Return the rights of everything in a folder, by its path."""
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in sorted(folder.rglob("*"))}


def shared(folder: Path) -> list[str]:
    return [path for path, held in rights(folder).items() if not held.endswith("00")]


def test_what_the_commands_write(empty: Path) -> None:
    done("init")
    done("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    done("verify", "--export", "heads.json")
    done("db", "backup", "kept.db")
    assert (empty / "duban.db").exists()
    assert shared(empty) == []
    assert os.umask(0) == 0, "the process has its own back"


def test_what_an_application_s_engine_writes(
    tmp_path: Path, matter_file: Path, directory: Directory, clock: FixedClock, open_matter: OpenMatter
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir(mode=0o700)
    mail = lambda: FileNotifier(folder=folder / "mail")  # noqa: E731 - a factory
    url, given = f"sqlite:///{folder / 'duban.db'}", {"directory": directory, "clock": clock}
    with Engine(url, scenarios=[matter_file], channels={"email": mail}, **given) as engine:
        open_matter(engine)
        assert asyncio.run(engine.deliver()).delivered == 1
        assert {path.name for path in folder.iterdir()} >= {"duban.db", "duban.db-wal"}
        assert shared(folder) == []
