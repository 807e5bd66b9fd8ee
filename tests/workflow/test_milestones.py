"""Dated steps of a matter: given by acts, one marked as done, shown in the order of their days, counted by guards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidData, TransitionRefused, Unit
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

TEXT = """
scenario: plan
version: 1
title: 重点任务
number: "RW-{year}-{seq}"
calendar: china
roles:
  office: {title: 交办单位, required: true}
fields:
  steps: {title: 时间节点, type: milestones}
states:
  办理: {initial: true, waits_for: office}
  办结: {final: true}
transitions:
  排期: {from: 办理, to: 办理, by: office, requires: [steps]}
  办结: {from: 办理, to: 办结, by: office, when: "overdue_steps() == 0", why: 尚有逾期未完成的节点}
"""
ROWS = [
    {"name": "印发", "day": date(2026, 4, 20), "unit": "市优化办"},
    {"name": "初稿", "day": "2026-03-10", "unit": "住建局"},
]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-03-02T09:00+08:00")


@pytest.fixture
def engine(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Engine]:
    file = tmp_path / "plan.yaml"
    file.write_text(TEXT, "utf-8")
    people = Directory(units=(Unit("市优化办"), Unit("市住建局", aliases=("住建局",))))
    with Engine(database_url, scenarios=[file], directory=people, clock=clock) as engine:
        yield engine


@pytest.fixture
def number(engine: Engine) -> str:
    return engine.open("plan", units={"office": "市优化办"}, by="市优化办", data={"steps": ROWS}).number


def steps(engine: Engine, number: str) -> list[tuple[object, ...]]:
    return [(row["name"], str(row["day"]), row["unit"], row["done"]) for row in engine.instance(number).data["steps"]]


def test_steps_stand_in_the_order_of_their_days_with_units_as_the_directory_has_them(
    engine: Engine, number: str
) -> None:
    assert steps(engine, number) == [
        ("初稿", "2026-03-10", "市住建局", None),
        ("印发", "2026-04-20", "市优化办", None),
    ]
    assert engine.instance(number).to_json()["data"]["steps"][0]["day"] == "2026-03-10"


def test_one_step_is_marked_as_done_and_one_is_added_beside_the_others(
    engine: Engine, number: str, clock: FixedClock
) -> None:
    clock.set("2026-03-11T09:00+08:00")
    with pytest.raises(TransitionRefused, match="尚有逾期未完成的节点"):
        engine.fire(number, "办结", by="市优化办")
    engine.fire(number, "排期", by="市优化办", data={"steps": {"name": "初稿", "done": "2026-03-11"}})
    engine.fire_many([number], "排期", by="市优化办", data={"时间节点": "征求意见，2026-03-20，住建局"})
    assert steps(engine, number) == [
        ("初稿", "2026-03-10", "市住建局", date(2026, 3, 11)),
        ("征求意见", "2026-03-20", "市住建局", None),
        ("印发", "2026-04-20", "市优化办", None),
    ]
    assert len(engine.history(number)[-1].payload["data"]["steps"]) == 3
    assert engine.fire(number, "办结", by="市优化办").state == "办结"
    assert engine.verify().ok


def test_a_list_takes_the_place_of_all_steps(engine: Engine, number: str) -> None:
    engine.fire(number, "排期", by="市优化办", data={"steps": ["甲, 2026-05-01", "乙, 2026-04-01, 市优化办"]})
    assert [row[:2] for row in steps(engine, number)] == [("乙", "2026-04-01"), ("甲", "2026-05-01")]
    engine.fire(number, "排期", by="市优化办", data={"steps": "甲, 完成, 2026-03-02"})
    assert steps(engine, number)[-1] == ("甲", "2026-05-01", None, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "新的", "done": "2026-03-02"}, "has no step “新的” yet: give its day"),
        ([{"name": "甲"}], "has no step “甲” yet: give its day"),
        (["甲, 2026-05-01", "甲, 2026-05-02"], "names the step “甲” twice"),
        ("甲, 五月", "has to be a date such as"),
        ({"name": "甲", "tag": "2026-05-01"}, "has to be steps such as"),
        ("甲, 2026-05-01, 市教育局", "the directory has no such unit"),
    ],
)
def test_what_is_no_step_is_refused_and_changes_nothing(engine: Engine, number: str, given: object, said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        engine.fire(number, "排期", by="市优化办", data={"steps": given})
    assert engine.instance(number).version == 1
