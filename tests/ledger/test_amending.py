"""A plan that was read is corrected by hand: what the new cells settle is doubtful no more, and what they raise is."""

from __future__ import annotations

from datetime import date

from duban.ledger import NoticeHead, TaskCells, amended, cells_of, read_notice

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


def test_what_was_not_corrected_of_a_task_stays_as_it_was_read() -> None:
    units = "（市住建局、市教育局、市教育局负责，排在第一位的部门为牵头部门）"
    text = f"云川市2027年方案\n\n1. 推行“一窗办”。全流程办理。{units}\n"
    notice = read_notice(text.encode(), source="plan.txt")
    task = notice.items[0]
    assert (task.lead_units, task.responsible_units) == (("市住建局",), ("市教育局",))
    cells = cells_of(task)._replace(deadline="2027年5月底")
    (dated,) = amended(notice, {task.key: cells}).items
    assert (dated.lead_units, dated.responsible_units) == (("市住建局",), ("市教育局",))
    assert (dated.deadline_date, "未写完成时限" in dated.doubts) == (date(2027, 5, 31), False)
    repeated = next(doubt for doubt in task.doubts if "重复列出" in doubt)
    assert repeated in dated.doubts
    (settled,) = amended(notice, {task.key: cells._replace(responsible="市教育局、市质安站")}).items
    assert repeated not in settled.doubts


def test_the_head_of_a_plan_is_corrected_too() -> None:
    notice = read_notice(PLAN.encode(), source="plan.txt")
    assert notice.doubts == ("未找到发文字号", "未找到成文日期")
    named = amended(notice, {}, head=NoticeHead("另一个名称", "云优发〔2026〕9号", None))
    assert (named.title, named.identity, named.doubts) == ("另一个名称", "云优发〔2026〕9号", ("未找到成文日期",))
