"""Ledgers as files: as an office would make them, for the reader's eyes, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from listed_office import BUILDERS, FORMULAS, OFFICE, TEACHERS, an_office, open_item
from python_calamine import CalamineWorkbook

from duban import Query
from duban.ledger import WrongEnding, export_ledger, ledger_bytes, make_ledger, read_layout
from duban.ledger.export import UnknownFormat
from duban.ledger.export.widths import lines
from duban.testing import FixedClock
from duban.words import speaking
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Engine

TEXT = """
layout: 台账
title: 台账
subtitle: 填报单位（盖章）：
where: {scenario: item}
columns:
  - place
  - {show: number, width: 14}
  - {heading: 任务, show: title}
  - {group: 责任, heading: 牵头单位, show: {units: lead}}
  - {group: 责任, heading: 责任单位, show: {units: responsible}}
  - {heading: 内容, show: {field: content}}
  - {heading: 电话, show: {field: phone}}
  - {heading: 投资, show: {field: amount}}
  - {heading: 时限, show: due}
  - {heading: 灯, show: light}
foot: 联系人
"""
LAYOUT = read_layout(TEXT, "台账.yaml")
BY_UNIT = read_layout(TEXT.replace("where:", "rows: unit\nwhere:"), "台账.yaml")


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Engine]:
    clock = FixedClock("2026-01-30T09:00+08:00")
    with an_office(f"sqlite:///{tmp_path / 'duban.db'}", clock) as engine:
        open_item(engine, deadline=date(2026, 2, 28))
        open_item(engine, "新建两所小学", deadline=date(2026, 12, 31))
        clock.set("2026-03-02T09:00+08:00")
        engine.sweep()
        yield engine


def test_a_workbook_is_set_up_as_an_office_would(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]
    assert sheet["A1"].value == "台账"
    assert sheet["A2"].value == "填报单位（盖章）："
    assert {str(each) for each in sheet.merged_cells.ranges} >= {"A1:J1", "D3:E3", "A3:A4", "C3:C4", "A7:J7"}
    assert [sheet["D3"].value, sheet["D4"].value, sheet["E4"].value] == ["责任", "牵头单位", "责任单位"]
    assert sheet.freeze_panes == "D5"
    assert sheet.auto_filter.ref == "A4:J6"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 8
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert "&P" in sheet.oddFooter.center.text
    assert sheet["A7"].value == "联系人"


def test_days_and_numbers_are_such_and_all_else_is_text(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]
    assert sheet["I5"].value == datetime(2026, 2, 28)  # noqa: DTZ001 - as openpyxl reads days
    assert sheet["I5"].number_format == "yyyy-mm-dd"
    assert sheet["H5"].value == 120
    assert (sheet["G5"].value, sheet["G5"].data_type) == ("0711-3350000", "s")
    assert sheet["B5"].number_format == "@"
    assert sheet["F5"].value == "第一行\n第二行"
    rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    assert rows[4][8] == date(2026, 2, 28)


def test_a_light_is_a_colour_and_a_word(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]
    red, green = sheet["J5"], sheet["J6"]
    assert (red.value, green.value) == ("● 红", "● 绿")
    assert (red.fill.fgColor.rgb, green.fill.fgColor.rgb) == ("FFC00000", "FFC6E0B4")


@pytest.mark.parametrize("title", FORMULAS)
def test_what_begins_like_a_formula_is_text(title: str, office: Engine, tmp_path: Path) -> None:
    number = open_item(office, title).number
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, query=Query(number=number))
    export_ledger(office, tmp_path / "out.csv", layout=LAYOUT, query=Query(number=number))

    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]["C5"]
    assert (cell.value, cell.data_type) == (title, "s")
    assert cell.hyperlink is None
    rows = [*csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig")))]
    assert rows[1][2] == f"'{title}"


def test_control_characters_are_left_out_and_long_texts_are_cut(office: Engine, tmp_path: Path) -> None:
    number = open_item(office, content="甲\x0b乙" + "长" * 40_000).number
    export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, query=Query(number=number))

    told = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]["F5"].value
    assert told.startswith("甲乙长")
    assert told.endswith("…")
    assert len(told) <= 32_767


def test_a_file_is_its_owners_alone_and_never_written_over_another(office: Engine, tmp_path: Path) -> None:
    made = export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT)

    assert stat.S_IMODE((tmp_path / "out.xlsx").stat().st_mode) == 0o600
    before = (tmp_path / "out.xlsx").read_bytes()
    assert made.bytes == len(before)
    with pytest.raises(FileExistsError):
        export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT)
    assert (tmp_path / "out.xlsx").read_bytes() == before


def test_nothing_is_left_where_an_export_fails(office: Engine, tmp_path: Path) -> None:
    there = sorted(tmp_path.iterdir())

    with pytest.raises(UnknownScenario):
        export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, query=Query(scenario="nothing"))
    with pytest.raises(UnknownFormat):
        export_ledger(office, tmp_path / "out.xlsx", layout=LAYOUT, format="pdf")

    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize("form", ["xlsx", "csv", "html", "json"])
@pytest.mark.parametrize("viewer", [OFFICE, BUILDERS, "", None])
def test_what_is_private_is_in_no_file_of_those_who_may_not_see_it(
    form: str, viewer: str | None, office: Engine, tmp_path: Path
) -> None:
    path = tmp_path / f"out.{form}"
    export_ledger(office, path, layout=LAYOUT, viewer=viewer)

    told = repr([*openpyxl.load_workbook(path)["台账"].values]) if form == "xlsx" else path.read_text("utf-8-sig")
    assert ("0711-3350000" in told) is (viewer in {OFFICE, None})


def test_conditions_of_the_reader_stand_in_for_the_layouts(office: Engine) -> None:
    assert make_ledger(office, LAYOUT, Query(light="red")).matters == 1
    assert make_ledger(office, LAYOUT, Query(unit=TEACHERS, scope="own"), viewer=TEACHERS).matters == 2
    assert make_ledger(office, LAYOUT, Query(scope="own"), viewer="市财政局").matters == 2


def test_the_sheet_for_print_has_what_is_the_same_once(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.xlsx", layout=BY_UNIT)

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["台账", "打印表"]
    plain, printed = book["台账"], book["打印表"]
    assert not [each for each in plain.merged_cells.ranges if 4 < each.min_row < 9]
    assert {str(each) for each in printed.merged_cells.ranges} >= {"C5:C6", "C7:C8"}
    assert printed.auto_filter.ref is None
    assert "duban:print" in str(printed.cell(printed.max_row, 1).value)


@pytest.mark.parametrize("name", ["打印表", "History", "[]:*?/", "a" * 99, "'台账'"])
def test_a_sheet_gets_a_name_that_it_may_have(name: str, office: Engine, tmp_path: Path) -> None:
    text = TEXT.replace("layout: 台账", f'layout: "{name}"').replace("where:", "rows: unit\nwhere:")
    export_ledger(office, tmp_path / "out.xlsx", layout=read_layout(text, "x.yaml"))

    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[1:] == ["打印表"]


def test_a_page_shows_what_somebody_wrote_as_text(office: Engine, tmp_path: Path) -> None:
    open_item(office, "<script>alert(1)</script>")
    export_ledger(office, tmp_path / "out.html", layout=LAYOUT)

    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '<td class="lamp red">● 红</td>' in page
    assert "http" not in page


def test_json_has_rows_by_the_keys_of_columns(office: Engine, tmp_path: Path) -> None:
    export_ledger(office, tmp_path / "out.json", layout=LAYOUT)

    read = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [column["key"] for column in read["columns"]][3:5] == ["责任·牵头单位", "责任·责任单位"]
    assert read["rows"][0]["cells"]["时限"] == "2026-02-28"
    assert read["rows"][0]["number"] == "TZ-2026-001"


def test_a_ledger_without_rows_is_a_file_too(office: Engine, tmp_path: Path) -> None:
    for form in ("xlsx", "csv", "html", "json"):
        made = export_ledger(office, tmp_path / f"out.{form}", layout=LAYOUT, query=Query(text="没有这样的事"))
        assert made.rows == 0
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["台账"]
    assert [cell.value for cell in sheet[4]][3] == "牵头单位"


@pytest.mark.parametrize("name", ["out.pdf", "out.xls", "out.docx", "2026.1台账"])
def test_a_file_is_not_written_under_the_name_of_another_kind(name: str, office: Engine, tmp_path: Path) -> None:
    with pytest.raises(WrongEnding, match=r"\.xlsx、\.csv、\.html和?、?\.json"):
        export_ledger(office, tmp_path / name, layout=LAYOUT)
    assert list(tmp_path.glob("out*")) == list(tmp_path.glob("*台账")) == []


def test_a_row_is_high_enough_for_a_text_of_chinese_characters() -> None:
    told = (
        "围绕拖欠账款、政策不兑现、承诺不落实等问题开展联合督查，"
        "发现一起、交办一起、销号一起，重大问题向市委、市政府专题报告。"
    )
    more = (
        "组织营商环境宣传周，选树一批服务企业的先进典型，"
        "曝光一批损害营商环境的反面案例，面向企业开展政策宣讲不少于30场。"
    )
    assert [lines(text, 60) for text in (told, more, "无")] == [3, 3, 1]  # the last mark, or a word, alone
    assert lines("一二三四五六七八", 18) == 1


@pytest.mark.parametrize(
    ("title", "language", "head", "day"),
    [
        ("台账", "", "编号", "截至2026年3月2日"),
        ("台账", "language: en\n", "Number", "as of"),
        ("Ledger", "", "Number", "as of"),
        ("Ledger", "language: zh\n", "编号", "截至2026年3月2日"),
    ],
)
def test_what_a_layout_does_not_word_is_in_its_own_language(
    office: Engine, title: str, language: str, head: str, day: str
) -> None:
    layout = read_layout(f"layout: x\ntitle: {title}\n{language}columns: [number, light]\n", "x.yaml")
    with speaking("en"):
        ledger = make_ledger(office, layout)
        page = ledger_bytes(ledger, "html").decode()
    assert ledger.heads[0].heading == head
    assert day in ledger.day
    assert head in page
