"""Rungs that come late, reviews that return, and stays that end by themselves, on both databases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crowd import together

from duban import Engine
from duban.testing import FixedClock

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Instance

SUSPEND = Path(__file__).parents[1] / "scenarios" / "suspend.yaml"


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine that knows the scenario with bounded stays, reviews and policies for what was missed."""
    return make_engine(scenarios=[SUSPEND])


def opened(engine: Engine, **options: object) -> Instance:
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    return engine.open("suspend", title="占道施工", units=units, by="市优化办", **options)  # type: ignore[arg-type]


def swept(engine: Engine, number: str) -> list[tuple[str, str]]:
    """Return (kind, rung) of what the sweeps wrote, in order."""
    return [(e.kind, e.payload["rung"]) for e in engine.history(number) if e.kind in {"rung", "skip"}]


def test_downtime_is_made_up_for_as_each_rung_declares(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-01T09:00+08:00")
    number = opened(office).number  # due Tuesday 16 April
    clock.set("2024-04-18T17:00+08:00")
    office.sweep()
    # Two `latest` after due were missed: only the later one takes effect. What was before due is past.
    assert swept(office, number) == [
        ("skip", "due - 5 working days"),
        ("skip", "due - 2 working days"),
        ("rung", "due"),
        ("skip", "due + 1 working day"),
        ("rung", "due + 2 working days"),
    ]
    clock.set("2024-04-24T09:00+08:00")
    office.sweep()
    assert swept(office, number)[5:] == [("skip", "due + 4 working days"), ("rung", "due + 6 working days")]


def test_a_rung_that_gives_way_takes_effect_in_its_time(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-01T09:00+08:00")
    number = opened(office).number
    for moment in ("2024-04-17T08:30", "2024-04-18T08:30", "2024-04-22T08:30", "2024-04-24T08:30"):
        clock.set(f"{moment}+08:00")
        office.sweep()
    assert swept(office, number)[2:] == [
        ("rung", "due"),
        ("rung", "due + 1 working day"),
        ("rung", "due + 2 working days"),
        ("rung", "due + 4 working days"),
        ("rung", "due + 6 working days"),
    ]


def test_who_works_on_without_a_date_is_asked_every_month(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-01-31T09:00+08:00")
    number = opened(office, ongoing=True).number
    # A month after 31 January ends with February, two months after it is the last of March, a Sunday: Monday.
    for day in ("2024-02-29", "2024-04-01", "2024-04-30", "2024-05-31"):
        clock.set(f"{day}T08:29:59+08:00")
        assert office.sweep().fired == 0
        clock.set(f"{day}T08:30:00+08:00")
        assert office.sweep().fired == 1
    assert [rung.rung for rung in office.why_escalated(number)] == [f"review {n}" for n in (1, 2, 3, 4)]
    assert office.instance(number).due_on is None


def test_who_takes_over_at_the_very_moment_of_a_question_is_asked_the_next(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-01-31T09:00+08:00")
    number = opened(office, ongoing=True).number
    clock.set("2024-02-29T08:30+08:00")
    office.assign(number, "responsible", ["市教育局"], by="市优化办")
    assert office.next_instant() == datetime.fromisoformat("2024-04-01T08:30+08:00")
    assert office.sweep().instances == 0
    clock.set("2024-04-01T08:30+08:00")
    assert office.sweep().fired == 1
    asked = [(rung.lap, rung.rung, rung.fired) for rung in office.why_escalated(number)]
    assert asked == [(1, "review 1", False), (2, "review 2", True)]
    assert office.verify().ok


def test_after_months_of_downtime_one_question_is_enough(office: Engine, clock: FixedClock, rows: Rows) -> None:
    clock.set("2024-01-31T09:00+08:00")
    number = opened(office, ongoing=True).number
    clock.set("2024-06-03T09:00+08:00")
    assert office.sweep().fired == 1
    assert swept(office, number) == [
        ("skip", "review 1"),
        ("skip", "review 2"),
        ("skip", "review 3"),
        ("rung", "review 4"),
    ]
    assert len(rows()["duban_outbox"]) == 1
    assert office.verify().ok


def test_what_goes_on_for_years_remembers_the_last_review_only(office: Engine, clock: FixedClock, rows: Rows) -> None:
    clock.set("2014-01-31T09:00+08:00")
    number = opened(office, ongoing=True).number
    clock.set("2024-02-01T09:00+08:00")
    office.sweep()
    assert [row["memory"].count("review") for row in rows()["duban_instance"]] == [1]
    office.fire(number, "申请销号", by="市住建局")
    assert office.verify().ok


def sweep_at(url: str, now: str) -> int:
    with Engine(url, scenarios=[SUSPEND], clock=FixedClock(now)) as engine:
        return engine.sweep().fired


def test_a_stay_ends_once_however_many_sweep(database_url: str, office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-02T10:00+08:00")
    numbers = [opened(office).number for _ in range(20)]
    for number in numbers:
        office.fire(number, "挂起", by="市优化办", note="等待批复")
    fired = together(sweep_at, [(database_url, "2024-04-23T00:00+08:00")] * 4)
    assert sum(fired) == len(numbers)
    for number in numbers:
        assert office.instance(number).state == "整改"
        assert [entry.kind for entry in office.history(number)] == ["open", "act", "bound", "act"]
    assert office.verify().ok


def test_leaving_in_time_ends_nothing_by_itself(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-02T10:00+08:00")
    number = opened(office).number
    office.fire(number, "挂起", by="市优化办", note="等待批复")
    office.fire(number, "恢复", by="市优化办")
    clock.set("2024-04-23T09:00+08:00")
    office.sweep()
    assert "bound" not in [entry.kind for entry in office.history(number)]


def test_a_new_round_bounds_its_stays_anew(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-02T10:00+08:00")
    number = opened(office).number
    office.fire(number, "挂起", by="市优化办", note="等待批复")
    clock.set("2024-04-23T00:00+08:00")
    office.sweep()
    office.fire(number, "申请销号", by="市住建局")
    for unit in ("市优化办", "市督考办", "市纪委监委"):
        office.fire(number, "会签通过", by=unit, data={"opinion": "同意"})
    office.fire(number, "重启", by="市优化办")
    office.fire(number, "挂起", by="市优化办", note="等待批复")
    clock.set("2024-05-13T23:59+08:00")
    office.sweep()
    assert office.instance(number).state == "挂账"
    clock.set("2024-05-14T00:00+08:00")
    office.sweep()
    assert office.instance(number).state == "整改"
    assert office.verify().ok


def test_what_some_have_signed_is_recorded_with_who_is_missing(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-02T10:00+08:00")
    item = opened(office)
    office.fire(item.number, "申请销号", by="市住建局")
    signed = office.fire(item.number, "会签通过", by="市督考办/李四", data={"opinion": "同意"})
    assert (signed.state, signed.version, signed.data["opinion"]) == ("会签", item.version + 2, "同意")
    last = office.history(item.number)[-1]
    assert (last.actor, last.trigger, last.payload["missing"]) == ("市督考办/李四", "会签通过", ["lead", "discipline"])
    allowed = {each.trigger: each for each in office.allowed(item.number, by="市督考办")}
    assert [blocker.message for blocker in allowed["会签通过"].blockers if blocker.code == "role"] == [
        "市督考办/李四已会签“会签通过”，尚待牵头单位、纪检监察机关"
    ]
    assert office.verify().ok


def test_a_changed_count_is_found_out(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-01T09:00+08:00")
    number = opened(office).number
    clock.set("2024-04-09T09:00+08:00")
    office.sweep()
    with office.database.writing() as connection:
        sql = "UPDATE duban_instance SET memory = replace(memory, '\"yellow\":1', '\"yellow\":0')"
        connection.exec_driver_sql(sql)
    (finding,) = office.verify().findings
    assert (finding.number, finding.problem) == (number, "登记的亮灯次数与记录不符")
