"""How the demo's units report: each hands in its sheet of the month in one act, and the office takes what it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duban.workflow import Engine, Instance

_DAY = 3
"""The day of the month from which units hand in."""


def report(engine: Engine, today: date, owing: Callable[[Instance], bool] | None = None) -> int:
    """Hand in the sheets that wait for it, accept those that were handed in, and return the number of acts.

    Those of which `owing` is true are left as they are.
    """
    if today.day < _DAY:
        return 0
    acts = 0
    for sheet in engine.find(scenario="sheet", open_only=True):
        if owing is not None and owing(sheet):
            continue
        if sheet.state == "待填报" and sheet.opened_at.date() < today.replace(day=1):
            engine.report(sheet.number, _lines(sheet), by=sheet.units["reporter"][0], hand_in=True)
            acts += 1
        elif sheet.state == "待收讫":
            engine.fire(sheet.number, "收讫", by=sheet.units["office"][0])
            acts += 1
    return acts


def _lines(sheet: Instance) -> dict[str, dict[str, object]]:
    lines = () if sheet.sheet is None else sheet.sheet.lines
    return {line.number: {"done": "按计划推进", "next": "继续落实"} for line in lines}
