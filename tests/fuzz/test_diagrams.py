"""Any scenario that can be read can be drawn, and no two texts of the picture meet."""

from __future__ import annotations

from typing import Any

import yaml
from grammar import scenarios
from hypothesis import given
from pictures import Picture
from sizes import tries

from duban import ScenarioError
from duban.scenarios import read_scenario
from duban.scenarios.diagram import svg


@tries(60)
@given(scenarios())
def test_every_scenario_can_be_drawn(written: dict[str, Any]) -> None:
    try:
        rules = read_scenario(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), "x.yaml")
    except ScenarioError:
        return
    picture = Picture(svg(rules))
    assert picture.faults() == []
    assert sorted(text.text for text in picture.texts if text.kind == "state") == sorted(rules.states)
