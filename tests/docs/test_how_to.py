"""The how-to pages, followed from top to bottom: files written, commands typed, Python run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from pages import DOCS, Shell, follow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOW_TO = DOCS / "how-to"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of one's own to stand in, whose modules can be imported, and forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize(
    "page", ["write-a-scenario.md", "embed.md", "test-an-application.md", "add-a-notifier.md"], ids=str
)
def test_a_page_can_be_followed(page: str, folder: Path) -> None:
    with Shell(folder) as shell:
        assert follow(HOW_TO / page, folder, shell) > 1
