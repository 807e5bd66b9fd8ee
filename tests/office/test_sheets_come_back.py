"""A month's sheet goes out as duban exports it, is edited and saved by LibreOffice as offices do, and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from calc import changed, needs_calc

from duban import Engine
from duban.ledger import export_ledger, read_layout
from duban.ledger.excel.bringing import bring_sheet, preview_sheet, remarked_copy
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.usefixtures("english"), needs_calc]
LEAD, ONE, OTHER, OFFICE = "市发改委", "市住建局", "市教育局", "市优化办"
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
  deadline: {title: 完成时限, type: date}
states:
  办理: {initial: true, waits_for: responsible}
  销号: {final: true}
progress: {sheet: sheet, by: responsible, lead: lead}
transitions:
  销号: {from: 办理, to: 销号, by: office}
"""
LAYOUT = """
layout: 月调度表
title: 重点任务{month}月调度表
subtitle: 填报单位（盖章）：{unit}
where: {scenario: job, open: true}
order: number
rows: unit
unit_of: responsible
columns:
  - place
  - {heading: 任务编号, show: number}
  - {heading: 重点任务, show: title}
  - {group: 责任, heading: 牵头单位, show: {units: lead}}
  - {group: 责任, heading: 责任单位, show: unit}
  - {heading: 完成时限, fill: {field: deadline}}
  - {group: 本月填报, heading: 进展情况, fill: {line: done}}
  - {group: 本月填报, heading: 完成进度（%）, fill: {line: percent}}
  - {group: 本月填报, heading: 存在问题, fill: {line: problems}}
  - {group: 本月填报, heading: 无新进展, fill: nothing new}
  - {group: 本月填报, heading: 无新进展的原因, fill: why}
"""
EDIT = """
Sub Edit(book)
  Dim sheet, done, percent, idle, why, number, head, first, last
  sheet = book.Sheets.getByName("填报表")
  sheet.unprotect("")
  done = ColumnOf(sheet, "进展情况")
  percent = ColumnOf(sheet, "完成进度")
  idle = ColumnOf(sheet, "无新进展")
  why = ColumnOf(sheet, "无新进展的原因")
  number = ColumnOf(sheet, "任务编号")
  head = RowOf(sheet, done, "进展情况")
  first = RowOf(sheet, number, "RW-2026-0001")
  last = RowOf(sheet, number, "RW-2026-0002")
  sheet.getCellByPosition(done, first).String = "已完成调研 "
  sheet.getCellByPosition(percent, first).Value = 40
  sheet.getCellByPosition(idle, last).String = "√"
  sheet.getCellByPosition(why, last).String = "等省里文件"
  sheet.getCellByPosition(done, head).String = "本月进展情况"
  sheet.Rows.getByIndex(last).IsVisible = False
  sheet.Rows.insertByIndex(last + 1, 1)
  sheet.getCellByPosition(0, last + 1).String = "合计"
  sheet.getCellByPosition(percent, last + 1).Formula = "=SUM(A1:A2)"
  sheet.Columns.insertByIndex(done, 1)
  sheet.getCellByPosition(done, head).String = "内部备注"
End Sub
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Path]]:
    """Give an office at the end of April, and the folder in which its sheet was exported and edited."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "job.yaml").write_text(JOB, "utf-8")
    clock = FixedClock("2026-03-02T09:00+08:00")
    with Engine(f"sqlite:///{folder / 'duban.db'}", scenarios=[folder / "job.yaml", "sheet"], clock=clock) as engine:
        engine.sweep()
        for title, units in (("压减审批时间", [ONE, OTHER]), ("开办企业", [ONE])):
            engine.open("job", title=title, units={"lead": [LEAD], "responsible": units}, by=OFFICE)
        clock.set("2026-04-30T18:00+08:00")
        engine.sweep()
        export_ledger(engine, folder / "4月.xlsx", layout=read_layout(LAYOUT, "月调度表.yaml"), fill=ONE)
        yield engine, folder


@pytest.fixture(scope="module")
def saved(office: tuple[Engine, Path]) -> dict[str, Path]:
    _, folder = office
    return changed(folder / "4月.xlsx", folder, EDIT, "xlsx", "xls", "ods", "csv")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_a_sheet_that_was_edited_in_an_office_says_the_same_in_every_kind_of_file(
    kind: str, office: tuple[Engine, Path], saved: dict[str, Path]
) -> None:
    engine, folder = office
    against = (folder / "4月.xlsx").read_bytes() if kind == "csv" else None
    brought = preview_sheet(engine, saved[kind].read_bytes(), source=f"4月.{kind}", by=ONE, against=against)
    told = {(row.number, cell.label): cell.here for row in brought.rows for cell in row.cells}
    assert told == {
        ("RW-2026-0001", "进展情况"): "已完成调研",
        ("RW-2026-0001", "完成进度（%）"): "40",
        ("RW-2026-0002", "无新进展"): "是",
        ("RW-2026-0002", "无新进展的原因"): "等省里文件",
    }
    assert [row.verdict for row in brought.rows] == ["new", "new"]
    assert "column “本月进展情况” was read as 进展情况" in brought.doubts


def test_it_is_written_once_and_its_copy_with_remarks_opens(
    office: tuple[Engine, Path], saved: dict[str, Path]
) -> None:
    engine, folder = office
    data = saved["xlsx"].read_bytes()
    brought = preview_sheet(engine, data, source="4月.xlsx", by=ONE)
    taken = bring_sheet(engine, brought)
    assert (taken.done, taken.refused) == (2, 0)
    again = preview_sheet(engine, saved["ods"].read_bytes(), source="4月.ods", by=ONE)
    assert {row.verdict for row in again.rows} == {"same"}
    copy = folder / "remarks.xlsx"
    copy.write_bytes(remarked_copy(data, brought, taken))
    (folder / "again").mkdir()
    places = changed(copy, folder / "again", "Sub Edit(book)\nEnd Sub\n", "csv")
    text = places["csv"].read_text("utf-8-sig")
    assert text.count(',"was written"') == 2
    assert "Remarks" in text
