"""The words of a table that divides a plan: what its columns are called, and what its cells may hold."""

from __future__ import annotations

NUMBERS = ("序号", "编号", "任务序号", "任务编号", "number", "no.", "no")
TITLES = ("任务", "任务名称", "重点任务", "工作任务", "名称", "事项", "task", "title")
UNITS = ("单位", "单位名称", "unit")
ROLES = ("角色", "职责", "分工", "身份", "role")
ASIDE = ("牵头单位", "责任单位", "完成时限", "时限", "备注", "说明", "合计", "内容", "任务内容", "remark", "note")
"""Columns that are left alone: what the plan has already, and remarks."""

TICKS = frozenset({"✓", "✔", "√", "☑", "■", "●", "○", "是", "1", "y", "yes", "v", "true"})
CROSSES = frozenset({"", "-", "—", "–", "×", "✗", "否", "0", "n", "no", "无", "不涉及", "false"})
LEADS = frozenset({"牵头", "牵头单位", "主办", "主办单位", "lead"})
TAKES_PART = frozenset(
    {"责任", "责任单位", "配合", "配合单位", "承办", "承办单位", "协办", "协办单位", "参与", "responsible"}
)
LEAD, TICK = "牵头", "√"
"""How a form that is written for ticking has what the plan says already."""
HEAD = ("序号", "任务")
