"""Sheets in: a month of 10,000 rows that units filled in, read and held against what stands, to bare reading."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.measure import Result, interleaved, ratio_of, timed
from duban import Engine
from duban.ledger.excel import FILL_SHEET, HIDDEN_SHEET, KEY_HEADING, FillColumn, FillKind, FillRow, Manifest, key_of
from duban.ledger.excel.bringing import preview_sheet
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.office import Store

RUNS, UNITS = 5, 100
OFFICE, LEAD = "市优化办", "市发改委"
JOB = """
scenario: job
version: 1
title: 重点任务
number: "RW-{year}-{seq:05d}"
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
COLUMNS = (
    FillColumn("c1", ("填报", "进展情况"), FillKind.LINE, "done"),
    FillColumn("c2", ("填报", "完成进度"), FillKind.LINE, "percent", "number"),
    FillColumn("c3", ("填报", "存在问题"), FillKind.LINE, "problems"),
    FillColumn("c4", ("填报", "下步计划"), FillKind.LINE, "next"),
    FillColumn("c5", ("填报", "无新进展"), FillKind.IDLE, "", "boolean", ("是",)),
    FillColumn("c6", ("填报", "原因"), FillKind.WHY, ""),
)
_TOLD = 13
"""So many columns stand before those that are filled in: 20 with the key."""


def sheets(store: Store, name: str, folder: Path, many: int) -> Iterator[Result]:
    """Time a preview of a sheet of which a tenth, and of which every row, was filled in; the unit sees them all."""
    file = folder / "job.yaml"
    file.write_text(JOB, "utf-8")
    clock = FixedClock("2026-03-02T09:00+08:00")
    with Engine(store.new(), scenarios=[file, "sheet"], clock=clock) as engine:
        engine.sweep()
        items = [
            {"title": f"压减第{no}项审批时间", "units": {"lead": [LEAD], "responsible": [f"单位{no % UNITS}"]}}
            for no in range(many)
        ]
        engine.open_many("job", items, by=OFFICE)  # type: ignore[arg-type]
        clock.set("2026-04-30T18:00+08:00")
        engine.sweep()
        for share, called in ((10, "a tenth filled in"), (1, "all filled in")):
            data = _workbook(engine, share)
            kinds = {"ours": partial(_preview, engine, data), "floor": partial(_bare, data)}
            figures = interleaved({name: partial(timed, act) for name, act in kinds.items()}, runs=RUNS)
            yield ratio_of(f"{many:,} rows in, {called}, {name}", figures, unit="s", must=10, goal=5, at_least=False)


def _preview(engine: Engine, data: bytes) -> object:
    return preview_sheet(engine, data, source="4月.xlsx", by=LEAD)


def _bare(data: bytes) -> object:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(FILL_SHEET).to_python()


def _workbook(engine: Engine, share: int) -> bytes:
    """Return a sheet to fill in of which every so manieth row was."""
    sheets = {
        line.number: item for item in engine.find(scenario="sheet") for line in (item.sheet.lines if item.sheet else ())
    }
    matters = engine.find(scenario="job")
    empty = dict.fromkeys((column.id for column in COLUMNS), "")
    rows, table = [], []
    for place, item in enumerate(matters):
        (unit,) = item.units["responsible"]
        key = key_of(item.number, unit)
        rows.append(FillRow(key, item.version, empty, sheets[item.number].number))
        told = [f"第{place}行的第{column}格" for column in range(_TOLD)]
        filled = (
            ["已完成调研，正在征求意见", 40, "缺少经费", "下月报审", "", ""]
            if place % share == 0
            else [""] * len(COLUMNS)
        )
        table.append([*told, *filled, key])
    manifest = Manifest("E", "月调度表", "0" * 64, engine.now(), COLUMNS, tuple(rows))
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, hidden = book.add_worksheet(FILL_SHEET), book.add_worksheet(HIDDEN_SHEET)
    heads = [*(f"列{column}" for column in range(_TOLD)), *(column.heading[-1] for column in COLUMNS), KEY_HEADING]
    for line, cells in enumerate([heads, *table]):
        sheet.write_row(line, 0, cells)
    for line, cells in enumerate(manifest.to_cells()):
        hidden.write_row(line, 0, cells)
    book.close()
    return file.getvalue()
