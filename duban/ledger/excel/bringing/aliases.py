"""What offices also call the columns of a sheet: headings of one line mean the same."""

from __future__ import annotations

from duban.ledger.excel.heads import called_as
from duban.states import fold_name

_ALIKE = (
    ("责任单位", "承办单位", "主办单位", "整改单位", "落实单位", "实施单位", "承办部门", "责任部门"),
    ("牵头单位", "主责单位", "牵头部门", "首责单位"),
    ("完成时限", "办结时限", "整改时限", "完成时间", "办理时限", "时限要求", "截止日期", "截止时间"),
    (
        *("进展情况", "进展", "工作进展", "办理情况", "办理进展", "落实情况", "推进情况", "完成情况", "整改情况"),
        *("本月进展", "本月进展情况", "目前进展", "最新进展", "工作进展情况"),
    ),
    ("存在问题", "存在的问题", "主要问题", "问题和困难", "困难和问题", "存在困难", "存在的困难和问题", "问题困难"),
    ("下步计划", "下一步计划", "下步打算", "下一步打算", "下一步工作", "下步工作", "下一步措施", "下一步工作计划"),
    ("需协调事项", "需要协调的事项", "需协调解决的事项", "需要协调解决的问题", "需市级协调事项", "需协调解决事项"),
    ("完成进度", "进度", "完成比例", "完成百分比", "形象进度", "完成率"),
    ("无新进展", "有无进展", "是否无新进展"),
    ("无新进展的原因", "原因", "无进展原因", "情况说明", "说明原因"),
    ("整改措施", "措施", "工作措施", "整改举措"),
    ("备注", "说明"),
)


def _folded() -> dict[str, frozenset[str]]:
    groups = [frozenset(map(fold_name, group)) for group in _ALIKE]
    return {name: group for group in groups for name in group}


_GROUPS = _folded()


def means_the_same(heading: str, other: str) -> bool:
    """Return whether two headings are the same, or are both what offices call the same column."""
    one, two = called_as(heading), called_as(other)
    return bool(one) and (one == two or two in _GROUPS.get(one, ()))
