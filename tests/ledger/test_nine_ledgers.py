"""The ledgers of nine offices, said as layouts: the columns that they have, with what stands in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from listed_office import LAYOUTS, OFFICE, an_office, open_item, report_for_february

from duban.ledger import export_ledger, load_layout, make_ledger
from duban.testing import FixedClock
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Engine


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    clock = FixedClock("2026-01-30T09:00+08:00")
    with an_office(f"sqlite:///{tmp_path_factory.mktemp('office') / 'duban.db'}", clock) as engine:
        open_item(engine, item_no="10", degree="重")
        open_item(engine, "新建两所小学", item_no="2", category="教育", deadline_text="年底前")
        open_item(engine, "社区用房", item_no="", category="卫生")
        report_for_february(engine, clock)
        engine.urge("TZ-2026-001", by=OFFICE)
        yield engine


HEADS = {
    "责任分工": ["序号", "重点工作", "分管领导", "牵头单位", "配合单位", "备注"],
    "民生实事": ["序号", "民生实事", "责任单位", "完成时限"],
    "任务措施": ["主要任务", "工作措施", "责任单位", "时限", "备注"],
    "类别清单": ["类别", "任务内容", "牵头领导", "责任单位"],
    "项目": ["序号", "项目名称", "主要内容", "分管领导", "牵头单位", "配合单位"],
    "红黄绿": ["督查地点", "类型", "程度", "责任单位", "责任人", "等级色"],
    "约谈台账": ["编号", "通知书编号", "约谈对象", "发起部门", "经办人", "时间", "地点", "催办次数"],
}


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda file: file.stem)
def test_a_ledger_of_an_office_is_said_and_written(file: Path, office: Engine, tmp_path: Path) -> None:
    made = export_ledger(office, tmp_path / "out.xlsx", layout=file)

    assert made.matters == 3
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    layout = load_layout(file)
    head = 4 if layout.two_rows else 3
    read = [cell.value for cell in sheet[head] if cell.value]
    if layout.name in HEADS:
        assert read == HEADS[layout.name]
    assert sheet["A1"].value == layout.title.replace("{year}", "2026")


def test_there_are_nine() -> None:
    assert len(LAYOUTS) == 9


def cells(office: Engine, name: str) -> list[dict[str, object]]:
    """Return the rows of one of the nine by the headings of its columns."""
    (file,) = [each for each in LAYOUTS if each.stem.endswith(name)]
    ledger = make_ledger(office, load_layout(file))
    return [dict(zip([head.key for head in ledger.heads], row.cells, strict=True)) for row in ledger.rows]


def test_goals_and_reports_stand_in_the_quarter_to_which_they_belong(office: Engine) -> None:
    first = cells(office, "落实情况")[0]

    assert first["年度阶段性工作目标·一季度"] == "完成初稿（2026-03-20）"
    assert first["年度阶段性工作目标·二季度"] == "印发（2026-05-10）"
    assert first["年度阶段性工作目标·三季度"] == ""
    assert first["进展落实情况·一季度"] == "市住建局：已完成初稿"
    assert first["进展落实情况·二季度"] == ""


def test_a_state_is_called_as_the_office_calls_it(office: Engine) -> None:
    assert {row["状态"] for row in cells(office, "落实情况")} == {"按计划推进中"}


def test_numbers_are_ordered_as_people_count_and_what_has_none_comes_last(office: Engine) -> None:
    assert [row["任务内容"] for row in cells(office, "类别清单")] == ["新建两所小学", "修订绿地管理办法", "社区用房"]


def test_rows_are_grouped_under_numbered_headings(office: Engine) -> None:
    (file,) = [each for each in LAYOUTS if each.stem.endswith("任务措施")]

    assert [each.heading for each in make_ledger(office, load_layout(file)).sections] == [
        "一、城建",
        "二、教育",
        "三、卫生",
    ]


def test_a_matter_of_two_units_has_two_rows_by_unit(office: Engine) -> None:
    rows = cells(office, "红黄绿")

    assert [row["责任单位"] for row in rows][:2] == ["市住建局", "市教育局"]
    assert len(rows) == 6


def test_programs_get_the_keys_that_the_layout_gives(office: Engine, tmp_path: Path) -> None:
    (file,) = [each for each in LAYOUTS if each.stem.endswith("任务库")]
    export_ledger(office, tmp_path / "out.json", layout=file)

    read = json.loads((tmp_path / "out.json").read_text("utf-8"))

    assert read["rows"][1]["cells"] == {
        "id": "TZ-2026-002",
        "category": "教育",
        "group": "",
        "task": "新建两所小学",
        "owner": "市优化办",
        "co": "市财政局",
        "time": "年底前",
        "dimension": "",
    }


def test_urges_and_days_stand_in_the_ledger_of_talks(office: Engine) -> None:
    rows = cells(office, "约谈台账")

    assert [row["催办次数"] for row in rows] == [1, 0, 0]
    assert str(rows[0]["时间"]) == "2026-02-10"
