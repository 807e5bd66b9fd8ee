"""An office whose units report each month, and the sheet that units fill in, as it is exported and comes back."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import xlsxwriter

from duban.ledger.excel import (
    FILL_SHEET,
    HIDDEN_SHEET,
    KEY_HEADING,
    PRINT_MARK,
    PRINT_SHEET,
    FillColumn,
    FillKind,
    FillRow,
    Manifest,
    key_of,
    written,
)
from duban.ledger.excel.bringing import preview_sheet

if TYPE_CHECKING:
    from duban import Engine, Instance
    from duban.ledger.excel.bringing import Brought
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
  measure:  {title: 整改措施, type: text}
  kind:     {title: 类别, type: choice, choices: [短期, 长期]}
  deadline: {title: 完成时限, type: date}
states:
  办理: {initial: true, waits_for: responsible}
  复核: {waits_for: office}
  销号: {final: true}
progress: {sheet: sheet, by: responsible, lead: lead}
transitions:
  申请销号: {from: 办理, to: 复核, by: responsible, requires: [measure]}
  销号: {from: [办理, 复核], to: 销号, by: office}
"""
LEAD, ONE, OTHER, OFFICE = "市发改委", "市住建局", "市教育局", "市优化办"
COLUMNS = (
    FillColumn("done", ("本月填报", "进展情况"), FillKind.LINE, "done", "text"),
    FillColumn("percent", ("本月填报", "完成进度（%）"), FillKind.LINE, "percent", "number"),
    FillColumn("problems", ("本月填报", "存在问题"), FillKind.LINE, "problems", "text"),
    FillColumn("idle", ("本月填报", "无新进展"), FillKind.IDLE, "", "boolean", ("是",)),
    FillColumn("why", ("本月填报", "无新进展的原因"), FillKind.WHY, "", "text"),
    FillColumn("measure", ("事项", "整改措施"), FillKind.FIELD, "measure", "text"),
    FillColumn("kind", ("事项", "类别"), FillKind.FIELD, "kind", "choice", ("短期", "长期")),
    FillColumn("deadline", ("事项", "完成时限"), FillKind.FIELD, "deadline", "date"),
)


@dataclass
class Workbook:
    """A fill-in sheet as a table, with the manifest that goes with it, for a test to change as people do."""

    manifest: Manifest
    head: list[list[str]]
    rows: list[list[Any]]
    merged: list[str] = field(default_factory=list)

    def row(self, number: str, unit: str) -> list[Any]:
        return next(row for row in self.rows if row[-1] == key_of(number, unit))

    def put(self, number: str, unit: str, **cells: Any) -> None:  # noqa: ANN401 - what people write into cells
        row = self.row(number, unit)
        for name, value in cells.items():
            row[self.place(name)] = value

    def place(self, name: str) -> int:
        title = next(each.heading[-1] for each in COLUMNS if each.id == name)
        return self.head[-1].index(title)

    def bytes(self) -> bytes:
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(FILL_SHEET)
        for place, row in enumerate([*self.head, *self.rows]):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(place, column, cell)
        printed = book.add_worksheet(PRINT_SHEET)
        printed.write_string(0, 0, f"供打印 {PRINT_MARK}")
        hidden = book.add_worksheet(HIDDEN_SHEET)
        for place, cells in enumerate(self.manifest.to_cells()):
            for column, cell in enumerate(cells):
                hidden.write_string(place, column, cell)
        hidden.very_hidden()
        book.close()
        return file.getvalue()


class Office:
    """The office: an engine whose clock can be set, and what goes out of it and comes back."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine, self.clock = engine, clock

    def job(self, title: str, *units: str, **data: object) -> str:
        given = {"lead": [LEAD], "responsible": list(units)}
        return self.engine.open("job", title=title, units=given, by=OFFICE, data=data).number

    def at(self, instant: str) -> None:
        self.clock.set(instant)
        assert self.engine.sweep().failures == ()

    def sheets(self) -> dict[str, Instance]:
        return {item.units["reporter"][0]: item for item in self.engine.find(scenario="sheet")}

    def exported(self) -> Workbook:
        """Return a sheet to fill in with a row for each matter and unit, as it stands now."""
        sheets, rows, table = self.sheets(), [], []
        for item in sorted(self.engine.find(scenario="job"), key=lambda each: each.number):
            for unit in item.units["responsible"]:
                lines = {} if unit not in sheets else {line.number: line for line in sheets[unit].sheet.lines}  # type: ignore[union-attr]
                line = lines.get(item.number)
                values = {each.id: written(item.data.get(each.name)) for each in COLUMNS[5:]}
                if line is not None:
                    values |= {each.id: written(line.values.get(each.name)) for each in COLUMNS[:3]}
                    values |= {"idle": "是" if line.nothing_new else "", "why": line.note or ""}
                key = key_of(item.number, unit)
                rows.append(FillRow(key, item.version, values, sheets[unit].number if line is not None else None))
                table.append([item.number, item.title, unit, *(values.get(each.id, "") for each in COLUMNS), key])
        manifest = Manifest("E1", "月调度表", "0" * 64, self.engine.now(), COLUMNS, tuple(rows))
        head = [
            ["重点任务月调度表"],
            ["填报单位（盖章）："],
            ["", "", "", "本月填报", "", "", "", "", "事项", "", ""],
            ["任务编号", "重点任务", "责任单位", *(each.heading[-1] for each in COLUMNS), KEY_HEADING],
        ]
        return Workbook(manifest, head, table)

    def previewed(self, book: Workbook | bytes, by: str = ONE, **how: Any) -> Brought:  # noqa: ANN401 - passed on
        data = book if isinstance(book, bytes) else book.bytes()
        return preview_sheet(self.engine, data, source="4月.xlsx", by=by, **how)


@dataclass(frozen=True)
class Month:
    """The end of a month: the office, its two jobs, and the sheet to fill in."""

    office: Office
    cut: str
    start: str
    book: Workbook
