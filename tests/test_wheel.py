"""The wheel: built, installed beside an application whose own packages bear our rooms' names, and used there."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

APPLICATION = '''
"""An application with rooms of its own."""

import asyncio
import json
import sys
from pathlib import Path

import duban
import ledger, notifiers, scenarios, states, storage, workflow
from duban.ledger import SAMPLES
from duban.testing import FixedClock, RecordingNotifier

mine = [module.WHOSE for module in (ledger, notifiers, scenarios, states, storage, workflow)]
clock, mail = FixedClock("2024-04-01T09:00+08:00"), RecordingNotifier()
people = duban.Directory(contacts=[duban.Contact("市优化办", "甲", "handler", email="jia@example.org")])
with duban.Engine("sqlite:///app.db", clock=clock, directory=people, channels={"email": lambda: mail}) as engine:
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    item = engine.open("issue", title="窗口排队过长", units=units, by="市优化办")
    item = engine.fire(item.number, "签收", by="市住建局")
    clock.set("2024-07-01T09:00+08:00")
    fired = engine.sweep().fired
    delivered = asyncio.run(engine.deliver()).delivered
    facts = {
        "home": str(Path(duban.__file__).parent),
        "mine": mine,
        "state": item.state,
        "fired": fired,
        "told": delivered == len(mail.sent) > 0,
        "proved": engine.verify().ok,
        "shipped": sorted(engine.catalogue.scenarios),
        "samples": bool(SAMPLES),
        "private": sorted(name for name in sys.modules if name in {"engine", "tables", "clocks"}),
    }
print(json.dumps(facts))
'''

TYPED = """
from typing import assert_type

from duban import Engine, Instance

assert_type(Engine("sqlite:///app.db").open("issue", by="市优化办"), Instance)
Engine("sqlite:///app.db").open("issue", by=3)
"""

ROOMS = ("ledger", "notifiers", "scenarios", "states", "storage", "workflow")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release does; without hatchling at hand, in an environment that fetches it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    if importlib.util.find_spec("hatchling") is not None:
        command.insert(-1, "--no-isolation")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing but the wheel, into an environment that borrows our dependencies."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    made = folder / "bin" / "python"
    # A path in a .pth file brings in what is there, but not the link to this checkout that is there as well.
    answer = [str(made), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(answer, capture_output=True, text=True, check=True).stdout.strip())
    paths = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (site / "borrowed.pth").write_text("\n".join(paths) + "\n", "utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(made), "install", "--no-deps", "--quiet"]
    command += ["--force-reinstall", "--no-index", "--disable-pip-version-check", "--ignore-installed", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_the_wheel_holds_all_that_the_package_holds(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    there = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "duban").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there <= packed
    assert "duban/py.typed" in packed
    assert any(name.endswith("LICENSE") for name in packed)
    strangers = {name for name in packed if not name.startswith("duban")}
    assert strangers == set(), "nothing of ours may lie at the top, where an application's packages are"


def test_an_application_with_packages_of_the_same_names_uses_it(python: Path, tmp_path: Path) -> None:
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text(f"WHOSE = 'the application: {room}'\n", "utf-8")
    (tmp_path / "app.py").write_text(APPLICATION, "utf-8")
    done = subprocess.run(
        [str(python), "-W", "error", "app.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert str(python.parent.parent) in facts.pop("home"), "what is used is what was installed"
    assert facts == {
        "mine": [f"the application: {room}" for room in ROOMS],
        "state": "整改",
        "fired": facts["fired"],
        "told": True,
        "proved": True,
        "shipped": ["complaint", "issue", "task"],
        "samples": True,
        "private": [],
    }
    assert facts["fired"] > 0


def test_the_command_is_installed_with_it(python: Path, tmp_path: Path) -> None:
    command = [str(python.parent / "duban"), "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.1" in done.stdout


def test_whoever_installs_it_has_its_types(python: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TYPED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "app.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (wrong, _) = done.stdout.splitlines()
    assert wrong.startswith('app.py:7: error: Argument "by" to "open" of ')
