"""Who there is in the office of these tests: its units, people and accounts, and what a test is given of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from browser import Browser

from duban import Contact, Unit
from duban.desk import Function
from duban.workflow import Level

if TYPE_CHECKING:
    from duban import Engine
    from duban.desk import Desk, DeskOffice
    from duban.testing import FixedClock

MONDAY = "2026-11-16T09:00+08:00"

UNITS = [
    Unit("市优化办"),
    Unit("市督考办"),
    Unit("市领导"),
    Unit("市住建局"),
    Unit("市质安站", parent="市住建局"),
    Unit("市教育局"),
]
PEOPLE = [
    Contact("市优化办", "方晓宁", Level.HANDLER, mobile="0711-5550142"),
    Contact("市住建局", "唐瑞", Level.HANDLER),
    Contact("市教育局", "何静", Level.HANDLER),
    Contact("市督考办", "伍佳", Level.HANDLER),
]

ACCOUNTS = {
    "tangrui": ("唐瑞", "市住建局", Function.CLERK),
    "yanzheng": ("严正", "市住建局", Function.LEADER),
    "fangxiaoning": ("方晓宁", "市优化办", Function.CLERK),
    "wujia": ("伍佳", "市督考办", Function.OFFICER),
    "liangyicheng": ("梁以诚", "市领导", Function.PRINCIPAL),
    "shenji": ("沈计", "市督考办", Function.AUDITOR),
    "guanli": ("关立", "", Function.ADMIN),
    "hejing": ("何静", "市教育局", Function.CLERK),
}


class Office(NamedTuple):
    """The office: its engine, clock and desk, what the command line has of it, and a browser for each account."""

    engine: Engine
    clock: FixedClock
    desk: Desk
    keeping: DeskOffice
    browsers: dict[str, Browser]

    def stranger(self, client: str = "10.9.9.9") -> Browser:
        """Return the browser of somebody who has not signed in."""
        return Browser(self.desk, client=client)
