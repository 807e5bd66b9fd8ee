"""Several days in a task's text are offered as dated steps, and stages without days are said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Engine
from duban.ledger import import_notice, read_notice, try_notice
from duban.ledger.notice.wording import stages_of, steps_of
from duban.scenarios import read_scenario, shipped_text
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from duban.ledger import Notice

OFFICE = "市优化办"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("4月底前出台政策，6月底前全面实施。", {"出台政策": "2024-04-30", "全面实施": "2024-06-30"}),
        ("申报阶段（4月底前），创建阶段（8月底前）", {"申报阶段": "2024-04-30", "创建阶段": "2024-08-31"}),
        ("2025年4月底前完成试点；10月底前推开", {"完成试点": "2025-04-30", "推开": "2025-10-31"}),
        ("一是6月10日前完成立项。二是力争年底前开工", {"完成立项": "2024-06-10", "开工": "2024-12-31"}),
        ("2023年底已建成一期，6月底前建成二期，12月底建成三期", {"建成二期": "2024-06-30", "建成三期": "2024-12-31"}),
        ("6月底前完成立项，6月底前完成选址", {}),  # one day is no row of steps
        ("每年6月底前报送，12月底前总结", {}),
        ("自6月1日起施行，年底前见效", {}),
        ("6月底前完成验收，9月底前完成验收", {}),  # which of the two is meant, nobody can tell
        ("2024年是冲刺之年，完成上半年任务", {}),
    ],
)
def test_days_with_what_is_to_be_done_by_them_are_steps(text: str, steps: dict[str, str]) -> None:
    assert {step.name: str(step.day) for step in steps_of(text, 2024)} == steps


def test_stages_are_told_apart_from_phases_of_no_work() -> None:
    text = "申报阶段，各区对标；创建阶段，加强指导；验收阶段，邀请调研。现阶段，各阶段任务照旧。"
    assert stages_of(text) == ("申报", "创建", "验收")
    assert stages_of("现阶段抓好落实，创建阶段再议") == ()


@pytest.fixture
def notice() -> Notice:
    return read_notice(
        (
            "云川市2024年工作方案\n云优发〔2024〕4号\n"
            "1. 争创先锋。4月底前完成申报，8月底前完成创建。（牵头单位：甲局；责任单位：乙局；时限：2024年10月底）\n"
            "2. 分步办。申报阶段，对标。创建阶段，加强指导。（牵头单位：甲局；责任单位：乙局；时限：2024年11月底）\n"
        ).encode(),
        source="plan.txt",
    )


def test_a_plan_says_which_days_and_stages_its_one_deadline_does_not_have(notice: Notice) -> None:
    first, second = notice.items
    assert first.doubts == (
        "正文写了2个时间节点（完成申报 2024-04-30、完成创建 2024-08-31），完成时限只有一个（2024年10月底）",
    )
    assert second.doubts == ("正文分为“申报”“创建”2个阶段，没有写明各阶段的时间，完成时限只有一个（2024年11月底）",)


def test_a_scenario_with_a_field_of_steps_takes_them(notice: Notice, tmp_path: Path) -> None:
    steps = "  deadline:      {title: 完成时限, type: date}\n  nodes: {title: 时间节点, type: milestones}"
    text = (
        shipped_text("task")
        .replace("  deadline:      {title: 完成时限, type: date}", steps)
        .replace("version: 2", "version: 9")
    )
    url, clock = f"sqlite:///{tmp_path / 'plan.db'}", FixedClock("2024-04-10T09:00+08:00")
    with Engine(url, scenarios=[read_scenario(text, "task.yaml"), "sheet"], clock=clock) as engine:
        tried, _ = try_notice(engine, notice, by=OFFICE).tasks
        assert "按正文列入时间节点：完成申报 2024-04-30、完成创建 2024-08-31，请核对" in tried.doubts
        first, second = import_notice(engine, notice, by=OFFICE).tasks
        nodes = engine.instance(str(first.instance)).data["nodes"]
        assert [(each["name"], each["day"]) for each in nodes] == [
            ("完成申报", date(2024, 4, 30)),
            ("完成创建", date(2024, 8, 31)),
        ]
        assert "nodes" not in engine.instance(str(second.instance)).data
