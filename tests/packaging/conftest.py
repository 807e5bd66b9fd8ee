"""The wheel and the sdist, built once, and environments in which nothing but the wheel is installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from environments import brought_by, environment, needed_by

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it, as a release does; return their folder.

    Without hatchling at hand that is done in an environment that fetches it.
    """
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    if importlib.util.find_spec("hatchling") is not None:
        command.insert(-1, "--no-isolation")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """Give the wheel."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(built: Path) -> Path:
    """Give the sdist."""
    (found,) = built.glob("*.tar.gz")
    return found


@pytest.fixture(autouse=True)
def _on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let environments use what is installed in them, wherever the tests themselves have duban from."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the Python of an environment that has what `pip install duban` brings."""
    return environment(tmp_path_factory.mktemp("venv"), wheel, needed_by(wheel))


@pytest.fixture(scope="session")
def testing_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the Python of an environment that has pytest as well."""
    pytests = [metadata.distribution("pytest"), *brought_by("pytest")]
    return environment(tmp_path_factory.mktemp("testing"), wheel, [*needed_by(wheel), *pytests])
