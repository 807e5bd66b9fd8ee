"""A net under the fuzzing: what hangs in spite of all bounds shows where, and ends."""

from __future__ import annotations

import faulthandler
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_HANGS = 600
"""Seconds after which a single test is taken to hang; by hand it may take as long as it is asked to."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Give a folder in memory, where there is one: what is tested here is no disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("DUBAN_")]:
        monkeypatch.delenv(name)
    if "EXAMPLES" not in os.environ:
        faulthandler.dump_traceback_later(_HANGS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()
