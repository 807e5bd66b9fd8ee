"""A plan that is divided: opening it with all its parts, signing for all that a unit has of it, and sweeping it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on
from duban import load_scenario

if TYPE_CHECKING:
    from duban import Engine, NewItem
    from duban.storage import Durability

RUNS = 5
TASKS, UNITS = 19, 60
LEAD = "市优化办"
_HERE = Path(__file__).parent
SCENARIOS = [load_scenario(_HERE / name) for name in ("whole.yaml", "piece.yaml")]
NAMES = [f"责任单位{place}" for place in range(UNITS)]


def tasks(many: int) -> list[NewItem]:
    """Return the tasks of a plan, each for every unit."""
    return [{"title": f"任务{place}", "units": {"lead": LEAD, "responsible": NAMES}} for place in range(many)]


def pieces(many: int) -> list[NewItem]:
    """Return as many plain items as these tasks have parts, each as one of these parts."""
    return [
        {"title": f"任务{place}", "units": {"lead": LEAD, "responsible": unit}}
        for place in range(many)
        for unit in NAMES
    ]


def _engine(store: Store, url: str | None = None) -> Engine:
    engine = engine_on(url or store.new(), scenarios=SCENARIOS)
    engine.open_many("piece", pieces(1)[:1], by=LEAD)  # what is done once is not timed
    return engine


def opening(store: Store, name: str, many: int = TASKS) -> Result:
    """Time the opening of a plan with all its parts against that of as many plain items with the same messages."""

    def ours() -> float:
        with _engine(store) as engine:
            return timed(partial(engine.open_many, "whole", tasks(many), by=LEAD))

    def floor() -> float:
        with _engine(store) as engine:
            return timed(partial(engine.open_many, "piece", pieces(many), by=LEAD))

    figures = interleaved({"ours": ours, "floor": floor}, runs=RUNS)
    subject = f"a plan of {many} × {UNITS} parts to plain items, {name}"
    return ratio_of(subject, figures, unit="s", must=1.3, goal=1.1, at_least=False)


def signing(store: Store, name: str, many: int = TASKS, *, durability: Durability = "relaxed") -> Result:
    """Time one act that signs for all parts of a unit against one act on one of them."""
    base = store.new()
    with _engine(store, base) as engine:
        engine.open_many("whole", tasks(many), by=LEAD)
        owed = {unit: [item.number for item in engine.find(scenario="piece", unit=unit)] for unit in NAMES}

    def ours() -> float:
        with engine_on(store.copy(base), scenarios=SCENARIOS, durability=durability) as engine:
            engine.instance(owed[NAMES[0]][0])
            times = [timed(partial(engine.fire_many, owed[unit], "签收", by=unit)) for unit in NAMES[1:]]
            return sorted(times)[len(times) // 2]

    def floor() -> float:
        with engine_on(store.copy(base), scenarios=SCENARIOS, durability=durability) as engine:
            engine.instance(owed[NAMES[0]][0])
            times = [timed(partial(engine.fire, owed[unit][0], "签收", by=unit)) for unit in NAMES[1:]]
            return sorted(times)[len(times) // 2]

    figures = interleaved({"ours": ours, "floor": floor}, runs=RUNS)
    subject = f"signing for {many} at once to signing for one, {name}"
    return ratio_of(subject, figures, unit="s", must=3, goal=2, at_least=False)
