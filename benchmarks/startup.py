"""Start-up: what commands and applications take beside importing the libraries that duban stands on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.measure import Result, interleaved, ratio_of, timed

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 9
FILES = 100

_FIVE = "import transitions, sqlmodel, apscheduler.schedulers.background, jinja2, aiosmtplib"
_WHOLE = "import duban; duban.Engine"
_WEB = f"import fastapi, jinja2; {_WHOLE}"
_DESK = f"{_WHOLE}; import duban.desk; duban.desk.Desk"
_MAIN = "import sys; from duban.cli import main; sys.argv[0] = 'duban'; sys.exit(main())"


class Subject(NamedTuple):
    """What is timed, beside which floor, and what the ratio has to be."""

    says: str
    floor: str
    must: float
    goal: float | None = None


SUBJECTS = {
    "version": Subject("duban --version, to importing all five", "five", 0.4),
    "check": Subject("duban scenario check, to importing all five", "five", 0.4),
    "more": Subject("a hundred scenario files more", "five", 0.3),
    "engine": Subject("duban.Engine, to importing SQLModel", "sqlmodel", 1.5, 1.2),
    "desk": Subject("the desk, to fastapi + jinja2 + the engine", "web", 1.5, 1.2),
}


def start_up(project: Path) -> list[Result]:
    """Time a command that needs next to nothing, one that checks a file, and a hundred files more."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        files = _files(project / "benchmarks" / "matter.yaml", Path(folder))

        def milliseconds(*command: str) -> float:
            return timed(lambda: _run(project, command)) * 1000

        kinds = {
            "five": lambda: milliseconds("-c", _FIVE),
            "sqlmodel": lambda: milliseconds("-c", "import sqlmodel"),
            "engine": lambda: milliseconds("-c", _WHOLE),
            "web": lambda: milliseconds("-c", _WEB),
            "desk": lambda: milliseconds("-c", _DESK),
            "version": lambda: milliseconds("-c", _MAIN, "--version"),
            "check": lambda: milliseconds("-c", _MAIN, "scenario", "check", files[0]),
            "hundred": lambda: milliseconds("-c", _MAIN, "scenario", "check", *files),
        }
        for take in kinds.values():
            take()  # whatever is read for the first time is compiled
        figures = interleaved(kinds, runs=RUNS)
    figures["more"] = [many - one for many, one in zip(figures["hundred"], figures["check"], strict=True)]
    return [
        ratio_of(
            each.says, figures, unit="ms", must=each.must, goal=each.goal, at_least=False, ours=name, floor=each.floor
        )
        for name, each in SUBJECTS.items()
    ]


def _files(pattern: Path, folder: Path) -> list[str]:
    text = pattern.read_text("utf-8")
    paths = [folder / f"{place}.yaml" for place in range(FILES + 1)]
    for place, path in enumerate(paths):
        own = text.replace("scenario: bench", f"scenario: bench-{place}").replace('"JS-', f'"JS{place}-')
        path.write_text(own, "utf-8")
    return [str(path) for path in paths]


def _run(project: Path, command: Sequence[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *command], cwd=project, env=environment, capture_output=True, check=True)  # noqa: S603 - our own
