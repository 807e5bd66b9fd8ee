"""What offices call the columns of a list of matters (问题清单, 任务台账), beside its roles and fields."""

from __future__ import annotations

import re

TITLE_HEADS = (
    *("标题", "名称", "事项", "事项名称", "问题", "问题名称", "具体问题", "主要问题", "任务", "任务名称"),
    *(
        "存在问题",
        "存在的问题",
        "问题描述",
        "问题内容",
        "问题表现",
        "具体表现",
        "反映问题",
        "反馈问题",
        "督办事项",
        "工作任务",
    ),
    *("事项内容", "工作事项", "重点任务", "主要任务", "任务内容", "工作内容"),
)
NUMBER_HEADS = ("编号", "问题编号", "任务编号", "事项编号", "外部编号", "编码", "序号")
"""The first of them that a list has is its number: one with 编号 has its 序号 only for counting."""
SINCE_HEADS = ("交办日期", "交办时间", "立项日期", "立项时间", "下达日期", "下达时间", "转办日期", "转办时间")
NOTE_HEADS = ("备注", "说明", "情况说明")
SECTION_HEAD = re.compile(r"[科处股]室$")
"""A column of sections within units, which are no units."""
