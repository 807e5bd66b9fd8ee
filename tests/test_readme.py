"""The README's examples run as they stand, and its commands are those that there are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Field, Session, SQLModel, create_engine

from duban import Engine

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


class Row(SQLModel, table=True):
    __tablename__ = "readme_row"
    id: int | None = Field(default=None, primary_key=True)


def duban(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "duban", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_first_program_runs_and_says_what_it_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks("python")[0], "README.md", "exec"), {})  # noqa: S102 - the README's own example
    said = capsys.readouterr().out
    assert "role 市教育局不是本事项的责任单位" in said
    assert said.rstrip().endswith("True")


def test_the_program_in_its_own_transaction_commits_both_or_neither(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'app.db'}"
    my_engine = create_engine(url)
    SQLModel.metadata.create_all(my_engine, tables=[SQLModel.metadata.tables["readme_row"]])
    duban_engine = Engine(bind=my_engine, scenarios=["issue"])
    duban_engine.create_tables()
    item = duban_engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
    names = {
        "Engine": Engine,
        "Session": Session,
        "my_engine": my_engine,
        "my_row": Row(),
        "number": item.number,
    }
    exec(compile(blocks("python")[1], "README.md", "exec"), names)  # noqa: S102 - the README's own example
    with Session(my_engine) as session:
        assert session.get(Row, 1) is not None
    assert duban_engine.instance(item.number).state == "整改"
    my_engine.dispose()


def test_the_whole_scenario_passes_its_checks_and_its_own_examples(tmp_path: Path) -> None:
    (scenario,) = blocks("yaml")
    (tmp_path / "repair.yaml").write_text(scenario, "utf-8")
    for verb, shows in (("check", "repair"), ("test", "无人处理"), ("diagram", "<svg ")):
        done = duban("scenario", verb, "repair.yaml", folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert shows in done.stdout


def test_every_command_of_the_readme_is_one_that_there_is(tmp_path: Path) -> None:
    console = "\n".join(blocks("console"))
    verbs = set(re.findall(r"^duban (scenario \w+|\w+)", console, re.MULTILINE))
    assert len(verbs) >= 6
    for verb in sorted(verbs):
        assert duban(*verb.split(), "--help", folder=tmp_path).returncode == 0
    targets = set(re.findall(r"^make (\w+)", console, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert targets == {"demo", "test", "deep"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_what_the_readme_points_at_is_there() -> None:
    paths = re.findall(r"`((?:duban|tests)/[\w./]+)`", README)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
