"""An office whose desk is served by a process of its own, and a Chromium: one of each for the tests of a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from desk_process import Served, served
from seats import PROGRAM, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

MISSING = "the desk is tried in Chromium: apt-get install chromium fonts-noto-cjk, and pip install playwright"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an office."""
    with served(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium; where there is none, that fails in CI, and elsewhere the tests say what to install."""
    if PROGRAM is None or sync_playwright is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
