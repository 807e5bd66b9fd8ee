"""An office with a row in every table, played once and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from rich_office import fill

from duban.storage import backup, moving

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the SQLite file of an office in the middle of its work."""
    file = tmp_path_factory.mktemp("played") / "office.db"
    fill(f"sqlite:///{file}")
    return file


@pytest.fixture
def office(played: Path, tmp_path: Path) -> Path:
    """Return a file of the test's own that holds the office."""
    return shutil.copyfile(played, tmp_path / "duban.db")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody who has a database open."""
    for module in (backup, moving):
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.1)
