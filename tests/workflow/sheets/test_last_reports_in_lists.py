"""What was last reported of a matter stands in the ledger and in lists, and costs no read of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from duban.cli.terminal.reports import last_of_all, line_titles
from duban.ledger import ledger_rows, render_page

if TYPE_CHECKING:
    from sheets.conftest import Reporting

    from duban import Engine

ONE, OTHER = "市住建局", "市教育局"
MONTH_END = "2026-04-30T18:00+08:00"


@pytest.fixture
def reported(office: Reporting) -> tuple[Reporting, str]:
    """Give the office, and the number of the matter of which two units have reported, one after the other."""
    both, idle, _ = office.job("压减<时间>", ONE, OTHER), office.job("开办企业", ONE), office.job("未报", OTHER)
    office.at(MONTH_END)
    sheets = office.sheets()
    engine = office.engine
    lines = {both: {"done": "已完成<调研>", "percent": 40}, idle: {"nothing_new": True, "note": "等省里文件"}}
    engine.report(sheets[ONE].number, lines, by=ONE, hand_in=True)
    office.at("2026-05-06T10:00+08:00")
    said = {both: {"done": "过半", "percent": 55}, _: {"done": "已启动"}}
    engine.report(sheets[OTHER].number, said, by=OTHER, hand_in=True)
    return office, both


def reads(engine: Engine) -> int:
    """Return how many statements reading the ledger takes."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    bind = engine.database.engine
    event.listen(bind, "before_cursor_execute", note)
    ledger_rows(engine, scenario="job")
    event.remove(bind, "before_cursor_execute", note)
    return len(seen)


def test_the_ledger_has_what_each_unit_has_last_reported_the_newest_first(reported: tuple[Reporting, str]) -> None:
    office, both = reported
    rows = {row.number: row for row in ledger_rows(office.engine, scenario="job")}
    newest, first = rows[both].reports
    assert (newest.unit, newest.period, newest.said, str(newest.on)) == (
        OTHER,
        "2026年4月",
        "进展情况：过半；完成进度：55",
        "2026-05-06",
    )
    assert (first.unit, first.said) == (ONE, "进展情况：已完成<调研>；完成进度：40")
    page = render_page(list(rows.values()), title="台账", as_of=office.engine.now())
    assert (
        page.count("市教育局（2026年4月）：进展情况：过半；完成进度：55") == 2
    )  # beside the matter, and among all units
    assert "已完成&lt;调研&gt;" in page
    assert "市住建局（2026年4月）：无新进展（等省里文件）" in page


def test_reports_cost_the_ledger_no_statement_of_their_own(reported: tuple[Reporting, str]) -> None:
    office, _ = reported
    before = reads(office.engine)
    for number in range(5):
        office.job(f"另一项{number}", ONE)
    assert reads(office.engine) == before


def test_a_list_has_the_newest_report_and_how_many_units_have_reported(reported: tuple[Reporting, str]) -> None:
    office, both = reported
    titles = line_titles(office.engine, "job")
    item = office.engine.instance(both)
    assert last_of_all(item, titles) == "市教育局（2026年4月）：进展情况：过半；完成进度：55（已有2家填报）"
    assert (line_titles(office.engine, "sheet"), line_titles(office.engine, "nothing")) == ({}, {})
