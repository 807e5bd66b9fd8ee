"""Who leads a task that another unit hands out: the ledger and the lists name the unit that the plan names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planning import planning_office

from duban import Contact, Unit
from duban.desk import Function
from duban.workflow import Level

if TYPE_CHECKING:
    from pathlib import Path

UNITS = ("市优化办", "市督考办", "市领导", "市审批局", "市住建局")


def test_the_lead_is_who_the_plan_names_and_not_who_hands_out(tmp_path: Path) -> None:
    people = [Contact(unit, "经办人", Level.HANDLER) for unit in UNITS]
    office = planning_office(tmp_path, at="2026-03-30T09:00+08:00", units=[Unit(name) for name in UNITS], people=people)
    roles = {"lead": "市审批局", "responsible": "市住建局"}
    office.engine.open("task", by="市优化办", title="压减审批时间", units=roles, data={"deadline": "2026-09-30"})
    shown = office.browser("市督考办", "经办人", Function.OFFICER).get("/ledger").text
    assert "市审批局" in shown
    waiting = office.browser("市住建局", "经办人", Function.CLERK).get("/").text
    assert "牵头单位：市审批局" in waiting
