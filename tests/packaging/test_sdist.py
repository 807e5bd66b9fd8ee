"""The sdist: whole, installed as it is, and its tests run against what was installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PART = ("tests/states/test_durations.py", "tests/words/test_dates.py", "tests/test_layers.py")


@pytest.fixture
def unpacked(sdist: Path, tmp_path: Path) -> Path:
    """Unpack it in an empty folder."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    return folder


def test_the_sdist_holds_all_that_is_kept(unpacked: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    kept = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    there = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert {name for name in kept if name and (ROOT / name).is_file()} - there == set()


def test_a_part_of_its_tests_runs_against_what_was_installed(unpacked: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--no-build-isolation", "--quiet"]
    command += ["--disable-pip-version-check", "--target", str(site), str(unpacked)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # `-P`: the folder beside the tests has the package, too, and is not what is tried.
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", *PART]
    settings = {**os.environ, "PYTHONPATH": str(site)}
    shown = subprocess.run(
        [sys.executable, "-P", "-c", "import duban; print(duban.__file__)"],
        env=settings, cwd=unpacked, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert shown.startswith(str(site))
    done = subprocess.run(command, env=settings, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert " passed" in done.stdout
