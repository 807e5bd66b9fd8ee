"""Figures: what is counted for whom, and the versions by which open matters go, on both databases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import InvalidData, Query, UnknownScenario
from duban.scenarios import shipped

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock

LEAD = "市优化办"


def test_figures_are_about_what_was_handed_out_in_the_period(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2024-04-01T09:00+08:00")
    engine = make_engine(scenarios=["issue"])
    one, two, three = (
        engine.open("issue", by=LEAD, units={"lead": LEAD, "responsible": units}).number
        for units in (["市住建局"], ["市住建局", "市教育局"], ["市住建局"])
    )
    engine.fire(one, "签收", by="市住建局")
    engine.extend(one, "整改时限", "5 working days", by="市住建局", note="等材料")
    engine.decide(engine.pending(number=one)[0].id, approve=True, by=LEAD)
    engine.fire(one, "暂缓办理", by=LEAD, note="等上级")
    engine.decide(engine.pending(number=one)[0].id, approve=True, by="市领导")
    engine.fire(one, "恢复办理", by=LEAD, note="可以办了")  # which goes back, and sends nothing back
    engine.void(three, by=LEAD, note="重复")
    clock.set("2024-05-06T09:00+08:00")
    engine.open("issue", by=LEAD, units={"lead": LEAD, "responsible": "市教育局"})
    april = Query(opened_from=date(2024, 4, 1), opened_to=date(2024, 4, 30))
    found = engine.figures(april)
    assert {row.key: (row.opened, row.open, row.ended, row.overdue) for row in found.rows} == {
        "市住建局": (3, 2, 1, 2),
        "市教育局": (1, 1, 0, 1),
    }
    assert (found.total.opened, found.total.due, found.total.on_time) == (3, 2, 0)
    assert (found.total.extended, found.total.returned, found.total.days) == (1, 0, None)
    assert [(row.key, row.opened) for row in engine.figures(by="month").rows] == [("2024-04", 3), ("2024-05", 1)]
    mine = engine.figures(Query(scope="own"), viewer="市教育局/何静")
    assert (mine.total.opened, {row.key: row.opened for row in mine.rows}) == (2, {"市教育局": 2, "市住建局": 1})
    assert [each.number for each in engine.figured(Query(unit="市教育局", opened_to=date(2024, 4, 30)))] == [two]
    with pytest.raises(InvalidData):
        engine.figures(by="colour")


def test_versions_are_those_loaded_and_those_that_open_matters_go_by(make_engine: MakeEngine) -> None:
    units = {"lead": LEAD, "responsible": "市住建局"}
    make_engine(scenarios=[shipped("issue", version=2)]).open("issue", by=LEAD, units=units)
    engine = make_engine(scenarios=["issue"])
    engine.open("issue", by=LEAD, units=units)
    found = {each.version: (each.loaded, each.open, each.since is not None) for each in engine.versions("issue")}
    assert found == {2: (False, 1, True), 4: (True, 1, True)}
    with pytest.raises(UnknownScenario):
        engine.versions("nothing")
