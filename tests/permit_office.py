"""A German permit office: its scenario and its people, who read whatever language a test says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban import Contact, Directory, Unit
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

HAN = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""Chinese characters and punctuation."""

PERMIT = """
scenario: permit
version: 1
title: Building permit
number: "BP-{year}-{seq:04d}"
calendar: DE
timezone: Europe/Berlin
hours: ["08:00-16:00"]
opens_by: office
roles:
  office: {title: permit office, required: true}
  inspector: {title: inspector, required: true}
states:
  inspection: {initial: true, waits_for: inspector}
  repair: {waits_for: inspector, pauses: [period], at_most: 10 working days, then: repaired}
  decided: {final: true}
transitions:
  wait: {from: inspection, to: repair, by: inspector}
  repaired: {from: repair, to: inspection, by: [inspector, system]}
  inspected: {from: inspection, to: decided, by: [inspector, system]}
clocks:
  period: {starts: open, stops: decided, budget: 5 working days}
  swift: {starts: open, stops: decided, budget: 20 working hours}
extension:
  - {clock: period, by: inspector, approve: office, at_most: 5 working days}
ladder:
  period:
    - {at: due - 3 working days, light: yellow, notify: inspector, message: reminder}
    - {at: due, light: red, notify: inspector, message: overdue}
    - {at: due + 1 working day, notify: inspector, message: overdue, then: inspected, confirm: office}
messages:
  reminder: {subject: "{{ item.number }}", text: "Due {{ clock.due | date }}: {{ clock.left }} left. Opened {{ item.opened_at | datetime }}."}
  overdue: {subject: "{{ item.number }}", text: "It was due {{ clock.due | date }}; {{ clock.left }} left, waiting for {{ 97200 | duration }}."}
"""  # noqa: E501 - a line of a file


def permit_office(make_engine: MakeEngine, clock: FixedClock, *, locale: str = "en") -> Engine:
    """Return an engine of the office on 27 March 2026; Good Friday and Easter Monday lie before the first due day."""
    clock.set("2026-03-27T10:00+01:00")
    directory = Directory(
        [Unit("Office"), Unit("Inspectors")],
        [
            Contact("Office", "Otto", "handler", email="otto@example.org", locale=locale),
            Contact("Inspectors", "Ines", "handler", email="ines@example.org", locale=locale),
        ],
    )
    return make_engine(scenarios=[read_scenario(PERMIT, "permit.yaml")], directory=directory)


def opened(engine: Engine) -> str:
    """Open a permit and return its number."""
    units = {"office": "Office", "inspector": "Inspectors"}
    return engine.open("permit", title="Garage", units=units, by="Office").number
