"""The usual units and people of an office, and how it keeps them in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import Contact, Level, Unit

if TYPE_CHECKING:
    from duban import Engine

UNITS = [
    Unit("市优化办"),
    Unit("市住建局", aliases=("住建局",), groups=("市直单位",)),
    Unit("市房管局", groups=("市直单位", "窗口单位"), parent="市住建局"),
    Unit("市督考办"),
]
PEOPLE = [
    Contact("市优化办", "方晓宁", Level.HANDLER, email="fang@example.org"),
    Contact("市住建局", "张三", Level.HANDLER, email="zhang@example.org", mobile="13900000001", deputy="李四"),
    Contact("市住建局", "李四", Level.LEADER, email="li@example.org"),
    Contact("市房管局", "王五", Level.HANDLER, email="wang@example.org", deputy="市住建局/张三"),
    Contact("市督考办", "赵六", Level.HANDLER, email="zhao@example.org"),
]


def keep(engine: Engine) -> None:
    """Keep the usual units and people in the database."""
    engine.import_units(UNITS, by="市优化办", note="建库")
    engine.import_contacts(PEOPLE, by="市优化办/方晓宁")
