"""Several clocks of one instance: what each of them brings comes in its turn, and one of them is spoken of."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from framed import written

from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier

TWO = """
scenario: two
version: 1
number: "T-{year}-{seq}"
calendar: china
roles: {lead: {title: 牵头单位, required: true}}
states:
  办理: {initial: true, waits_for: lead}
  复核: {waits_for: lead}
  办结: {final: true}
transitions:
  报审: {from: 办理, to: 复核, by: lead}
  办结: {from: 复核, to: 办结, by: lead}
clocks:
  全程: {starts: open, stops: 办结, budget: 8 working days}
  经办: {starts: open, stops: 办结, budget: 5 working days}
ladder:
  全程:
    - {at: due, light: red, notify: lead, message: 催办}
    - {at: due + 3 working days, notify: lead, message: 催办}
  经办:
    - {at: due, light: yellow, notify: lead, message: 催办}
    - {at: due + 4 working days, notify: lead, message: 催办}
announce:
  - {on: 报审, notify: lead, message: 送审}
messages:
  催办: {subject: "{{ item.number }}", text: "{{ clock.name }}"}
  送审: {subject: "{{ item.number }}", text: "{{ clock.name }}"}
"""


def opened(make_engine: MakeEngine, text: str = TWO) -> tuple[Engine, str]:
    engine = make_engine(scenarios=[read_scenario(text, "two.yaml")])
    return engine, engine.open("two", units={"lead": "市优化办"}, by="市优化办").number


def test_rungs_of_several_clocks_that_one_sweep_finds_due_come_in_the_order_of_their_moments(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine, number = opened(make_engine)  # due on 9 and on 12 April
    clock.set("2024-04-30T09:00+08:00")
    engine.sweep()
    rungs = [entry.payload for entry in engine.history(number) if entry.kind == "rung"]
    assert [(rung["clock"], rung["rung"]) for rung in rungs] == [
        ("经办", "due"),
        ("全程", "due"),
        ("经办", "due + 4 working days"),
        ("全程", "due + 3 working days"),
    ]


@pytest.mark.parametrize(("whole", "named"), [("8 working days", "经办"), ("5 working days", "全程")])
def test_a_message_speaks_of_the_clock_that_is_due_first_and_of_two_at_once_of_the_one_declared_first(
    make_engine: MakeEngine, mailbox: RecordingNotifier, whole: str, named: str
) -> None:
    engine, number = opened(make_engine, TWO.replace("8 working days", whole))
    engine.fire(number, "报审", by="市优化办")
    asyncio.run(engine.deliver())
    assert [written(message.text) for message in mailbox.sent] == [named]
