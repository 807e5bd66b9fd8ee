"""A new round in the state where the work stands already: it is a beginning like any other."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from duban import TransitionRefused
from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock

# There is no clock in it: all that a sweep is woken for is the end of the stay.
BOUNDED = read_scenario(
    """
scenario: bounded
version: 1
number: "B-{year}-{seq}"
calendar: china
roles:
  lead: {title: 牵头单位, required: true}
  helper: {title: 协办单位, required: true}
states:
  办理: {initial: true, waits_for: lead, at_most: 2 working days, then: 转办}
  督办: {waits_for: lead}
  办结: {final: true}
transitions:
  重来: {from: 办理, to: 办理, by: lead, new_round: true}
  转办: {from: 办理, to: 督办, by: system}
  办结: {from: 督办, to: 办结, by: lead}
""",
    "bounded.yaml",
)


def test_a_new_round_begins_the_stay_anew_though_the_state_is_the_same(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = make_engine(scenarios=[BOUNDED], directory=MadeUpPeople())
    number = engine.open("bounded", units={"lead": "市优化办", "helper": "市住建局"}, by="市优化办").number
    assert engine.next_instant() == datetime.fromisoformat("2024-04-04T00:00+08:00")
    clock.set("2024-04-02T09:00+08:00")
    assert engine.fire(number, "重来", by="市优化办").round == 2
    assert engine.next_instant() == datetime.fromisoformat("2024-04-08T00:00+08:00")  # 4 to 6 April are off
    assert engine.verify().ok
    for moment, state in (("04-04T00:00", "办理"), ("04-07T23:59:59", "办理"), ("04-08T00:00", "督办")):
        clock.set(f"2024-{moment}+08:00")
        engine.sweep()
        assert engine.instance(number).state == state
    assert engine.verify().ok


def test_a_new_round_needs_every_required_role_filled_though_the_state_is_the_same(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[BOUNDED], directory=MadeUpPeople())
    number = engine.open("bounded", units={"lead": "市优化办", "helper": []}, by="市优化办").number
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(number, "重来", by="市优化办")
    assert [(blocker.code, blocker.facts) for blocker in caught.value.blockers] == [
        ("unassigned", {"role": "helper", "title": "协办单位"})
    ]
    engine.assign(number, "helper", "市住建局", by="市优化办")
    assert engine.fire(number, "重来", by="市优化办").round == 2
