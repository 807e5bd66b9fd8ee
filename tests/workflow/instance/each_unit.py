"""A task that names three units, each of which signs for itself, in the rules of `each.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

FILE = Path(__file__).parents[1] / "scenarios" / "each.yaml"
OFFICE, LEAD = "市优化办", "市发改委"
UNITS = ("甲局", "乙局", "丙局")


def made(make_engine: MakeEngine, *changes: tuple[str, str], **options: Any) -> Engine:  # noqa: ANN401
    text = FILE.read_text("utf-8").partition("\nexamples:")[0]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return make_engine(scenarios=[read_scenario(text, "each.yaml")], directory=MadeUpPeople(), **options)


def opened(engine: Engine, *units: str, **options: Any) -> str:  # noqa: ANN401 - as Engine.open takes them
    bound = {"lead": LEAD, "responsible": list(units or UNITS)}
    return engine.open("each", title="窗口排队", units=bound, by=OFFICE, **options).number


def sign(engine: Engine, number: str, *units: str) -> None:
    for unit in units:
        engine.fire(number, "签收", by=unit, data={"plan": f"{unit}方案"})


def owing(engine: Engine, number: str) -> tuple[str, ...]:
    return tuple(unit for units in engine.instance(number).owing.values() for unit in units)


def check_proven(engine: Engine) -> None:
    found = engine.verify()
    assert (found.findings, dict(found.unjudged)) == ((), {})
