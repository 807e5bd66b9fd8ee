"""The command as a process of its own: start-up, pipes, terminals, locales and signals."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from command_line import DUBAN, done, process

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAIN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "zh_CN.UTF-8"}
SLOW = ("sqlmodel", "sqlalchemy", "apscheduler", "alembic", "pydantic", "httpx", "typer", "rich")


@pytest.fixture
def ledger(office: Path) -> Path:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局,市发改委,东区,西区")
    for title in ("政务服务大厅取号机长期故障", "企业开办材料重复提交、多头报送、反复退回问题"):
        done("open", "issue", "--title", title, "--by", "市优化办", *units)
    return office


def on_a_terminal(*arguments: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Run the command with its output on a terminal, and return what that terminal was shown."""
    return run_on_a_terminal([*DUBAN, *arguments], folder=folder, env=env)


def run_on_a_terminal(program: list[str], *, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Run any program so."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(program, cwd=folder, env=dict(env), stdin=theirs, stdout=theirs, stderr=theirs) as child:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:
            pass  # Linux reports the end of a terminal so
        os.close(ours)
    return child.returncode, shown.decode()


@pytest.mark.parametrize("arguments", [["--version"], ["scenario", "check", "issue"]], ids=" ".join)
def test_what_is_called_over_and_over_loads_nothing_slow(tmp_path: Path, arguments: list[str]) -> None:
    probe = (
        "import sys; from duban.cli import main; status = main(sys.argv[1:]);"
        f"print([name for name in {SLOW!r} if name in sys.modules], status)"
    )
    command = [DUBAN[0], "-c", probe, *arguments]
    ran = subprocess.run(command, cwd=tmp_path, env=PLAIN, capture_output=True, check=True, text=True, encoding="utf-8")
    assert ran.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_caller_that_closed_its_streams_gets_the_work_done(ledger: Path, closed: str) -> None:
    act = "open issue --by 市优化办 --unit lead=市优化办 --unit responsible=东区"
    for command in (act, "list --json", "--version"):
        line = f"{' '.join(DUBAN)} {command} {closed}"
        ran = subprocess.run(["sh", "-c", line], cwd=ledger, env=PLAIN, capture_output=True, check=False)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    assert len(done("list", "--json").json) == 3


def test_a_reader_that_leaves_ends_it_quietly(ledger: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen([*DUBAN, "list"], cwd=ledger, env=PLAIN, stdout=writing, stderr=subprocess.PIPE) as child:
        os.close(reading)
        os.close(writing)
        assert child.stderr is not None
        assert child.stderr.read() == b""
    assert child.returncode == 0


def test_a_wide_terminal_shows_a_table_in_colour(ledger: Path) -> None:
    status, shown = on_a_terminal("list", folder=ledger, env={**PLAIN, "COLUMNS": "120", "TERM": "xterm-256color"})
    assert status == 0
    assert "\x1b[32m●绿" in shown
    assert "政务服务大厅取号机长期故障" in shown


@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_a_narrow_terminal_stays_readable_and_loses_nothing(ledger: Path, kind: str) -> None:
    status, shown = on_a_terminal("list", folder=ledger, env={**PLAIN, "COLUMNS": "40", "TERM": kind})
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()]
    assert status == 0
    assert all(len(line.encode("gb18030")) <= 40 for line in lines)
    together = "".join(line.strip() for line in lines)
    for text in ("政务服务大厅取号机长期故障", "市住建局、市发改委、东区、西区", "●绿", "多头报送、反复退回问题"):
        assert text in together


def test_a_dumb_terminal_shows_every_column(ledger: Path) -> None:
    _, shown = on_a_terminal("list", folder=ledger, env={**PLAIN, "COLUMNS": "100", "TERM": "dumb"})
    assert "灯" in shown
    assert "●绿" in shown


@pytest.mark.parametrize(
    ("env", "encoding"),
    [
        ({"LC_ALL": "C"}, "utf-8"),
        ({"PYTHONIOENCODING": "ascii"}, "ascii"),
        ({"PYTHONIOENCODING": "gb18030"}, "gb18030"),
        ({"PYTHONIOENCODING": "latin-1"}, "latin-1"),
    ],
    ids=["C", "ascii", "gb18030", "latin-1"],
)
def test_no_locale_breaks_what_people_read(ledger: Path, env: dict[str, str], encoding: str) -> None:
    listed = process("list", folder=ledger, env={**PLAIN, **env})
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert len(listed.stdout.decode(encoding).splitlines()) == 3
    refused = process("fire", "WT-1999-0001", "签收", "--by", "东区", folder=ledger, env={**PLAIN, **env})
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode(encoding).count("\n") == 1


def test_json_is_utf_8_whatever_the_locale(ledger: Path) -> None:
    listed = process("list", "--json", folder=ledger, env={**PLAIN, "PYTHONIOENCODING": "ascii"})
    assert json.loads(listed.stdout.decode("utf-8"))[0]["units"]["lead"] == ["市优化办"]
    assert "政务服务大厅" in listed.stdout.decode("utf-8")


WAITING = """
import sys, threading
from duban.cli.terminal import progress
from duban.cli.terminal.words import terminal_locale
from duban.words import speaking
progress.PATIENCE_SECONDS = 0
with (
    speaking(terminal_locale()),
    progress.progress("checking the histories", as_json="--json" in sys.argv, counted="parts" not in sys.argv) as told,
):
    if "parts" in sys.argv:
        told(5, 5)
    told(1, 3)
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    told(2, 3)
print("done")
"""


def shown_while_waiting(*arguments: str, folder: Path, language: str) -> str:
    env = {**PLAIN, "LC_ALL": language, "TERM": "xterm", "COLUMNS": "80"}
    program = [DUBAN[0], "-c", WAITING, *arguments]
    return run_on_a_terminal(program, folder=folder, env=env)[1]


def test_whoever_waits_at_a_terminal_sees_how_far_it_has_come(tmp_path: Path) -> None:
    shown = shown_while_waiting(folder=tmp_path, language="zh_CN.UTF-8")
    assert "核对记录" in shown
    assert "2/3" in shown
    assert shown.splitlines()[-1].endswith("done")
    assert "checking the histories" in shown_while_waiting(folder=tmp_path, language="C.UTF-8")
    assert shown_while_waiting("--json", folder=tmp_path, language="C.UTF-8").split() == ["done"]


def test_work_that_is_counted_in_parts_shows_each(tmp_path: Path) -> None:
    assert "2/3" in shown_while_waiting("parts", folder=tmp_path, language="C.UTF-8")


@pytest.mark.parametrize("piped", [{"stdout": subprocess.PIPE}, {"stderr": subprocess.PIPE}], ids=["out", "err"])
def test_nothing_of_it_reaches_a_pipe(tmp_path: Path, piped: dict[str, int]) -> None:
    ours, theirs = pty.openpty()
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs, **piped}
    with subprocess.Popen([DUBAN[0], "-c", WAITING], cwd=tmp_path, env=PLAIN, **ends) as child:  # type: ignore[call-overload]
        os.close(theirs)
        given = b"".join(part or b"" for part in child.communicate(timeout=60))
    shown = os.read(ours, 65536) if "stderr" in piped else b""
    os.close(ours)
    assert (given + shown).split() == [b"done"]


def test_the_daemon_runs_until_it_is_told_to_stop(ledger: Path) -> None:
    with subprocess.Popen([*DUBAN, "daemon"], cwd=ledger, env=PLAIN, stderr=subprocess.PIPE) as child:
        assert child.stderr is not None
        assert b"started" in child.stderr.readline()
        child.send_signal(signal.SIGTERM)
        said = child.stderr.read().decode()
    assert child.returncode == 0
    assert "Traceback" not in said
