"""Completion, typed into a real bash on a terminal of its own, by what the command then does."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from command_line import DUBAN, done, duban

if TYPE_CHECKING:
    from collections.abc import Sequence

BIN = Path(DUBAN[0]).parent
PLAIN = {"PATH": f"{BIN}:{os.environ.get('PATH', '')}", "LC_ALL": "C.UTF-8", "TERM": "dumb", "PS1": "", "HOME": "/"}
INSTALL = 'eval "$(duban completion bash)"\n'


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    return str(done("open", "issue", "--by", "市优化办", *units, "--json").json["number"])


def typed(keys: str, folder: Path) -> str:
    """Type keys into an interactive bash, and return all that its terminal was shown."""
    ours, theirs = pty.openpty()
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(shell, cwd=folder, env=PLAIN, stdin=theirs, stdout=theirs, stderr=theirs) as child:
        os.close(theirs)
        os.write(ours, f"{INSTALL}{keys}\nexit\n".encode())
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:
            pass  # Linux reports the end of a terminal so
        os.close(ours)
        assert child.wait(60) is not None
    return shown.decode(errors="replace").replace("\r", "")


def offered(line: str, folder: Path) -> list[str]:
    """Ask as the scripts of all shells do; standard error has to stay empty whatever was typed."""
    assert Path.cwd() == folder
    with patch.dict(os.environ, {"_DUBAN_TYPED": line}):  # it leaves variables behind for the library that answers
        ran = duban()
    assert (ran.status, ran.err) == (0, "")
    return [row.partition("\t")[0] for row in ran.out.splitlines() if row]


@pytest.mark.parametrize(
    ("keys", "done_then"),
    [
        ("duban list --sce\tiss\t --op\t --js\t", '"scenario": "issue"'),
        ("duban fire WT\t签\t --by 市住\t --js\t", '"state": "整改"'),
        ("duban open tas\t --by 市优\t --unit lea\t=市优\t --unit res\t市住\t --js\t", '"scenario": "task"'),
        ("duban units --gr\t各\t --js\t", '"name": "东区"'),
    ],
)
def test_bash_completes_commands_options_and_values(number: str, office: Path, keys: str, done_then: str) -> None:
    shown = typed(keys, office)
    assert done_then in shown, number
    assert "rror" not in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("duban sce", ["scenario"]),
        ("duban scenario ", ["check", "test", "simulate", "diagram", "diff", "list", "wording", "schema"]),
        ("duban open ", ["complaint", "issue", "plan", "sheet", "task"]),
        ("duban fire {number} ", ["签收", "申请退单"]),
        ("duban fire {number} --by 市优化办 ", []),
        ("duban extend {number} 整", ["整改时限"]),
        ("duban assign {number} res", ["responsible"]),
        ("duban assign {number} responsible 东", ["东区"]),
        ("duban open issue --unit responsible=东区,西", ["responsible=东区,西区"]),
        ("duban list --st", ["--state"]),
        ("duban migrate is", ["issue"]),
        ("duban migrate issue --by 市优", ["市优化办"]),
        ("duban db ", ["upgrade", "index", "feed", "backup", "restore", "move"]),
        ("duban scenario dia", ["diagram"]),
        ("duban hist", ["history"]),
    ],
)
def test_what_is_offered(number: str, office: Path, line: str, expected: list[str]) -> None:
    found = offered(line.format(number=number), office)
    assert [word for word in found if word in expected] == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "duban",
        "duban 'open",
        "duban fire WT-1-1 ",
        "duban -c nowhere.toml show W",
        "duban why x --not ",
        "\x00"[:0],
    ],
)
def test_nothing_fails_where_somebody_is_typing(office: Path, line: str) -> None:
    (office / "duban.toml").write_text("this is no = = toml", "utf-8")
    offered(line, office)
    assert not (office / "duban.db").exists()


def test_only_what_takes_it_up_again_is_offered_for_what_is_void(number: str, office: Path) -> None:
    done("void", number, "--by", "市优化办", "--note", "停办")
    assert offered(f"duban fire {number} ", office) == ["重新督办"]


def test_looking_makes_no_database(empty: Path) -> None:
    done("init")
    assert offered("duban show ", empty) == []
    assert offered("duban fire W ", empty) == []
    assert not (empty / "duban.db").exists()


@pytest.mark.parametrize("words", [("zsh", "compdef _duban duban"), ("fish", "complete --command duban")])
def test_the_other_shells_have_their_scripts(words: Sequence[str]) -> None:
    assert words[1] in done("completion", words[0]).out


def test_commands_are_offered_without_loading_the_engine(office: Path) -> None:
    slow = ("sqlmodel", "sqlalchemy", "apscheduler", "alembic", "jinja2", "duban.workflow")
    probe = f"import sys; from duban.cli import main; main(); print([n for n in {slow!r} if n in sys.modules])"
    env = {**PLAIN, "_DUBAN_TYPED": "duban fi"}
    ran = subprocess.run([DUBAN[0], "-c", probe], cwd=office, env=env, capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"
