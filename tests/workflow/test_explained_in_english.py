"""Whoever reads English is told wholly in English why things are as they are, what happened and what is wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from duban import Contact, Directory, Engine, Unit, speaking
from duban.ledger import ledger_rows, render_page, tell
from duban.scenarios import read_scenario
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine

    from duban.testing import FixedClock

HAN = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
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
    - {at: due, light: red, notify: inspector, message: reminder}
    - {at: due + 1 working day, notify: inspector, message: reminder, then: inspected, confirm: office}
messages:
  reminder: {subject: "{{ item.number }}", text: "Please inspect."}
"""
PEOPLE = Directory(
    [Unit("Office"), Unit("Inspectors")],
    [
        Contact("Office", "Otto", "handler", email="otto@example.org", locale="en"),
        Contact("Inspectors", "Ines", "handler", email="ines@example.org", locale="en"),
    ],
)


@pytest.fixture
def permits(make_engine: MakeEngine, clock: FixedClock) -> Iterator[Engine]:
    """Know the permit office and read English; Good Friday and Easter Monday lie before the due day."""
    clock.set("2026-03-27T10:00+01:00")
    with speaking("en"):
        yield make_engine(scenarios=[read_scenario(PERMIT, "permit.yaml")], directory=PEOPLE)


@pytest.fixture
def number(permits: Engine, clock: FixedClock) -> str:
    """Live through a permit that was paused, extended, dated anew, and that waits for its release."""
    units = {"office": "Office", "inspector": "Inspectors"}
    number = permits.open("permit", title="Garage", units=units, by="Office").number
    permits.fire(number, "wait", by="Inspectors", note="the door is locked")
    clock.set("2026-03-30T10:00+02:00")
    permits.fire(number, "repaired", by="Inspectors")
    permits.extend(number, "period", "2 working days", by="Inspectors", note="rain")
    permits.decide(permits.pending()[0].id, approve=True, by="Office")
    permits.import_calendar("DE", {date(2026, 4, 1): (False, "strike")})
    clock.set("2026-04-20T10:00+02:00")
    permits.sweep()
    return number


def test_a_due_date_is_explained(permits: Engine, number: str) -> None:
    period, swift = permits.why_due(number)
    assert period.basis == "7 working days from 2026-03-27, that day not counted"
    assert swift.basis == "20 working hours from 2026-03-27 10:00"
    assert [event.what for event in period.story] == [
        "started",
        "paused (wait)",
        "resumed (repaired)",
        "asked for 2 working days more",
        "2 working days more granted",
        "reckoned anew, for the calendar was changed",
    ]
    walked = {f"{day.day:%m-%d}": day.why for day in period.days}
    assert walked["03-27"] == "the day it started, not counted"
    assert walked["03-28"] == "paused, not counted: entry 2, paused (wait)"
    assert (walked["03-31"], walked["04-01"], walked["04-04"]) == ("working day", "made a day off", "weekend")
    assert walked["04-06"] == "Easter Monday"
    assert [day.why for day in swift.days][:2] == ["6 hours counted on this day", "weekend"]
    assert not HAN.search(repr((period, swift)))


def test_an_escalation_and_a_delay_are_explained(permits: Engine, number: str) -> None:
    waits = permits.why_escalated(number)[-1]
    assert waits.followed == "waits for its release"
    assert waits.reckoning.startswith("1 working day after the due date (2026-04-10), when the office opens")
    assert waits.reckoning.endswith("nothing ran then; made up for 7 days later")
    yet = {one.about: one.why for one in permits.why_not(number)}
    asked = next(why for about, why in yet.items() if about.startswith("entry"))
    assert asked == "a step of “period” waits for its release by permit office (Office)"
    assert yet["period"] == "every step was taken or skipped"
    assert not HAN.search(repr((permits.why_escalated(number), yet, permits.pending())))


def test_the_history_and_the_ledger_are_told(permits: Engine, number: str, clock: FixedClock) -> None:
    story = [happening.what for happening in tell(None, permits.history(number), clock.now().tzinfo)]  # type: ignore[arg-type]
    assert story[0] == "opened, at “inspection”"
    assert story[1] == "wait, now at “repair”"
    assert "granted 2 working days more for “period”, from 2026-04-07 to 2026-04-09" in story
    assert "period: when due, the light turns red, sends “reminder”" in story
    permits.decide(permits.pending()[0].id, approve=True, by="Office")
    rows = ledger_rows(permits)
    assert (rows[0].state, rows[0].deadline_text, rows[0].waits_for) == ("closed: decided", "10 April 2026", "")
    page = render_page(rows, title="Permits", as_of=clock.now())
    assert not HAN.search(re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL))
    assert "as of 20 April 2026 (Mon), 08:00" in page


def test_what_was_tampered_with_is_found(permits: Engine, number: str) -> None:
    with permits.database.writing() as connection:
        connection.execute(update(HistoryRow).where(HistoryRow.seq == 2).values(to_state="decided"))
        connection.execute(update(InstanceRow).values(title="Palace"))
    (finding,) = permits.verify().findings
    assert str(finding) == f"{number} entry 2: does not fit its digest: the entry was changed"
    with speaking("zh"):
        assert str(permits.verify().findings[0]) == f"{number} 第2条：内容与其校验值不符，记录被改动"
