"""The testing kit as it is installed: without pytest it works, and pytest finds it by itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

README = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
REPAIR = README.partition("```yaml\n")[2].partition("```")[0]

PLAY = """
import json, sys
from duban.testing import Harness

with Harness(["repair.yaml"]) as harness:
    item = harness.engine.open("repair", title="电梯", units={"desk": "服务台", "fitter": "维修一班"}, by="服务台")
    harness.until_due(item.number)
    harness.assert_at(item.number, light="red")
print(json.dumps([name for name in sys.modules if "pytest" in name]))
"""

TEST = """
import pytest

@pytest.fixture
def duban_scenarios():
    return ["repair.yaml"]

def test_late(duban_harness, duban_engine):
    item = duban_engine.open("repair", title="电梯", units={"desk": "服务台", "fitter": "维修一班"}, by="服务台")
    duban_harness.until("2024-04-07T09:00+08:00")
    duban_harness.assert_told("维修一班", message="逾期", medium="email", number=item.number)
"""


def test_the_base_install_has_a_harness_and_no_pytest(python: Path, tmp_path: Path) -> None:
    (tmp_path / "repair.yaml").write_text(REPAIR, "utf-8")
    command = [str(python), "-W", "error", "-c", PLAY]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert subprocess.run([str(python), "-c", "import pytest"], capture_output=True, check=False).returncode != 0


def test_pytest_finds_fixtures_and_scenario_files(testing_python: Path, tmp_path: Path) -> None:
    (tmp_path / "repair.yaml").write_text(REPAIR, "utf-8")
    (tmp_path / "test_late.py").write_text(TEST, "utf-8")
    command = [str(testing_python), "-m", "pytest", "-q", "-W", "error", "--duban-scenarios", "repair.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
