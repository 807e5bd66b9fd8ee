"""Sheets to fill in: a row for each matter and unit, locked but for what may be filled in, and what it held before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from listed_office import BUILDERS, OFFICE, TEACHERS, an_office, open_item, report_for_february

from duban.ledger import export_ledger, load_layout, read_layout
from duban.ledger.excel import FILL_SHEET, HIDDEN_SHEET, KEY_HEADING, PRINT_SHEET, FillKind, Manifest
from duban.ledger.layouts import NothingToFill
from duban.testing import FixedClock
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Engine

LAYOUT = read_layout(
    """
layout: 月报
title: "{month}月填报表"
subtitle: 填报单位（盖章）：{unit}
where: {scenario: item}
section: {field: category}
rows: unit
columns:
  - place
  - {heading: 任务, show: title, width: 30}
  - {heading: 责任单位, show: unit}
  - {group: 填报, heading: 进展, fill: {line: done}, width: 30}
  - {group: 填报, heading: 进度, fill: {line: percent}}
  - {group: 填报, heading: 无新进展, fill: nothing new}
  - {group: 填报, heading: 原因, fill: why}
  - {heading: 类别, fill: {field: category}}
  - {heading: 时间, fill: {field: held_on}}
  - {heading: 电话, fill: {field: phone}}
  - {heading: 评价, show: blank}
""",
    "月报.yaml",
)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Engine]:
    clock = FixedClock("2026-01-30T09:00+08:00")
    with an_office(f"sqlite:///{tmp_path / 'duban.db'}", clock) as engine:
        open_item(engine)
        open_item(engine, "新建两所小学", category="教育")
        sheet = report_for_february(engine, clock)
        engine.report(sheet, {"TZ-2026-001": {"done": "=写了一半", "percent": 12.5}}, by=TEACHERS)
        yield engine


def manifest_of(path: Path) -> Manifest:
    return Manifest.from_cells(openpyxl.load_workbook(path)[HIDDEN_SHEET].values)


def test_a_fill_in_sheet_has_a_row_for_each_matter_and_unit_with_its_key_last(office: Engine, tmp_path: Path) -> None:
    made = export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=True)

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[:3] == [FILL_SHEET, PRINT_SHEET, HIDDEN_SHEET]
    sheet = book[FILL_SHEET]
    assert (made.matters, made.rows) == (2, 4)
    assert sheet["L3"].value == KEY_HEADING
    assert [sheet.cell(row, 12).value for row in range(5, 9)] == [
        f"{number}#{unit}" for number in ("TZ-2026-001", "TZ-2026-002") for unit in (BUILDERS, TEACHERS)
    ]
    assert not sheet.column_dimensions["L"].hidden
    assert not [each for each in sheet.merged_cells.ranges if each.max_row > 4]
    assert sheet.auto_filter.ref == "A4:L8"


def test_only_what_may_be_filled_in_is_not_locked(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=True)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")[FILL_SHEET]
    assert sheet.protection.sheet
    free = [cell.column_letter for cell in sheet[6] if not cell.protection.locked]
    assert free == ["D", "E", "F", "G", "H", "I", "J", "K"]
    handed_in = [cell.column_letter for cell in sheet[5] if not cell.protection.locked]
    assert handed_in == ["H", "I", "J", "K"], "the sheet of this unit is handed in"


def test_what_was_written_so_far_stands_there_as_text(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=TEACHERS)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")[FILL_SHEET]
    assert (sheet["D5"].value, sheet["D5"].data_type) == ("=写了一半", "s")
    assert sheet["E5"].value == 12.5
    assert sheet["I5"].number_format == "yyyy-mm-dd"
    assert sheet["A2"].value == "填报单位（盖章）：市教育局"


def test_the_hidden_sheet_holds_what_stood_there(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=TEACHERS)

    manifest = manifest_of(tmp_path / "out.xlsx")
    assert (manifest.layout, manifest.digest, manifest.unit) == ("月报", LAYOUT.digest, TEACHERS)
    assert manifest.at == office.now()
    assert [(each.kind, each.name, each.type) for each in manifest.columns] == [
        (FillKind.LINE, "done", "text"),
        (FillKind.LINE, "percent", "number"),
        (FillKind.IDLE, "", "boolean"),
        (FillKind.WHY, "", "text"),
        (FillKind.FIELD, "category", "choice"),
        (FillKind.FIELD, "held_on", "date"),
        (FillKind.FIELD, "phone", "string"),
    ]
    first = manifest.rows[0]
    assert first.key == f"TZ-2026-001#{TEACHERS}"
    assert first.sheet == office.find(scenario="monthly", unit=TEACHERS)[0].number
    assert first.version == office.instance("TZ-2026-001").version
    assert dict(first.values) == {
        "c4": "=写了一半",
        "c5": "12.5",
        "c6": "",
        "c7": "",
        "c8": "城建",
        "c9": "2026-02-10",
    }
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")[HIDDEN_SHEET].sheet_state == "veryHidden"


def test_each_export_is_told_apart(office: Engine, tmp_path: Path) -> None:
    for name in ("one.xlsx", "other.xlsx"):
        export_ledger(office, tmp_path / name, layout=LAYOUT, fill=True)

    assert manifest_of(tmp_path / "one.xlsx").export != manifest_of(tmp_path / "other.xlsx").export


def test_a_units_sheet_holds_no_private_value_of_others_nor_room_for_one(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "unit.xlsx", layout=LAYOUT, fill=BUILDERS)
    export_ledger(office, tmp_path / "lead.xlsx", layout=LAYOUT, fill=True, viewer=OFFICE)

    assert "0711-3350000" not in repr([*openpyxl.load_workbook(tmp_path / "unit.xlsx")[FILL_SHEET].values])
    assert all("c10" not in row.values for row in manifest_of(tmp_path / "unit.xlsx").rows)
    assert openpyxl.load_workbook(tmp_path / "unit.xlsx")[FILL_SHEET]["J5"].protection.locked
    assert {row.values["c10"] for row in manifest_of(tmp_path / "lead.xlsx").rows} == {"0711-3350000"}


def test_a_units_sheet_has_its_own_rows_alone(office: Engine, tmp_path: Path) -> None:
    made = export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=BUILDERS)

    assert made.rows == 2
    assert {row.key.partition("#")[2] for row in manifest_of(tmp_path / "out.xlsx").rows} == {BUILDERS}


def test_choices_are_offered_and_long_ones_by_a_hidden_range(office: Engine, tmp_path: Path) -> None:
    many = [f"第{number}类（城市建设与管理）" for number in range(1, 40)]
    text = LAYOUT.text.replace(
        "fill: {field: category}", f"fill: {{field: category, choices: {many}}}".replace("'", "")
    )
    export_ledger(office, tmp_path / "few.xlsx", layout=LAYOUT, fill=True)
    export_ledger(office, tmp_path / "many.xlsx", layout=read_layout(text, "x.yaml"), fill=True)

    few = openpyxl.load_workbook(tmp_path / "few.xlsx")[FILL_SHEET].data_validations.dataValidation
    assert {(str(each.sqref), each.formula1) for each in few if each.type == "list"} == {
        ("F5:F8", '"是"'),
        ("H5:H8", '"城建,教育,卫生"'),
    }
    book = openpyxl.load_workbook(tmp_path / "many.xlsx")
    (rule,) = [each for each in book[FILL_SHEET].data_validations.dataValidation if str(each.sqref) == "H5:H8"]
    assert rule.formula1 == "_duban_lists!$A$1:$A$39"
    assert [row[0] for row in book["_duban_lists"].values] == many
    assert book["_duban_lists"].sheet_state == "veryHidden"


def test_the_sheet_for_print_is_marked(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=True)

    printed = openpyxl.load_workbook(tmp_path / "out.xlsx")[PRINT_SHEET]
    assert "duban:print" in str(printed.cell(printed.max_row, 1).value)
    assert "A5:K5" in {str(each) for each in printed.merged_cells.ranges}, "the heading of a section"


def test_a_layout_that_lets_nothing_be_filled_in_is_refused(office: Engine, tmp_path: Path) -> None:
    layout = read_layout("layout: x\ntitle: y\ncolumns: [title]\n", "x.yaml")

    with pytest.raises(NothingToFill, match="没有可填的栏"):
        export_ledger(office, tmp_path / "out.xlsx", layout=layout, fill=True)


def test_closed_matters_are_not_filled_in(office: Engine, tmp_path: Path) -> None:
    office.fire("TZ-2026-002", "办结", by=OFFICE)

    assert export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, fill=True).matters == 1


def test_the_shipped_sheet_of_the_month_can_be_filled_in() -> None:
    assert load_layout("月调度表").fills
