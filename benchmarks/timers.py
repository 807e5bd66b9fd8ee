"""Sweeps: what a thousand due cost beside raw bulk, and how little it matters how many are open."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import DUE, Files, Store, engine_on, opened
from benchmarks.recording import connect, recording, replay_bulk

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 5
DUE_NOW = 1000


def sweep(store: Store, name: str) -> Result:
    """Time a sweep of a thousand due against the same rows written raw, in bulk."""
    base = store.new()
    opened(base, DUE_NOW)
    with engine_on(store.copy(base), DUE) as engine, recording(engine) as taken:
        engine.sweep()
    taken.transactions = [one for one in taken.transactions if any("UPDATE" in said for said, _, _ in one)]

    def floor() -> float:
        connection = connect(store.copy(base))
        took = timed(lambda: replay_bulk(connection, taken, size=1))
        connection.close()
        return took * 1000

    def ours() -> float:
        with engine_on(store.copy(base), DUE) as engine:
            engine.next_instant()
            return timed(engine.sweep) * 1000

    figures = interleaved({"ours": ours, "floor": floor}, runs=RUNS)
    return ratio_of(f"sweep of 1,000 due, {name}", figures, unit="ms", must=10, goal=5, at_least=False)


def grown(store: Files, base: str, many: int) -> str:
    """Return a copy with `many` more open instances, due years later, and as many rungs fired long ago."""
    url = store.copy(base)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    columns = [row[1] for row in connection.execute("PRAGMA table_info(duban_instance)")]
    model = dict(zip(columns, connection.execute("SELECT * FROM duban_instance LIMIT 1").fetchone(), strict=True))
    instants = ("due_at", "blue_at", "yellow_at", "red_at", "light_until", "wake_at")
    later = {name: model[name] and str(model[name]).replace("2024", "2031") for name in instants}
    first = connection.execute("SELECT max(id) FROM duban_instance").fetchone()[0] + 1

    def row(place: int) -> list[object]:
        changed = {"id": first + place, "number": f"Z-{place}", "year": 2023, "seq": place + 1, **later}
        return [{**model, **changed}[name] for name in columns]

    marks = ",".join("?" * len(columns))
    connection.executemany(f"INSERT INTO duban_instance VALUES ({marks})", (row(place) for place in range(many)))  # noqa: S608
    claims = ((first + place, "时限", 1, 1, "due", "fired", model["opened_at"]) for place in range(many))
    connection.executemany(
        "INSERT INTO duban_claim (instance_id, clock, round, lap, rung, outcome, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        claims,
    )
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
    return url


def growth(store: Files, sizes: tuple[int, ...]) -> list[Result]:
    """Time an idle tick, and a sweep of the same thousand due, among few and among many open instances."""
    base = store.new()
    opened(base, DUE_NOW)
    places = {many: grown(store, base, many) for many in sizes}

    def swept(many: int) -> float:
        with engine_on(store.copy(places[many]), DUE) as engine:
            engine.next_instant()
            return timed(engine.sweep) * 1000

    def idle(many: int) -> float:
        with engine_on(places[many]) as engine:
            engine.sweep()
            return median(timed(engine.sweep) for _ in range(20)) * 1000

    few, *more = sizes
    results = []
    for name, take in (("idle tick", idle), ("sweep of the same 1,000 due", swept)):
        figures = interleaved({str(many): partial(take, many) for many in sizes}, runs=RUNS)
        results += [
            ratio_of(
                f"{name}, {many:,} open to {few:,}, SQLite",
                {"ours": figures[str(many)], "floor": figures[str(few)]},
                unit="ms",
                must=2,
                goal=1.2,
                at_least=False,
            )
            for many in more
        ]
    return results


_DAEMON = """
import json, resource, sys
from benchmarks.office import engine_on
with engine_on(sys.argv[1]) as engine:
    for _ in range(50):
        engine.sweep(); engine.next_instant(); engine.health()
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def memory(store: Files, sizes: tuple[int, ...], project: Path) -> list[Result]:
    """Measure what a process that sweeps holds in memory among few and among many open instances."""
    base = store.new()
    opened(base, DUE_NOW)
    few, *more = sizes
    places = {many: grown(store, base, many) for many in sizes}

    def held(many: int) -> float:
        command = [sys.executable, "-c", _DAEMON, places[many]]
        ran = subprocess.run(command, cwd=project, capture_output=True, check=True)  # noqa: S603 - our own program
        return float(json.loads(ran.stdout)) / 1024

    figures = interleaved({str(many): partial(held, many) for many in sizes}, runs=3)
    return [
        ratio_of(
            f"memory of the daemon, {many:,} open to {few:,}",
            {"ours": figures[str(many)], "floor": figures[str(few)]},
            unit="MB",
            must=1.1,
            goal=1.02,
            at_least=False,
        )
        for many in more
    ]
