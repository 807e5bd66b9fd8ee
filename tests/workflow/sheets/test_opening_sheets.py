"""At the end of a period each unit that has something to report of gets one sheet, with a line for each matter."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from duban import Engine
from duban.testing import FixedClock
from duban.workflow import Directory

if TYPE_CHECKING:
    from pathlib import Path

    from sheets.conftest import Reporting

LEAD, ONE, OTHER, THIRD, OFFICE = "市发改委", "市住建局", "市教育局", "市财政局", "市优化办"
MONTH_END = "2026-04-30T18:00+08:00"


def lines(office: Reporting) -> dict[str, list[str]]:
    return {
        unit: [line.title for line in item.sheet.lines]
        for unit, item in office.sheets().items()
        if item.sheet is not None
    }


def test_a_unit_has_one_sheet_with_all_that_it_has_to_report_of(office: Reporting) -> None:
    office.job("压减审批时间", ONE, OTHER)
    office.job("开办企业", ONE, lead=ONE)
    office.at(MONTH_END)
    assert lines(office) == {ONE: ["压减审批时间", "开办企业"], OTHER: ["压减审批时间"]}
    sheet = office.sheets()[ONE]
    assert sheet.title == "市住建局2026年4月进展月报"
    assert sheet.units["lead"] == (LEAD,), "what a unit leads itself it need not collect from itself"
    assert str(sheet.due_on) == "2026-05-06", "the fifth is a holiday, and it rolls to the next working day"


def test_the_first_period_is_the_first_full_one(office: Reporting) -> None:
    office.job("压减审批时间", ONE)
    office.at("2026-03-31T18:00+08:00")
    assert office.sheets() == {}, "it was handed out on the second of March"
    office.at(MONTH_END)
    assert [item.sheet.period for item in office.sheets().values() if item.sheet] == ["2026-04"]


def test_nobody_reports_of_what_is_closed_excused_suspended_or_only_to_be_signed_for(office: Reporting) -> None:
    engine = office.engine
    closed, excused, stopped = (office.job(title, ONE, OTHER) for title in ("已结", "不涉及", "暂缓的"))
    office.job("只签收", ONE, kind="签收")
    engine.excuse(excused, "签收", ONE, by=OFFICE, note="不涉及")
    for number in (closed, stopped):
        for unit in (ONE, OTHER):
            engine.fire(number, "签收", by=unit)
    engine.fire(closed, "销号", by=OFFICE)
    engine.fire(stopped, "暂缓", by=OFFICE)
    office.at(MONTH_END)
    assert lines(office) == {OTHER: ["不涉及"]}


def test_ongoing_work_is_reported_of_as_all_other(office: Reporting) -> None:
    office.engine.open("job", title="持续推进", units={"lead": [LEAD], "responsible": [ONE]}, by=OFFICE, ongoing=True)
    office.at(MONTH_END)
    assert lines(office) == {ONE: ["持续推进"]}


def test_periods_missed_in_downtime_are_caught_up(office: Reporting) -> None:
    office.job("压减审批时间", ONE)
    office.at("2026-07-02T09:00+08:00")
    periods = sorted(item.sheet.period for item in office.engine.find(scenario="sheet") if item.sheet)
    assert periods == ["2026-04", "2026-05", "2026-06"]
    office.at("2026-07-02T10:00+08:00")
    assert len(office.engine.find(scenario="sheet")) == 3


def test_daemons_that_sweep_at_the_same_moment_open_each_sheet_once(
    office: Reporting, job_file: Path, database_url: str
) -> None:
    for number in range(5):
        office.job(f"任务{number}", ONE, OTHER, THIRD)
    opened: list[int] = []

    def sweep() -> None:
        with Engine(
            database_url, scenarios=[job_file, "sheet"], directory=Directory(), clock=FixedClock(MONTH_END)
        ) as engine:
            opened.append(engine.sweep().opened)

    daemons = [threading.Thread(target=sweep) for _ in range(4)]
    for each in daemons:
        each.start()
    for each in daemons:
        each.join()
    assert sorted(opened) == [0, 0, 0, 3]
    assert {unit: len(titles) for unit, titles in lines(office).items()} == {ONE: 5, OTHER: 5, THIRD: 5}
    office.clock.set(MONTH_END)
    assert office.engine.verify().findings == ()
