"""The office of these tests, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made import Office

from duban import Engine, Settings
from duban.evidence import Evidence
from duban.workflow.people import Directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.testing import FixedClock


@pytest.fixture
def office(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """Give an office whose directory is empty, so that any name is a unit."""
    clock.set("2026-03-02T09:00+08:00")
    settings = Settings(database=database_url, folder=tmp_path, evidence=Evidence(folder="files", free_mb=0))
    options: dict[str, Any] = {"scenarios": ["issue"], "directory": Directory.empty(), "channels": {}}
    with Engine(settings, clock=clock, **options) as engine:
        yield Office(engine, clock)
