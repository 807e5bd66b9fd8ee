"""Later versions of the usual scenario, to move instances to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duban import Engine
    from duban.states import Definition

    MakeEngine = Callable[..., Engine]
    Versions = Callable[..., Engine]


@pytest.fixture
def newer(matter_file: Path) -> Callable[..., Definition]:
    """Make a later version of the usual scenario, with some of its text replaced."""

    def made(*changes: tuple[str, str], version: int = 2) -> Definition:
        words = matter_file.read_text("utf-8")
        for old, new in (("version: 1", f"version: {version}"), *changes):
            assert old in words, old
            words = words.replace(old, new)
        return read_scenario(words, f"matter-{version}.yaml")

    return made


@pytest.fixture
def versions(make_engine: MakeEngine, matter_file: Path, newer: Callable[..., Definition]) -> Versions:
    """Make an engine on the same database that knows a later version beside the first."""

    def made(*changes: tuple[str, str], version: int = 2) -> Engine:
        return make_engine(scenarios=[matter_file, newer(*changes, version=version)])

    return made
