"""Clocks that are due as a field or another clock says: what moves them, told in full and proved by the history."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine
from duban.testing import FixedClock
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import WhyDue

URGENCY = Path(__file__).parents[1] / "scenarios" / "urgency.yaml"
UNITS = {"office": "市优化办", "worker": "市住建局"}
OFFICE, WORKER = UNITS.values()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-03-02T09:00+08:00")


@pytest.fixture
def engine(database_url: str, clock: FixedClock) -> Iterator[Engine]:
    with Engine(database_url, scenarios=[URGENCY], clock=clock) as engine:
        yield engine


def opened(engine: Engine, **data: object) -> str:
    return engine.open("urgency", units=UNITS, by=OFFICE, data=data).number


def dues(engine: Engine, number: str) -> dict[str, str]:
    """Return the day and month on which each clock is due."""
    return {why.clock: f"{why.due_on:%m-%d}" for why in engine.why_due(number) if why.due_on}


def told(engine: Engine, number: str, name: str) -> WhyDue:
    with speaking("en"):
        return next(why for why in engine.why_due(number) if why.clock == name)


def newer(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = URGENCY.read_text("utf-8").partition("\nexamples:")[0].replace("version: 1", "version: 2")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file = tmp_path / "urgency.yaml"
    file.write_text(text, "utf-8")
    return file


def test_what_moved_a_clock_is_told_with_the_clock_that_it_hangs_on(engine: Engine, clock: FixedClock) -> None:
    number = opened(engine)
    clock.set("2026-03-03T09:00+08:00")
    engine.fire(number, "补充", by=OFFICE, data={"deadline": "2026-03-31"})
    engine.extend(number, "完成时限", "5 working days", by=WORKER, note="材料未齐")
    engine.decide(engine.pending()[0].id, by=OFFICE, approve=True)
    review = told(engine, number, "初审时限")
    assert review.basis == "due 5 working days before “完成时限” is due: 2026-03-31"
    assert [(event.code, event.what, str(event.due_on)) for event in review.story] == [
        ("start", "started", "2026-03-16"),
        ("along", "moved with “完成时限” (补充)", "2026-03-24"),
        ("along", "moved with “完成时限”", "2026-03-31"),
    ]
    assert [event.code for event in told(engine, number, "完成时限").story] == ["start", "date", "ask", "grant"]
    assert engine.verify().ok


def test_a_clock_that_starts_later_is_dated_at_once_and_one_that_is_stopped_stays(
    engine: Engine, clock: FixedClock
) -> None:
    number = opened(engine, deadline="2026-03-31")
    clock.set("2026-03-04T09:00+08:00")
    engine.fire(number, "签收", by=WORKER)
    assert dues(engine, number)["回访时限"] == "04-03"
    engine.fire(number, "改期", by=OFFICE, data={"deadline": "2026-03-27"})
    assert dues(engine, number) == {
        "完成时限": "03-27",
        "初审时限": "03-20",
        "提醒时限": "03-19",
        "签收时限": "03-16",
        "回访时限": "03-30",
    }
    engine.fire(number, "重来", by=OFFICE)
    engine.fire(number, "销号", by=OFFICE)
    assert engine.verify().ok


def test_a_calendar_moves_what_hangs_on_a_clock_and_what_was_before_is_still_proved(
    engine: Engine, clock: FixedClock
) -> None:
    number = opened(engine, urgency="平")
    engine.fire(number, "补充", by=OFFICE, data={"deadline": "2026-03-31"})
    clock.set("2026-03-05T15:00+08:00")
    engine.fire(number, "补充", by=OFFICE, data={"urgency": "急"})
    moved = engine.import_calendar("china", {date(2026, 3, 27): (False, "全市演练"), date(2026, 3, 6): (False, "")})
    assert {(one.clock, str(one.due_before), str(one.due_on)) for one in moved.redated} == {
        ("初审时限", "2026-03-24", "2026-03-23"),
        ("提醒时限", "2026-03-23", "2026-03-20"),
        ("签收时限", "2026-03-06", "2026-03-09"),
    }
    clock.set("2026-03-09T10:00+08:00")
    engine.fire(number, "补充", by=OFFICE, data={"urgency": "平", "deadline": "2026-03-30"})
    engine.fire(number, "签收", by=WORKER)
    assert dues(engine, number)["提醒时限"] == "03-19"
    assert engine.verify().ok


def test_another_budget_counts_what_was_used_in_its_own_unit_without_the_pause(
    database_url: str, clock: FixedClock, tmp_path: Path
) -> None:
    file = newer(tmp_path, ("特急: 4 working hours", "特急: 20 working hours"))
    with Engine(database_url, scenarios=[file], clock=clock) as engine:
        number = opened(engine)
        clock.set("2026-03-02T10:00+08:00")  # one working hour is used
        engine.fire(number, "暂缓办理", by=OFFICE)
        clock.set("2026-03-04T09:00+08:00")
        engine.fire(number, "恢复交办", by=OFFICE)
        clock.set("2026-03-04T10:00+08:00")
        engine.fire(number, "补充", by=OFFICE, data={"urgency": "特急"})
        sign = told(engine, number, "签收时限")
        assert sign.due_at is not None
        assert sign.due_at.isoformat() == "2026-03-06T08:00:00+00:00"  # 16:00: 19 hours from the 4th at 09:00
        assert sign.basis == "紧急程度 “特急”: 20 working hours from 2026-03-02 09:00"
        assert sign.story[-1].what == "reckoned anew, for another “紧急程度” chose another time limit (补充)"
        assert engine.verify().ok


def test_a_time_that_would_be_over_says_that_it_was_kept_open(engine: Engine, clock: FixedClock) -> None:
    number = opened(engine, urgency="平")
    clock.set("2026-03-05T15:00+08:00")
    engine.fire(number, "补充", by=OFFICE, data={"urgency": "急"})
    assert told(engine, number, "签收时限").basis == (
        "紧急程度 “急”: 1 working day from 2026-03-02, that day not counted, not due before the next opening, for it "
        "would have been over when this was chosen"
    )


def test_open_matters_are_moved_to_rules_whose_clocks_hang_and_back(
    engine: Engine, database_url: str, clock: FixedClock, tmp_path: Path
) -> None:
    number = opened(engine, urgency="急")
    file = newer(
        tmp_path,
        ("due: 初审时限 - 1 working day", "budget: 3 working days"),
        ("{by: urgency, 特急: 4 working hours, 急: 1 working day,", "{by: pace, 急: 2 working days,"),
        ("urgency:  {", "pace:  {"),
        ("5 working days}\n  完成", "2 working days}\n  完成"),
    )
    with Engine(database_url, scenarios=[file], clock=clock) as later:
        result = later.migrate("urgency", by=OFFICE, fields={"urgency": "pace"})
        assert not result.blocked
        assert dues(later, number) == {
            "完成时限": "03-23",
            "初审时限": "03-19",
            "提醒时限": "03-05",
            "签收时限": "03-04",
        }
        later.fire(number, "补充", by=OFFICE, data={"deadline": "2026-03-31", "pace": "平"})
        assert (dues(later, number)["初审时限"], dues(later, number)["签收时限"]) == ("03-27", "03-16")
        assert later.verify().ok
