"""Sheets as a typed application fills them in, the matrix that the office reads, plans, and absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import assert_type

from duban import (
    Absence,
    Contact,
    ContactEntry,
    Engine,
    FilledSheet,
    Instance,
    LastReport,
    Level,
    Matrix,
    Settings,
    TargetView,
    Unit,
)
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import Directory, FilledLine, MatrixItem, MatrixRow, PlanView

SCENARIOS = Path(__file__).parents[1] / "workflow" / "scenarios"


def test_a_unit_reports_and_the_office_reads_the_matrix(tmp_path: Path) -> None:
    rules = (SCENARIOS / "each.yaml").read_text("utf-8")
    file = tmp_path / "each.yaml"
    file.write_text(rules + "\nprogress: {sheet: sheet, by: responsible, lead: lead}\n", "utf-8")
    clock = FixedClock("2024-02-28T09:00+08:00")
    with throwaway_engine(scenarios=[file, "sheet"], clock=clock) as engine:
        units = {"lead": "市优化办", "responsible": ["市住建局"]}
        number = engine.open("each", by="市优化办", units=units).number
        engine.sweep()
        clock.set("2024-03-29T09:00+08:00")
        engine.sweep()
        (sheet,) = engine.find(scenario="sheet")
        assert_type(sheet.sheet, FilledSheet | None)
        assert sheet.sheet is not None
        assert_type(sheet.sheet.period, str)
        assert_type(sheet.sheet.lines, tuple[FilledLine, ...])
        assert_type(sheet.sheet.missing, tuple[FilledLine, ...])
        handed_in = engine.report(sheet.number, {number: {"done": "已印发"}}, by="市住建局", hand_in=True)
        assert_type(handed_in, Instance)
        item = engine.instance(number)
        assert_type(item.reports, Mapping[str, LastReport])
        last = item.reports["市住建局"]
        assert_type(last.sheet, str)
        assert_type(last.period, str)
        assert_type(last.period_name, str)
        assert_type(last.nothing_new, bool)
        assert_type(engine.situation(sheet.number).line_titles, Mapping[str, str])
        found = engine.matrix(scenario="each", open_only=True)
        assert_type(found, Matrix)
        assert_type(found.period, str)
        assert_type(found.period_name, str)
        assert_type(found.items, tuple[MatrixItem, ...])
        assert_type(found.rows, tuple[MatrixRow, ...])


def test_a_plan_has_its_tasks() -> None:
    with throwaway_engine(scenarios=["plan", "issue"], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        plan = engine.open("plan", title="工作方案", by="市优化办").number
        assert_type(engine.situation(plan).plan, PlanView | None)


def test_who_is_away_is_said_of_a_contact() -> None:
    away = Absence(date(2024, 5, 1), date(2024, 5, 3))
    assert_type(away.first, date)
    assert_type(away.last, date)
    contact = Contact("市住建局", "张三", Level.HANDLER, email="zhang@example.org", absences=(away,))
    assert_type(contact.absences, tuple[Absence, ...])
    with Engine(
        Settings.plain("sqlite://"), scenarios=["issue"], directory=Directory([Unit("市住建局")], [contact])
    ) as engine:
        entry: ContactEntry = engine.contacts()[0]
        assert_type(entry.absences, tuple[Absence, ...])


def missing_of(target: TargetView) -> int | None:
    assert_type(target.met, bool)
    assert_type(target.missing, int)
    return target.missing
