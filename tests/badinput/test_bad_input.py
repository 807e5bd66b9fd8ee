"""One small bad input per rule, and beside it what its user is told."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from bad_input import READERS, cases

from duban import Engine, ScenarioError, Settings
from duban.cli import main
from duban.ledger import NoticeError
from duban.notifiers import NotifierError
from duban.storage import StorageError
from duban.workflow import WorkflowError

pytestmark = pytest.mark.usefixtures("english")

REFUSALS = (WorkflowError, ScenarioError, NotifierError, NoticeError, StorageError)
FILES = [pytest.param(kind, path, id=f"{kind}/{path.stem}") for kind in READERS for path in cases(kind)]
LINES = [pytest.param(path, id=path.stem) for path in cases("commands")]


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but a case's own variables speak."""
    for name in [name for name in os.environ if name.startswith("DUBAN_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_a_bad_file_is_answered_with_its_message(
    kind: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = path.with_name(f"{path.name}.expect").read_text("utf-8")
    before = dict(os.environ)
    # A file is named as its user would, from the folder in which it lies; variables need an empty one.
    monkeypatch.chdir(tmp_path if kind == "environment" else path.parent)
    try:
        with pytest.raises(REFUSALS) as refused:
            READERS[kind](path if kind == "environment" else Path(path.name))
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
    assert str(refused.value) + "\n" == expected


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder as `duban init` does, with one instance; WT-1 stands for its number."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    return tmp_path


@pytest.mark.parametrize("path", LINES)
def test_a_bad_command_line_is_answered_in_few_lines_and_changes_nothing(office: Path, path: Path) -> None:
    with Engine(Settings.load()) as engine:
        number = engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"}).number
        before = engine.history(number), sorted(item.name for item in office.iterdir())
    status, *parts = path.with_name(f"{path.name}.expect").read_text("utf-8").splitlines()
    arguments = path.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    arguments = [argument.replace("WT-1", number) if argument == "WT-1" else argument for argument in arguments]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        found = main(arguments)
    said = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert found == int(status), said
    assert 1 <= len(said.splitlines()) <= 3
    assert all(len(line) < 1000 for line in said.splitlines())
    assert not [part for part in parts if part not in said], said
    assert "fault of duban" not in said
    with Engine(Settings.load()) as engine:
        assert (engine.history(number), sorted(item.name for item in office.iterdir())) == before
        assert engine.verify().ok


def test_the_corpus_is_there() -> None:
    assert min(len(cases(kind)) for kind in (*READERS, "commands")) > 10
