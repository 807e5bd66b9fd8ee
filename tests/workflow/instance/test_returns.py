"""退单: a unit may give back what is not its own, so often and so soon; after that it is assigned, and that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Engine, TransitionRefused
from duban.scenarios import shipped
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban.testing import FixedClock

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with the shipped 问题整改: given back twice a round at most, within two working days."""
    return make_engine(scenarios=[ISSUE], directory=MadeUpPeople())


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as caught:
        act()
    return list(caught.value.codes)


def opened(engine: Engine) -> str:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    return engine.open("issue", title="占道经营", units=units, by="市优化办").number


def give_back(engine: Engine, number: str, by: str, to: str) -> tuple[str, ...]:
    return engine.fire(number, "退单", by=by, note="不属本单位职责", units=to).units["responsible"]


def test_given_back_twice_it_is_assigned_for_good(office: Engine) -> None:
    number = opened(office)
    assert give_back(office, number, "市住建局", "市教育局") == ("市教育局",)
    assert refused(lambda: give_back(office, number, "市住建局", "市公安局")) == ["role"]
    assert give_back(office, number, "市教育局", "市公安局") == ("市公安局",)
    assert refused(lambda: give_back(office, number, "市公安局", "市住建局")) == ["times"]
    assigned = office.assign(number, "responsible", "市住建局", by="市优化办", note="经研究由市住建局办理")
    assert assigned.units["responsible"] == ("市住建局",)
    assert refused(lambda: give_back(office, number, "市住建局", "市教育局")) == ["times"]
    assert [entry.trigger or entry.kind for entry in office.history(number)] == ["open", "退单", "退单", "assign"]
    assert office.verify().ok


def test_given_back_too_late_it_stays(office: Engine, clock: FixedClock) -> None:
    number, late = opened(office), opened(office)
    clock.set("2024-04-03T23:59:59+08:00")
    give_back(office, number, "市住建局", "市教育局")
    clock.set("2024-04-04T00:00:00+08:00")  # two working days after Monday the first
    assert refused(lambda: give_back(office, late, "市住建局", "市教育局")) == ["within"]
    assert office.assign(late, "responsible", "市教育局", by="市优化办").units["responsible"] == ("市教育局",)


def test_who_gets_it_is_reminded_anew_in_the_time_that_is_left(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    before = office.instance(number).due_on
    clock.set("2024-04-02T10:00+08:00")
    office.assign(number, "responsible", "市教育局", by="市优化办")
    assert office.instance(number).due_on == before
    clock.set("2024-04-16T08:30+08:00")
    office.sweep()
    reminded = [rung for rung in office.why_escalated(number) if rung.fired and rung.clock == "整改时限"]
    assert [(rung.lap, rung.told) for rung in reminded] == [(2, ("市教育局",))]
