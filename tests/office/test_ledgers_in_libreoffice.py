"""Ledgers as LibreOffice opens them: each layout on one page's width, texts as texts, locks and lists as they were."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest
from listed_office import FORMULAS, LAYOUTS, an_office, open_item, report_for_february
from office_suite import converted

from duban import Engine, Query
from duban.ledger import export_ledger, load_layout, read_layout, shipped_layouts
from duban.ledger.excel import FILL_SHEET, HIDDEN_SHEET, Manifest
from duban.testing import FixedClock
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

A3 = (1190.55, 841.89)
"""Landscape, in points."""

AS_UTF8 = "CSV:44,34,76"
"""Commas, quotation marks, UTF-8."""

FILLED = read_layout(
    """
layout: 月报
title: 月报
where: {scenario: item}
columns:
  - {heading: 任务, show: title, width: 30}
  - {group: 填报, heading: 进展, fill: {line: done}, width: 30}
  - {group: 填报, heading: 进度, fill: {line: percent}}
  - {heading: 类别, fill: {field: category}}
  - {heading: 时间, fill: {field: held_on}}
""",
    "月报.yaml",
)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    clock = FixedClock("2026-01-30T09:00+08:00")
    with an_office(f"sqlite:///{tmp_path_factory.mktemp('office') / 'duban.db'}", clock) as engine:
        for title in FORMULAS:
            open_item(engine, title, measure="制定方案，明确责任人和完成时限，每周报一次进展。" * 6)
        report_for_february(engine, clock)
        yield engine


def pages_of(pdf: Path) -> list[tuple[float, float, str]]:
    """Return the width, the height and the text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(*page.get_size(), page.get_textpage().get_text_range()) for page in document]


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda file: file.stem)
def test_a_ledger_is_printed_on_one_pages_width(file: Path, office: Engine, tmp_path: Path, profile: Path) -> None:
    layout = load_layout(file)
    export_ledger(office, tmp_path / "out.xlsx", layout=layout)

    pages = pages_of(converted(tmp_path / "out.xlsx", "pdf", tmp_path / "made", profile=profile))

    for width, height, _ in pages:
        assert (width, height) == pytest.approx(A3, abs=1)
    told = "".join("".join(text.split()) for _, _, text in pages)
    for column in layout.columns:
        assert "".join(column.heading.split()) in told
    assert "=1+1" in told or file.stem.endswith(("红黄绿", "约谈台账")), "these show no title"
    assert f"共{len(pages)}页" in told


@pytest.mark.parametrize("name", shipped_layouts())
def test_a_shipped_layout_is_printed_on_one_pages_width(name: str, tmp_path: Path, profile: Path) -> None:
    with Engine("sqlite://", clock=FixedClock("2026-01-30T09:00+08:00")) as engine:
        units = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}
        for scenario in ("task", "issue"):
            engine.open(scenario, title=f"{scenario}：修订绿地管理办法", units=units, by="市优化办")
        export_ledger(engine, tmp_path / "out.xlsx", layout=name)

    pages = pages_of(converted(tmp_path / "out.xlsx", "pdf", tmp_path / "made", profile=profile))

    assert {(round(width), round(height)) for width, height, _ in pages} == {(1191, 842)}
    assert len(pages) == 2 if name == "月调度表" else len(pages) == 1


def test_rows_are_as_high_as_their_texts(office: Engine, tmp_path: Path, profile: Path) -> None:
    (file,) = [each for each in LAYOUTS if each.stem.endswith("任务措施")]
    export_ledger(office, tmp_path / "out.xlsx", layout=file)

    pages = pages_of(converted(tmp_path / "out.xlsx", "pdf", tmp_path / "made", profile=profile))

    whole = "制定方案，明确责任人和完成时限，每周报一次进展。" * 6
    told = "".join("".join(text.split()) for _, _, text in pages)
    assert told.count(whole) == len(FORMULAS), "no line of a cell is cut off"


def test_what_begins_like_a_formula_is_reckoned_by_no_spreadsheet(
    office: Engine, tmp_path: Path, profile: Path
) -> None:
    (file,) = [each for each in LAYOUTS if each.stem.endswith("民生实事")]
    for ending in ("xlsx", "csv"):
        export_ledger(office, tmp_path / f"out.{ending}", layout=file)

    for ending, mark, read_as in (("xlsx", "", ""), ("csv", "'", AS_UTF8)):
        made = converted(tmp_path / f"out.{ending}", "ods", tmp_path / ending, profile=profile, read_as=read_as)
        text = converted(made, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path / ending, profile=profile)
        cells = {cell for row in csv.reader(io.StringIO(text.read_text("utf-8"))) for cell in row}
        assert {f"{mark}{title}" for title in FORMULAS} <= cells


def test_a_sheet_to_fill_in_goes_through_libreoffice(office: Engine, tmp_path: Path, profile: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=FILLED, fill=True)

    made = converted(tmp_path / "out.xlsx", "xlsx", tmp_path / "made", profile=profile)

    before, after = (openpyxl.load_workbook(path) for path in (tmp_path / "out.xlsx", made))
    assert Manifest.from_cells(after[HIDDEN_SHEET].values) == Manifest.from_cells(before[HIDDEN_SHEET].values)
    assert after[HIDDEN_SHEET].sheet_state != "visible"
    sheet = after[FILL_SHEET]
    assert sheet.protection.sheet
    first = before[FILL_SHEET]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=14)] == [
        [cell.value for cell in row] for row in first.iter_rows(min_row=5, max_row=14)
    ]
    for row, own in zip(sheet.iter_rows(min_row=5, max_row=14), first.iter_rows(min_row=5, max_row=14), strict=True):
        assert [cell.protection.locked for cell in row] == [cell.protection.locked for cell in own]
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"}
    assert lists == {"D5:D14": '"城建,教育,卫生"'}


def test_a_csv_of_ours_is_read_as_utf8(office: Engine, tmp_path: Path, profile: Path) -> None:
    (file,) = [each for each in LAYOUTS if each.stem.endswith("民生实事")]
    export_ledger(office, tmp_path / "out.csv", layout=file, query=Query(number="TZ-2026-001"))

    made = converted(tmp_path / "out.csv", "xlsx", tmp_path / "made", profile=profile, read_as=AS_UTF8)

    assert next(openpyxl.load_workbook(made).active.values) == ("序号", "民生实事", "责任单位", "完成时限")
