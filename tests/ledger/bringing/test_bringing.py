"""A month's sheet comes back: it is held against what was exported and what stands, confirmed, and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filled_office import JOB, Office

from duban.ledger import ListError
from duban.ledger.excel.bringing import bring_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine
    from filled_office import Month

    from duban.ledger.excel.bringing import Brought
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")
LEAD, ONE, OTHER, OFFICE = "市发改委", "市住建局", "市教育局", "市优化办"


def verdicts(brought: Brought) -> list[tuple[str, str, str]]:
    return [(row.number, row.unit, row.verdict) for row in brought.rows]


def test_a_sheet_that_nobody_filled_in_says_nothing(month: Month) -> None:
    brought = month.office.previewed(month.book)
    assert {row.verdict for row in brought.rows} == {"same"}
    assert brought.doubts == ("the file says nothing that does not stand here already: there is nothing to write",)
    assert bring_sheet(month.office.engine, brought).done == 0


def test_what_a_unit_filled_in_is_shown_and_written_once_it_is_confirmed(month: Month) -> None:
    engine, sheet = month.office.engine, month.office.sheets()[ONE].number
    month.book.put(month.cut, ONE, done="已完成调研\u00a0", percent="４０％")
    month.book.put(month.start, ONE, idle="√", why="等省里文件")
    data = month.book.bytes()
    brought = month.office.previewed(data, by=f"{ONE}/张三")
    assert verdicts(brought) == [(month.cut, ONE, "new"), (month.cut, OTHER, "same"), (month.start, ONE, "new")]
    assert [(cell.label, cell.exported, cell.now, cell.here) for cell in brought.rows[0].cells] == [
        ("进展情况", "", "", "已完成调研"),
        ("完成进度（%）", "", "", "40"),
    ]
    assert brought.rows[0].hints == ("完成进度（%）: “４０％” was read as 40",)
    assert len(engine.history(sheet)) == 1, "a preview writes nothing"

    taken = bring_sheet(engine, brought)
    assert (taken.done, taken.refused, taken.left) == (2, 0, 1)
    lines = {line.number: line for line in engine.instance(sheet).sheet.lines}  # type: ignore[union-attr]
    assert lines[month.cut].values == {"done": "已完成调研", "percent": 40}
    assert (lines[month.start].nothing_new, lines[month.start].note) == (True, "等省里文件")
    last = engine.history(sheet)[-1]
    assert (last.actor, last.kind) == (f"{ONE}/张三", "report")
    assert last.payload["note"] == f"from a sheet (台账导入), batch 4月.xlsx {brought.digest[:12]}, rows 5, 7"

    again = month.office.previewed(data)
    assert {row.verdict for row in again.rows} == {"same"}
    assert bring_sheet(engine, again).done == 0
    assert len(engine.history(sheet)) == 2
    assert bring_sheet(engine, brought).done == 2, "a command that is repeated is known by its key"
    assert len(engine.history(sheet)) == 2
    assert engine.verify().findings == ()


def test_what_others_changed_meanwhile_is_in_conflict_until_somebody_chooses(month: Month) -> None:
    engine, sheet = month.office.engine, month.office.sheets()[ONE].number
    engine.report(sheet, {month.cut: {"done": "调研中", "percent": 20}}, by=ONE)
    book = month.office.exported()
    engine.report(sheet, {month.cut: {"done": "已调研", "percent": 20}}, by=ONE)
    book.put(month.cut, ONE, done="已完成调研", percent=30)
    brought = month.office.previewed(book)
    assert brought.rows[0].verdict == "conflict"
    assert brought.rows[0].todo == "choose which is meant: 进展情况 is “已调研” here now, “已完成调研” in the file"
    assert bring_sheet(engine, brought).done == 0
    assert bring_sheet(engine, brought, take={brought.rows[0].line: "now"}).done == 1
    assert said(month, sheet) == {"done": "已调研", "percent": 30}
    again = month.office.previewed(book)
    assert bring_sheet(engine, again, take={again.rows[0].line: "file"}).done == 1
    assert said(month, sheet) == {"done": "已完成调研", "percent": 30}


def said(month: Month, sheet: str) -> dict[str, object]:
    lines = {line.number: line for line in month.office.engine.instance(sheet).sheet.lines}  # type: ignore[union-attr]
    return dict(lines[month.cut].values)


def test_what_others_changed_and_the_file_left_is_left(month: Month) -> None:
    engine, sheet = month.office.engine, month.office.sheets()[ONE].number
    engine.report(sheet, {month.cut: {"done": "调研中", "percent": 20}}, by=ONE)
    book = month.office.exported()
    engine.report(sheet, {month.cut: {"done": "已调研", "percent": 20}}, by=ONE)
    book.put(month.cut, ONE, percent=30)
    assert bring_sheet(engine, month.office.previewed(book)).done == 1
    assert said(month, sheet) == {"done": "已调研", "percent": 30}


def test_a_unit_writes_its_own_rows_and_no_other(month: Month) -> None:
    month.book.put(month.cut, ONE, done="甲")
    month.book.put(month.cut, OTHER, done="乙")
    brought = month.office.previewed(month.book, by=OTHER)
    own, theirs = month.office.sheets()[OTHER].number, month.office.sheets()[ONE].number
    assert verdicts(brought)[:2] == [(month.cut, ONE, "wrong"), (month.cut, OTHER, "new")]
    assert brought.rows[0].todo == f"{theirs} is the report of 市住建局, and not of 市教育局"
    taken = bring_sheet(month.office.engine, brought)
    assert [(row.outcome, row.reason) for row in taken.rows[:2]] == [("left", brought.rows[0].todo), ("done", "")]
    assert len(month.office.engine.history(theirs)) == 1
    assert len(month.office.engine.history(own)) == 2


def test_fields_are_corrected_by_the_office_and_handed_over_with_an_act_by_a_unit(month: Month) -> None:
    engine = month.office.engine
    month.book.put(month.start, ONE, deadline="2026年6月30日", kind="短期 ")
    brought = month.office.previewed(month.book, by=OFFICE)
    assert [(cell.here, cell.verdict) for cell in brought.rows[2].cells] == [("短期", "new"), ("2026-06-30", "new")]
    assert bring_sheet(engine, brought).done == 1
    assert str(engine.instance(month.start).data["deadline"]) == "2026-06-30"

    month.book.put(month.cut, ONE, measure="并联审批")
    assert month.office.previewed(month.book).rows[0].todo == (
        "市住建局 may not correct 整改措施: name the act with which it is handed over"
    )
    brought = month.office.previewed(month.book, act="申请销号")
    assert brought.rows[0].verdict == "new"
    assert bring_sheet(engine, brought, rows=[brought.rows[0].line]).done == 1
    item = engine.instance(month.cut)
    assert (item.state, item.data["measure"]) == ("复核", "并联审批")
    assert "台账导入" in (engine.history(month.cut)[-1].payload["note"])


def test_two_rows_that_say_different_things_of_one_matter_are_both_wrong(month: Month) -> None:
    month.book.put(month.cut, ONE, measure="甲")
    month.book.put(month.cut, OTHER, measure="乙")
    brought = month.office.previewed(month.book, by=OFFICE)
    assert [row.todo for row in brought.rows[:2]] == ["rows 5, 6 say different things of the same matter"] * 2


def test_a_row_that_was_copied_keeps_its_key_and_both_are_wrong(month: Month) -> None:
    month.book.put(month.cut, ONE, done="甲")
    month.book.rows.append(list(month.book.rows[0]))
    month.book.rows.append(["", "新事项", ONE, "乙"])
    brought = month.office.previewed(month.book)
    key = f"{month.cut}#{ONE}"
    said_so = f"the key {key} stands in several rows: keep the one that is meant"
    assert [(row.line, row.todo) for row in brought.rows if row.key == key] == [(5, said_so), (8, said_so)]
    assert brought.rows[-1].todo.startswith("the row has no key: it was added")
    assert bring_sheet(month.office.engine, brought).done == 0


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"percent": "约四成"}, "完成进度（%）: “约四成” is no number"),
        ({"problems": "缺经费"}, "“进展情况” is not filled in"),
        ({"idle": "是"}, "says that there is nothing new, but not why"),
        ({"idle": "是", "why": "等文件", "done": "甲"}, "says that there is nothing new, and “进展情况” as well"),
        ({"idle": "也许"}, "无新进展: “也许” is neither 是 nor 否"),
        ({"deadline": "2月30日"}, "完成时限: “2月30日” is no day; write it as 2026-01-15 or 2026年1月15日"),
        ({"kind": "中期"}, "类别: “中期” is none of “短期”, “长期”"),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(month: Month, cells: dict[str, str], problem: str) -> None:
    month.book.put(month.cut, ONE, **cells)
    row = month.office.previewed(month.book).rows[0]
    assert (row.verdict, row.todo) == ("wrong", problem)


def test_heads_may_be_renamed_and_columns_moved_or_put_in(month: Month) -> None:
    book = month.book
    book.put(month.cut, ONE, done="甲", percent=50, problems="缺人")
    book.head[3][3], book.head[3][4] = "本月进展", "进度"
    order = [0, 2, 1, 5, 3, 4, 6, 7, 8, 9, 10, 11]
    for row in [*book.head[2:], *book.rows]:
        row.extend([""] * (12 - len(row)))
        row[:] = (
            [row[place] for place in order[:3]]
            + ["内部备注" if row is book.head[3] else ""]
            + [row[place] for place in order[3:]]
        )
    book.rows.insert(1, ["合计", "", "", "", 2])
    book.rows.insert(1, list(book.head[3]))
    brought = month.office.previewed(book)
    assert [cell.here for cell in brought.rows[0].cells] == ["甲", "50", "缺人"]
    assert [row.line for row in brought.rows] == [5, 8, 9]
    assert "column “本月进展” was read as 进展情况" in brought.doubts
    assert "column “进度” was read as 完成进度（%）" in brought.doubts


def test_a_report_that_was_handed_in_meanwhile_takes_no_more(month: Month) -> None:
    engine, sheet = month.office.engine, month.office.sheets()[ONE].number
    month.book.put(month.cut, ONE, done="甲")
    shown = month.office.previewed(month.book)
    lines = {each: {"done": "乙"} for each in (month.cut, month.start)}
    engine.report(sheet, lines, by=ONE, hand_in=True)
    (row, *_) = bring_sheet(engine, shown).rows
    assert row.outcome == "refused"
    assert month.office.previewed(month.book).rows[0].todo == f"{sheet} is handed in already (待汇总)"


def test_the_sheet_for_print_and_files_that_are_no_exports_are_refused_in_one_line(month: Month) -> None:
    for how, data, said_so in (
        (
            {"sheet": "打印表"},
            month.book.bytes(),
            "is the sheet for print, which is not read back; bring the sheet 填报表",
        ),
        ({}, b"a,b\n1,2\n", "(the hidden sheet _duban is missing); give the exported file beside it"),
    ):
        with pytest.raises(ListError) as error:
            month.office.previewed(data, **how)
        assert str(error.value).endswith(said_so)


def test_a_sheet_that_was_saved_as_text_is_held_against_the_file_that_was_exported(month: Month) -> None:
    exported = month.book.bytes()
    month.book.put(month.cut, ONE, done="甲")
    rows = [",".join(map(str, row)) for row in [*month.book.head, *month.book.rows]]
    data = "\n".join(rows).encode("gb18030")
    brought = month.office.previewed(data, against=exported)
    assert [row.verdict for row in brought.rows] == ["new", "same", "same"]


def test_what_somebody_has_to_agree_to_is_only_asked_for(
    make_engine: MakeEngine, clock: FixedClock, tmp_path: Path
) -> None:
    file = tmp_path / "approved.yaml"
    file.write_text(JOB + "corrects: {by: office, fields: [measure], approve: lead}\n", "utf-8")
    clock.set("2026-03-02T09:00+08:00")
    office = Office(make_engine(scenarios=[file, "sheet"], directory=None), clock)
    number = office.job("压减审批时间", ONE)
    book = office.exported()
    book.put(number, ONE, measure="并联审批")
    (row,) = bring_sheet(office.engine, office.previewed(book, by=OFFICE)).rows
    assert (row.outcome, row.reason) == ("done", "asked for: it waits for a decision")
    assert "measure" not in office.engine.instance(number).data
    assert len(office.engine.pending(number=number)) == 1
