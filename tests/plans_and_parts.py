"""Work that is divided: the scenarios of a plan and its parts, and how tests open one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban import Engine, Instance

SCENARIOS = Path(__file__).parent / "workflow" / "scenarios"
PLAN, PART = SCENARIOS / "plan.yaml", SCENARIOS / "part.yaml"
HELPERS = ["市住建局", "市教育局", "市公安局"]


def opened(engine: Engine, *, helpers: list[str] = HELPERS, **options: object) -> Instance:
    units = {"lead": "市优化办", "helper": helpers}
    return engine.open("plan", title="占道整治", units=units, by="市优化办", **options)  # type: ignore[arg-type]


def started(engine: Engine, **options: object) -> tuple[str, dict[str, str]]:
    """Open a plan and start it; return its number and the number of each unit's part."""
    number = opened(engine, **options).number  # type: ignore[arg-type]
    engine.fire(number, "启动", by="市优化办")
    return number, parts(engine, number)


def parts(engine: Engine, number: str) -> dict[str, str]:
    """Return the number of each unit's part."""
    children = [link.number for link in engine.links(number) if link.kind == "child_of"]
    return {engine.instance(child).units["doer"][0]: child for child in children}


TASKS, PIECE = SCENARIOS / "tasks.yaml", SCENARIOS / "piece.yaml"
UNITS = ["市住建局", "市教育局", "市公安局"]


def handed_out(engine: Engine, mode: str, *, units: list[str] = UNITS, signed: bool = True) -> str:
    """Open a task that is followed in this way, and let each unit sign for it; return its number."""
    bound = {"lead": "市发改委", "responsible": units}
    data = {"mode": mode, "deadline": "2024-06-28"}
    number = engine.open("tasks", title="占道整治", units=bound, data=data, by="市优化办").number
    for unit in units if signed else ():
        engine.fire(number, "签收", by=unit)
    return number
