"""CONTRIBUTING says where things are: each file that it names is there."""

from __future__ import annotations

import re

import pytest
from pages import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:duban|tests|docs)/[\w./-]+)`", TEXT)))


def test_the_map_names_files() -> None:
    assert len(NAMED) > 20


@pytest.mark.parametrize("path", NAMED)
def test_a_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    "room", sorted({path.name for path in (ROOT / "duban").iterdir() if path.is_dir()} - {"__pycache__"})
)
def test_the_readme_tells_what_each_room_is(room: str) -> None:
    assert f"`{room}/`" in (ROOT / "README.md").read_text("utf-8")
