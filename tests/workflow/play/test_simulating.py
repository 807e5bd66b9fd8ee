"""An instance is played ahead by the real engine: each rung, each light, and who would hear of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from duban import load_scenario
from duban.scenarios import read_scenario, shipped
from duban.workflow import CannotOpen, simulate

if TYPE_CHECKING:
    from pathlib import Path

    from duban import Definition
    from duban.workflow import Simulation

START = datetime.fromisoformat("2024-04-01T09:00+08:00")


@pytest.fixture
def matter(matter_file: Path) -> Definition:
    return load_scenario(matter_file)


def act(at: str, by: str, do: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - values of fields
    return {"at": f"2024-{at}", "by": by, "do": do, "with": given}


def rungs(simulation: Simulation) -> list[tuple[str, str, str]]:
    return [
        (stop.at.astimezone(START.tzinfo).strftime("%m-%d %H:%M"), entry.payload["rung"], str(stop.light))
        for stop in simulation.stops
        for entry in stop.entries
        if entry.kind == "rung"
    ]


def test_with_nobody_acting_the_whole_ladder_comes_at_its_moments(matter: Definition) -> None:
    found = simulate(matter, start=START)
    assert rungs(found) == [
        ("04-07 08:30", "due - 2 working days", "blue"),
        ("04-08 08:30", "due - 1 working day", "yellow"),
        ("04-10 00:00", "due", "red"),
        ("04-10 08:30", "due + 1 working day", "red"),
        ("04-12 08:30", "due + 3 working days", "red"),
    ]
    assert (found.ok, found.instance.due_on, found.instance.state) == (True, date(2024, 4, 9), "交办")
    told = [(letter.unit, letter.subject) for stop in found.stops for letter in stop.letters]
    assert told == [
        ("责任单位", "【交办】SX-2024-0001"),
        ("责任单位", "【催办】SX-2024-0001"),
        ("责任单位", "【催办】SX-2024-0001"),
        ("责任单位", "【逾期】SX-2024-0001"),
        ("牵头单位", "【逾期】SX-2024-0001"),
        ("市督考办", "【督办】SX-2024-0001"),
    ]


def test_acts_are_played_in_the_order_of_time_and_change_what_comes(matter: Definition) -> None:
    acts = [
        act("04-09 10:00", "牵头单位", "通过"),
        act("04-08 10:00", "责任单位", "申请销号", measure="增开窗口"),
        act("04-02 10:00", "责任单位", "签收"),
    ]
    found = simulate(matter, start=START, acts=acts)
    assert [rung for _, rung, _ in rungs(found)] == ["due - 2 working days", "due - 1 working day"]
    assert (found.instance.state, found.finished, found.ok) == ("销号", True, True)


def test_an_act_that_is_refused_is_shown_and_the_rest_goes_on(matter: Definition) -> None:
    found = simulate(
        matter, start=START, acts=[act("04-02 10:00", "市教育局", "签收"), act("04-02 11:00", "谁", "没有")]
    )
    assert not found.ok
    first, second = [stop.refused for stop in found.stops if stop.refused]
    assert first == ("市教育局“签收”不能办理：市教育局不是本事项的责任单位，无权办理此步",)
    assert "没有 '没有' 这一步" in second[0]
    assert len(rungs(found)) == 5


def test_it_ends_where_it_is_told_to(matter: Definition) -> None:
    found = simulate(matter, start=START, until=datetime.fromisoformat("2024-04-08T09:00+08:00"))
    assert len(rungs(found)) == 2
    assert not found.finished


def test_units_and_data_are_those_given_and_a_group_needs_a_role_that_takes_many(matter: Definition) -> None:
    found = simulate(
        matter, start=START, units={"responsible": ["市住建局", "市教育局"]}, data={"deadline": "2024-04-30"}
    )
    assert found.instance.units["responsible"] == ("市住建局", "市教育局")
    assert found.instance.due_on == date(2024, 4, 30)


@pytest.mark.parametrize(
    "given",
    [{"units": {"lead": ["一", "二"]}}, {"units": {"nobody": "一"}}, {"data": {"deadline": "soon"}}],
    ids=["too many", "no role", "no date"],
)
def test_what_cannot_be_opened_says_why(matter: Definition, given: dict[str, Any]) -> None:
    with pytest.raises(CannotOpen):
        simulate(matter, start=START, **given)


def test_a_decision_that_nobody_takes_is_asked_for_day_by_day() -> None:
    found = simulate(shipped("issue"), start=START)
    reminders = [stop for stop in found.stops if {entry.kind for entry in stop.entries} == {"remind"}]
    assert len({stop.at.date() for stop in reminders}) == len(reminders) > 10
    assert not found.finished


def test_what_returns_by_the_hour_does_not_go_on_for_ever(matter_file: Path) -> None:
    words = matter_file.read_text("utf-8").replace(
        "budget: 5 working days, unless: deadline", "review: {every: 1 hour, notify: lead, message: 催办}"
    )
    words = words.partition("ladder:")[0] + "announce:" + words.partition("announce:")[2]
    kept = [line for line in words.splitlines() if not line.startswith(("  逾期:", "  督办单:"))]
    hourly = simulate(read_scenario("\n".join(kept), "hourly.yaml"), start=START)
    assert (len(hourly.stops), hourly.finished) == (400, False)
