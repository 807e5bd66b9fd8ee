"""A real process, killed while it adds files and names them: no half file in the store, no use without its bytes."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest

from duban import Engine, Evidence
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIO = Path(__file__).parents[1] / "workflow" / "files" / "proof.yaml"
KILLS = 3

OPENED = f"""
import io, sys, random
from duban import Engine, Evidence

evidence = Evidence(folder=sys.argv[2], free_mb=0)
engine = Engine(sys.argv[1], scenarios=[{str(SCENARIO)!r}], channels={{}}, evidence=evidence)
units = {{"lead": "市优化办", "responsible": "市住建局"}}
"""

HALF = (
    OPENED
    + """
print(flush=True)
engine.put_file(sys.stdin.buffer, name="half.pdf", by="市优化办")
"""
)

BUSY = (
    OPENED
    + """
while True:
    content = b"%PDF-1.7" + random.randbytes(300_000)
    file = engine.put_file(io.BytesIO(content), name="a.pdf", by="市优化办")
    number = engine.open("proof", by="市优化办", units=units, data={"report": file}).number
    print(number, flush=True)
    if random.random() < 0.3:
        engine.erase(number, "report", by="市优化办", note="删除")
"""
)


@contextmanager
def running(program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", program, *arguments], stdin=PIPE, stdout=PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def half_files(folder: Path) -> list[str]:
    """Return the files of the store that are not what their names say."""
    there = [path for path in folder.glob("??/??/*") if path.is_file()]
    return [path.name for path in there if sha256(path.read_bytes()).hexdigest() != path.name]


def test_killed_while_a_file_arrives_it_leaves_nothing_but_remains(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    with running(HALF, database_url, str(folder)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        # More than a pipe holds: the process has read most of it when this returns, and waits for the rest.
        process.stdin.write(b"%PDF-1.7" + bytes(5_000_000))
        process.stdin.flush()
        process.kill()
        process.wait()
    assert list(folder.glob("??/??/*")) == []
    assert len(list(folder.glob("tmp/*.part"))) == 1
    clock = FixedClock("2999-01-01T09:00+08:00")
    with Engine(database_url, scenarios=[SCENARIO], clock=clock, evidence=Evidence(folder=str(folder))) as engine:
        assert engine.verify(files=1).findings == ()
        assert engine.tidy_files().to_json() == {"deleted": 0, "remains": 1}
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("english")
def test_killed_again_and_again_no_field_names_a_file_that_is_not_whole(database_url: str, tmp_path: Path) -> None:
    folder, chance = tmp_path / "files", random.Random(7)  # noqa: S311 - when to kill is no secret
    for _ in range(KILLS):
        with running(BUSY, database_url, str(folder)) as process:
            assert process.stdout is not None
            for _ in range(chance.randint(1, 12)):
                assert process.stdout.readline().startswith(b"ZZ-")
            process.kill()
            process.wait()
        assert half_files(folder) == []
    evidence, clock = Evidence(folder=str(folder), free_mb=0), FixedClock("2024-04-01T09:00+08:00")
    with Engine(database_url, scenarios=[SCENARIO], channels={}, evidence=evidence) as engine:
        found = engine.verify(files=1)
        named = {file.sha256 for item in engine.find() for file in engine.files(item.number)}
        assert found.findings == ()
        assert len(named) >= KILLS
        clock.set(engine.now() + timedelta(days=2))
    # A day later, what was added and not named is gone, and what fields name stays.
    with Engine(database_url, scenarios=[SCENARIO], channels={}, evidence=evidence, clock=clock) as engine:
        engine.tidy_files()
        strange = engine.verify(files=1).findings
    # Killed between the bytes and the commit, it leaves bytes of which the database never knew; they are told of.
    left = {path.name for path in folder.rglob("*") if path.is_file()} - named
    assert {each.problem for each in strange} == {f"the file {sha256} belongs to nothing" for sha256 in left}
    assert named <= {path.name for path in folder.rglob("*")}
