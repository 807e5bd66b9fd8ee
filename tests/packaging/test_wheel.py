"""The wheel: built, installed beside an application whose own packages bear our rooms' names, and used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from duban.demo import SAMPLES

ROOT = Path(__file__).parent.parent.parent

APPLICATION = '''
"""An application with rooms of its own."""

import asyncio
import json
import sys
from pathlib import Path

import duban
import ledger, notifiers, scenarios, states, storage, workflow
from duban.demo import SAMPLES
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
        "shipped": sorted(each.scenario for each in engine.definitions()),
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
        "shipped": ["complaint", "issue", "plan", "sheet", "task"],
        "samples": True,
        "private": [],
    }
    assert facts["fired"] > 0


def test_the_command_is_installed_with_it(python: Path, tmp_path: Path) -> None:
    command = [str(python.parent / "duban"), "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.1" in done.stdout


@pytest.mark.parametrize(
    ("locale", "what"),
    [
        ("C.UTF-8", "error: {name}: is {kind}, which needs the extra: pip install 'duban[office]'; or save it as"),
        ("zh_CN.UTF-8", "错误：{name}: 是 {kind}，须先安装：pip install 'duban[office]'；或另存为"),
    ],
)
def test_without_the_extra_a_plan_is_read_as_text_and_for_other_files_it_says_what_to_install(
    python: Path, tmp_path: Path, locale: str, what: str
) -> None:
    docx.Document().save(str(tmp_path / "plan.docx"))
    (tmp_path / "plan.html").write_text("<html><body>1. 甲事。</body></html>", "utf-8")
    settings = {"PATH": os.environ["PATH"], "LC_ALL": locale}

    def notice(plan: str | Path) -> subprocess.CompletedProcess[str]:
        command = [str(python.parent / "duban"), "notice", str(plan), "--dry-run"]
        return subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)

    for name in ("plan.docx", "plan.html"):
        refused = notice(name)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert refused.stderr.startswith(what.format(name=name, kind=Path(name).suffix))
    read = notice(SAMPLES / "plan.txt")
    assert (read.returncode, read.stderr) == (0, "")
    assert "市优化办" in read.stdout


def test_whoever_installs_it_has_its_types(python: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TYPED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "app.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (wrong, _) = done.stdout.splitlines()
    assert wrong.startswith('app.py:7: error: Argument "by" to "open" of ')
