"""What each kind of bad input is answered with: the reading of a file, as its user meets it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from duban import Directory, Engine, Settings
from duban.ledger import read_notice_file
from duban.workflow import read_calendar_csv

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


def use(settings: Settings) -> None:
    """Do with settings all that a daemon does with them before it begins."""
    with Engine(settings) as engine:
        for factory in engine.channels.values():
            factory()


def environment(path: Path) -> None:
    """Read settings in an environment that a file describes."""
    for line in path.read_bytes().splitlines():
        name, _, value = line.partition(b"=")
        os.environb[name] = value
    use(Settings.load())


READERS: dict[str, Callable[[Path], object]] = {
    "units": Directory.load,
    "contacts": lambda path: Directory.load(None, path),
    "calendars": read_calendar_csv,
    "settings": lambda path: use(Settings.load(path)),
    "environment": environment,
    "notices": read_notice_file,
}
"""How a file of each folder is read."""


def cases(kind: str) -> list[Path]:
    """Return the files of a kind, each of which has its message beside it in a file that ends in .expect."""
    return sorted(path for path in (HERE / kind).iterdir() if path.suffix != ".expect")
