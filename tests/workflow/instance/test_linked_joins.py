"""Children that a trigger waits for: in the state that handed them out, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import TransitionRefused
from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def test_a_trigger_waits_for_children_in_their_own_state_alone(make_engine: MakeEngine) -> None:
    text = (SCENARIOS / "plan.yaml").read_text("utf-8")
    leaves, from_both = "汇总: {from: 推进,", "汇总: {from: [部署, 推进],"
    assert leaves in text
    plan = read_scenario(text.replace(leaves, from_both), "plan.yaml")
    engine = make_engine(scenarios=[plan, SCENARIOS / "part.yaml"], directory=MadeUpPeople())
    units = {"lead": "市优化办", "helper": ["市住建局"]}
    early, late = (engine.open("plan", title="占道整治", units=units, by="市优化办").number for _ in range(2))
    # Where nothing was handed out, there is nothing to wait for.
    assert engine.fire(early, "汇总", by="市优化办").state == "汇总"
    assert engine.links(early) == []
    engine.fire(late, "启动", by="市优化办")
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(late, "汇总", by="市优化办")
    assert caught.value.codes == ("children",)
    assert engine.verify().ok
