"""Figures: which matters they are about and by whose rights, and the versions by which open matters go."""

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


def test_figures_are_about_what_was_asked_for_and_what_the_reader_reaches(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    clock.set("2024-04-01T09:00+08:00")
    engine = make_engine(scenarios=["issue"])
    for units in (["市住建局"], ["市住建局", "市教育局"]):
        engine.open("issue", by=LEAD, units={"lead": LEAD, "responsible": units})
    clock.set("2024-05-06T09:00+08:00")
    engine.open("issue", by=LEAD, units={"lead": LEAD, "responsible": "市教育局"})
    months = engine.figures(by="month").rows
    assert [(row.key, row["received"].numerator) for row in months] == [("2024-04", 2), ("2024-05", 1)]
    april = engine.figures(period="2024-04")
    assert {row.key: row["received"].numerator for row in april.rows} == {"市住建局": 2, "市教育局": 1}
    mine = engine.figures(Query(scope="own"), viewer="市教育局/何静")
    assert mine.total["received"].numerator == 2
    assert engine.figures(Query(unit="市教育局", opened_to=date(2024, 4, 30))).total["received"].numerator == 1
    for asked in ({"by": "colour"}, {"period": "2024-13"}, {"listed": "colour"}, {"at": date(2024, 5, 7)}):
        with pytest.raises(InvalidData):
            engine.figures(**asked)  # type: ignore[arg-type]
    with pytest.raises(InvalidData, match="open_only"):
        engine.figures(Query(open_only=True))  # how matters stand now is not how they stood at a cut-off


def test_versions_are_those_loaded_and_those_that_open_matters_go_by(make_engine: MakeEngine) -> None:
    units = {"lead": LEAD, "responsible": "市住建局"}
    make_engine(scenarios=[shipped("issue", version=2)]).open("issue", by=LEAD, units=units)
    engine = make_engine(scenarios=["issue"])
    engine.open("issue", by=LEAD, units=units)
    found = {each.version: (each.loaded, each.open, each.since is not None) for each in engine.versions("issue")}
    newest = engine.definitions()[0].version
    assert found == {2: (False, 1, True), newest: (True, 1, True)}
    with pytest.raises(UnknownScenario):
        engine.versions("nothing")
