"""A small office that reports each month: a scenario of jobs of which units report on the shipped sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.workflow import Directory

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban import Engine, Instance
    from duban.testing import FixedClock

JOB = """
scenario: job
version: 1
title: 重点任务
number: "RW-{year}-{seq:04d}"
calendar: china
opens_by: office
roles:
  office:      {title: 交办单位, default: 市优化办}
  lead:        {title: 牵头单位, many: true}
  responsible: {title: 责任单位, required: true, many: true}
fields:
  kind:     {title: 分办方式, type: choice, choices: [签收, 填报]}
  deadline: {title: 完成时限, type: date}
  steps:    {title: 时间节点, type: milestones}
states:
  交办: {initial: true, waits_for: responsible}
  办理: {waits_for: responsible}
  暂缓: {waits_for: office, reports: stop}
  销号: {final: true}
progress: {sheet: sheet, by: responsible, lead: lead, when: "kind != '签收'"}
transitions:
  签收: {from: 交办, to: 办理, by: {each: responsible}, excuse: {by: office}}
  暂缓: {from: 办理, to: 暂缓, by: office}
  恢复: {from: 暂缓, to: 办理, by: office}
  销号: {from: 办理, to: 销号, by: office}
  提前销号: {from: 办理, to: 销号, by: office, when: "last['市住建局'].percent == 100"}
clocks:
  完成时限: {starts: open, stops: 销号, due: deadline, else: 60 working days}
ladder:
  完成时限:
    - {at: due - 5 working days, notify: responsible, message: 催办}
messages:
  催办:
    subject: "【提醒】{{ item.number }}"
    text: |
      {{ unit }}：
      {% if last[unit] %}{{ last[unit].period }}填报{{ last[unit].percent }}%{% else %}尚未填报{% endif %}
"""

START, MONTH_END = "2026-03-02T09:00+08:00", "2026-04-30T18:00+08:00"
LEAD, ONE, OTHER, THIRD, OFFICE = "市发改委", "市住建局", "市教育局", "市财政局", "市优化办"


class Reporting:
    """The office: an engine whose clock can be set."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine, self.clock = engine, clock

    def job(self, title: str, *units: str, lead: str = LEAD, **data: object) -> str:
        found = self.engine.open(
            "job", title=title, units={"lead": [lead], "responsible": list(units)}, by=OFFICE, data=data
        )
        return found.number

    def at(self, instant: str) -> None:
        """Let it be this instant, and sweep."""
        self.clock.set(instant)
        result = self.engine.sweep()
        assert result.failures == ()

    def sheets(self) -> dict[str, Instance]:
        """Return the sheets by the unit that reports."""
        return {item.units["reporter"][0]: item for item in self.engine.find(scenario="sheet")}


@pytest.fixture
def job_file(tmp_path: Path) -> Path:
    file = tmp_path / "job.yaml"
    file.write_text(JOB, "utf-8")
    return file


@pytest.fixture
def office(make_engine: MakeEngine, job_file: Path, clock: FixedClock) -> Reporting:
    clock.set(START)
    engine = make_engine(scenarios=[job_file, "sheet"], directory=Directory())
    engine.create_tables()
    engine.sweep()
    return Reporting(engine, clock)
