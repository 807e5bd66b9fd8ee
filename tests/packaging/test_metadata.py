"""What PyPI and pip are told: the README with its links, addresses, versions, extras, and how much it is."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from environments import needed_by
from readme_renderer.markdown import render

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parent.parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

MOST_MB = 60
"""What `pip install duban` may install, in files as the wheels bring them."""

FIVE = {"aiosmtplib", "apscheduler", "jinja2", "sqlmodel", "transitions"}
"""What duban is made for stands on these; they come with it, not with an extra."""


@pytest.fixture(scope="module")
def told(wheel: Path) -> Message:
    """Give the metadata of the wheel."""
    found: Message = next(metadata.distributions(path=[str(wheel)])).metadata
    return found


def test_pypi_takes_the_wheel_and_the_sdist(wheel: Path, sdist: Path) -> None:
    command = [sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_link_and_picture_of_the_readme_leads_somewhere_from_pypi(told: Message) -> None:
    shown = render(told.get_payload())
    assert shown is not None
    links, pictures = re.findall(r'href="([^"]+)"', shown), re.findall(r'<img[^>]*src="([^"]+)"', shown)
    assert pictures
    assert len(links) > len(pictures)
    assert [each for each in [*links, *pictures] if not each.startswith(("https://", "#"))] == []
    for address in [*links, *pictures]:
        place = re.fullmatch(r"https://[^/]+/[^/]+/[^/]+/(?:(?:blob|tree)/)?main/([^#]+)(?:#.*)?", address)
        if place is not None:
            assert (ROOT / place[1]).exists(), address
    assert all(each.endswith(".png") for each in pictures), "PyPI shows no SVG of a repository's"
    assert "mermaid" not in shown


def test_it_says_where_it_lives_and_on_what_it_runs(told: Message) -> None:
    urls = dict(each.split(", ") for each in told.get_all("Project-URL") or ())
    assert urls.keys() == {"Documentation", "Changelog", "Source", "Issues"}
    classifiers = told.get_all("Classifier") or ()
    versions = {each.rpartition(" ")[2] for each in classifiers if re.search(r"Python :: 3\.\d+$", each)}
    assert versions == {"3.11", "3.12", "3.13", "3.14"}
    assert told["License-Expression"] == "MIT"
    assert told.get_all("License-File") == ["LICENSE"]


def test_the_extras_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = re.findall(r"^\| `(\w+)` \| .+ \|$", readme.partition("| extra |")[2].partition("\n\n")[0], re.MULTILINE)
    assert {*table, "bench", "dev", "test"} == PROJECT["optional-dependencies"].keys()


def test_what_it_stands_on_comes_with_it_and_is_small(wheel: Path) -> None:
    brought = needed_by(wheel)
    assert {each.metadata["Name"].lower() for each in brought} >= FIVE
    sizes = {each.metadata["Name"]: _size(each) for each in brought} | {"duban": _unpacked(wheel)}
    assert sum(sizes.values()) / 1e6 <= MOST_MB, sorted(sizes.items(), key=lambda each: -each[1])[:8]


def _size(found: metadata.Distribution) -> int:
    """Return how many bytes a distribution's files have; Python makes the compiled ones itself."""
    files = [Path(str(found.locate_file(file))) for file in found.files or () if file.suffix != ".pyc"]
    return sum(path.stat().st_size for path in files if path.is_file())


def _unpacked(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        return sum(each.file_size for each in archive.infolist())
