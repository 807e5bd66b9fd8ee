"""Peers: the same durable step by others, each in a process of its own; where one is not installed it is left out."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.acts import RUNS, fire_all
from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import engine_on, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.office import Files

PEERS = {"django_fsm": ("django-fsm-2 with a history row", 3, 5), "dbos": ("DBOS, a workflow of one step", 10, 15)}


def fire(store: Files, many: int, project: Path) -> Iterator[Result]:
    """Time a fire beside each peer's step, with the same database settings."""
    base = store.new()
    numbers = opened(base, many)

    def ours() -> float:
        with engine_on(store.copy(base)) as engine:
            engine.instance(numbers[0])
            return many / timed(lambda: fire_all(engine, numbers))

    for module, (name, must, goal) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"({name}: not installed; pip install '.[bench]')", file=sys.stderr)
            continue

        def theirs(module: str = module) -> float:
            program = project / "benchmarks" / "steps" / f"{module}_step.py"
            command = [sys.executable, str(program), store.new().removeprefix("sqlite:///"), str(min(many, 300))]
            ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own program
            return float(json.loads(ran.stdout.splitlines()[-1]))

        figures = interleaved({"ours": ours, "floor": theirs}, runs=RUNS)
        yield ratio_of(f"fire, SQLite, to {name}", figures, unit="/s", must=must, goal=goal)
