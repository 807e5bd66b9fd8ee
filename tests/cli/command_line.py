"""Running the real command, in this process or as one of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

DUBAN = [sys.executable, "-m", "duban"]
# The variables by which a machine could change what these tests see.
UNSET = ("COLUMNS", "DUBAN_CONFIG", "DUBAN_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR")


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        return json.loads(self.out)


def duban(*arguments: object) -> Answer:
    """Run the command in this process."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(out), redirect_stderr(err):
        status = main([str(argument) for argument in arguments])
    return Answer(status, _written(out), _written(err))


def done(*arguments: object) -> Answer:
    """Run the command, which has to succeed and complain about nothing."""
    answer = duban(*arguments)
    assert (answer.status, answer.err) == (0, "")
    return answer


def in_both(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[Answer, Answer]:
    """Run the command in Chinese and again in English."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = duban(*arguments)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return chinese, duban(*arguments)


def process(*arguments: object, folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, with this environment and no other."""
    command = [*DUBAN, *(str(argument) for argument in arguments)]
    return subprocess.run(command, cwd=folder, env=dict(env), capture_output=True, check=False, timeout=60)


def _written(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
