"""A folder that `duban init` has made, and an environment that says nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import UNSET, done

from duban.scenarios.offered import shipped_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    # The office reads Chinese; what English looks like has tests of its own.
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch, quiet_environment: None) -> None:  # noqa: ARG001 - it comes first
    """Let the command speak English."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.chdir(folder)
    # What is said of a message is told of each by itself; what leaves as one has tests of its own.
    monkeypatch.setenv("DUBAN_DIGESTS__MEDIA", "[]")
    done("init")
    return folder


@pytest.fixture
def urgent(office: Path) -> Path:
    """Return an office whose late problems send a message that leaves at any hour, without a signature before it."""
    (office / "scenarios" / "issue.yaml").write_text(shipped_text("issue", version=2), "utf-8")
    return office
