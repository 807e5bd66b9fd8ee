"""The pages of docs/ as a reader follows them: their blocks in order, in one folder, in one shell.

A block of a page says by its language what becomes of it: `console` is typed into the shell, each `$ ` line a command,
the lines under it what it has to show (`…` stands for anything); `python` is run, all of a page in one namespace; with
`file=NAME` behind the language a block is written to that file instead; `text` and `mermaid` are only read. A comment
`<!-- 2026-02-28T18:00 -->` before a block says what time it is in China from there on, if `days` is on PYTHONPATH.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from warm import warm_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

BLOCK = re.compile(r"^```(\w*)(?: file=(\S+))?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DAY = re.compile(r"^<!-- (\d{4}-\d\d-\d\dT\d\d:\d\d) -->$", re.MULTILINE)
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
"""What pip would fetch is at hand already: nothing goes to the network."""

READ_ONLY = {"text", "mermaid"}


class Block(NamedTuple):
    """One block of a page: the line it begins on, its language, the file it is for, and its text."""

    line: int
    language: str
    file: str | None
    text: str
    before: str
    day: str | None


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page in order, each with the paragraph before it, and the day that was named before it."""
    text = page.read_text("utf-8")
    end = 0
    for found in BLOCK.finditer(text):
        before = text[: found.start()].rstrip().rpartition("\n\n")[2]
        days = DAY.findall(text, end, found.start())
        end = found.end()
        line = text[: found.start()].count("\n") + 2
        yield Block(line, found[1], found[2], found[3], before, days[-1] if days else None)


class Typed(NamedTuple):
    """One command that was typed: its exit status and all that it showed."""

    status: int
    shown: str


class Shell:
    """A bash that stays: where one command has gone, and what it has set, holds for the next."""

    END = "-- that was it:"

    def __init__(self, folder: Path, **variables: str) -> None:
        """Start it in a folder, with the interpreter that runs the tests first on the PATH."""
        scripts = str(Path(sys.executable).parent)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "PYTEST"))}
        path = os.pathsep.join([warm_scripts(), scripts, kept.get("PATH", "")])
        environment = {**kept, "PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "100", **OFFLINE, **variables}
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def type(self, command: str) -> Typed:
        """Type a command and return what it showed, errors too."""
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(f"{command}\nstatus=$?; echo; echo '{self.END}' $status\n")
        self._bash.stdin.flush()
        shown: list[str] = []
        for line in self._bash.stdout:
            if line.startswith(self.END):
                return Typed(int(line.rpartition(" ")[2]), "".join(shown))
            shown.append(line)
        message = f"the shell ended with: {command}"
        raise AssertionError(message)

    def __enter__(self) -> Self:
        """Return the shell."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end."""
        self._bash.communicate("exit\n", timeout=30)


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block, with the lines that it has to show."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        wanted = lines[1:]
        command = [lines[0]]
        while command[-1].endswith("\\"):
            command.append(wanted.pop(0))
        yield "\n".join(command), [line for line in wanted if line.strip()]


def missing(wanted: list[str], shown: str) -> list[str]:
    """Return the lines that were not shown, or not in this order; spaces count as one."""
    rest = [" ".join(line.split()) for line in shown.splitlines()]
    lacking = []
    for line in wanted:
        pattern = re.compile(".*".join(re.escape(" ".join(part.split())) for part in line.split("…")))
        found = next((at for at, there in enumerate(rest) if pattern.fullmatch(there)), None)
        if found is None:
            lacking.append(line)
        else:
            del rest[: found + 1]
    return lacking


def follow(page: Path, folder: Path, shell: Shell, *, numbers: tuple[str, str] = ("", "")) -> int:
    """Do what a page says, and return how many blocks that were; `numbers` is the page's year and the present one."""
    known: dict[str, Any] = {"__name__": "__main__"}
    done = 0
    for block in blocks(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        if block.day is not None:
            shell.type(f"export PAGE_NOW={block.day}+08:00")
        if block.file is not None:
            assert f"`{Path(block.file).name}`" in block.before, f"{where}: say that this is {block.file}"
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.text, "utf-8")
        elif block.language == "console":
            for command, wanted in commands(block.text.replace(*numbers) if all(numbers) else block.text):
                typed = shell.type(command)
                lacking = missing(wanted, typed.shown)
                assert not lacking, f"{where}: $ {command}\ndoes not show {lacking}, but:\n{typed.shown}"
                assert typed.status == 0 or wanted, f"{where}: $ {command}\nends with {typed.status}: {typed.shown}"
        elif block.language == "python":
            # Lines of its own before it, so that an error names the page's line.
            code = compile("\n" * (block.line - 1) + block.text, str(page), "exec")
            exec(code, known)  # noqa: S102 - the page's own example
        else:
            assert block.language in READ_ONLY, f"{where}: nothing says how to try {block.language or 'this'}"
            continue
        done += 1
    return done
