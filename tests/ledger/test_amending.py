"""A plan that was read is corrected by hand: what the new cells settle is doubtful no more, and what they raise is."""

from __future__ import annotations

from datetime import date

from duban.ledger import TaskCells, amended, cells_of, read_notice

PLAN = """云川市2027年工作方案

1. 推行“一窗办”。全流程网上办理。（牵头单位：市住建局；责任单位：市教育局；完成时限：2027年6月底前）

3. 建立沟通机制。限期反馈。（责任单位：市商务局等单位；完成时限：尽快完成）
"""


def test_a_task_that_was_corrected_has_the_doubts_of_what_it_says_now() -> None:
    notice = read_notice(PLAN.encode(), source="plan.txt")
    first, second = notice.items
    assert cells_of(second) == TaskCells("建立沟通机制", "", "市商务局等单位", "尽快完成")
    assert "建立沟通机制。限期反馈。（责任单位：市商务局等单位；完成时限：尽快完成）" in second.written

    mended = amended(notice, {"3": TaskCells("建立 沟通机制", "市商务局、市税务局", "市商务局", "3月底")})
    assert mended.items[0] is first
    task = mended.items[1]
    assert (task.title, task.lead_units) == ("建立 沟通机制", ("市商务局", "市税务局"))
    assert (task.deadline_date, task.deadline_text, task.open_ended) == (date(2027, 3, 31), "3月底", False)
    assert task.doubts == ("编号不连续：上一项为1，本项为3", "“市商务局”既是牵头单位又是责任单位")
    assert (task.key, task.line, task.written) == (second.key, second.line, second.written)


def test_a_task_that_was_not_corrected_stays_as_it_was_read_and_one_can_be_left_out() -> None:
    notice = read_notice(PLAN.encode(), source="plan.txt")
    same = {item.key: TaskCells(*(f" {cell}\n" for cell in cells_of(item))) for item in notice.items}
    assert amended(notice, same) == notice
    assert [item.key for item in amended(notice, {}, without={"1"}).items] == ["3"]
