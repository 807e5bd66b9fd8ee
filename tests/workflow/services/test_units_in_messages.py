"""What messages say of the units of a role: also of one that nobody fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.throwaway import throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = """
scenario: helped
version: 1
number: "HE-{year}-{seq}"
calendar: china
roles:
  lead: {required: true}
  helper: {many: true}
states: {办理: {initial: true, waits_for: lead}, 办结: {final: true}}
transitions: {办结: {from: 办理, to: 办结, by: lead}}
announce: [{on: open, notify: lead, message: 交办}]
messages:
  交办:
    subject: "{{ item.number }}"
    text: "{% if item.units.helper %}协办：{{ item.units.helper | join('、') }}{% else %}没有协办单位{% endif %}"
"""


def told(units: Mapping[str, object]) -> str:
    definition = read_scenario(RULES.encode(), "helped.yaml")
    clock = FixedClock("2026-03-02T09:00+08:00")
    with throwaway_engine(scenarios=[definition], directory=MadeUpPeople(), channels={}, clock=clock) as engine:
        engine.open("helped", by="甲局", units=units)
        (draft,) = engine.drafts()
        assert draft.fault == ""
        return draft.text


def test_a_role_that_nobody_fills_has_no_units_and_the_message_is_written() -> None:
    assert told({"lead": "甲局"}) == "没有协办单位"


def test_a_role_that_is_filled_has_its_units() -> None:
    assert told({"lead": "甲局", "helper": ["乙局", "丙局"]}) == "协办：乙局、丙局"
