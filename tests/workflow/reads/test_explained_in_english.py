"""Whoever reads English is told wholly in English why things are as they are, what happened and what is wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from permit_office import HAN, opened, permit_office
from sqlalchemy import update

from duban import speaking
from duban.ledger import ledger_rows, render_page, tell
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock


@pytest.fixture
def permits(make_engine: MakeEngine, clock: FixedClock) -> Iterator[Engine]:
    """Know the permit office, and read English."""
    with speaking("en"):
        yield permit_office(make_engine, clock)


@pytest.fixture
def number(permits: Engine, clock: FixedClock) -> str:
    """Live through a permit that was paused, extended, dated anew, and that waits for its release."""
    number = opened(permits)
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
    assert "period: when due, the light turns red, sends “overdue”" in story
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
