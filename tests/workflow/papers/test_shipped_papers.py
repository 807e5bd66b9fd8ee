"""What the shipped scenarios tell the supervision office of a matter for which no unit is named yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock


@pytest.mark.parametrize(("name", "owner"), [("task", "office"), ("issue", "lead")])
def test_nobody_is_said_to_have_done_a_part_where_no_unit_is_named(
    make_engine: MakeEngine, clock: FixedClock, name: str, owner: str
) -> None:
    clock.set("2026-03-02T09:00+08:00")
    engine = make_engine(scenarios=[name], directory=MadeUpPeople())
    units = {"lead": ["市行政审批局"], "responsible": []}
    number = engine.open(name, by="市优化办" if owner == "office" else "市行政审批局", units=units).number
    clock.set("2026-07-01T09:00+08:00")
    engine.sweep()
    written = [each.text for each in engine.drafts() if each.number == number]
    papers = [text for text in written if "督办通知单" in text]
    who = "市优化办" if owner == "office" else "市行政审批局"
    said = f"责任单位尚未指定，不必发督办通知单。现在要做：督促{who}指定责任单位，并注明不发的理由。"
    assert papers
    assert [text for text in papers if said not in text] == []
    assert not [text for text in written if "各责任单位已" in text]
