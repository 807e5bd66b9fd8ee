"""What offices call the columns of a list of matters (问题清单, 任务台账), beside its roles and fields."""

from __future__ import annotations

TITLE_HEADS = ("标题", "名称", "事项", "事项名称", "问题", "问题名称", "具体问题", "主要问题", "任务", "任务名称")
NUMBER_HEADS = ("编号", "问题编号", "任务编号", "外部编号", "序号")
"""The first of them that a list has is its number: one with 编号 has its 序号 only for counting."""
SINCE_HEADS = ("交办日期", "交办时间", "立项日期", "立项时间")
NOTE_HEADS = ("备注", "说明")
