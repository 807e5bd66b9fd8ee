"""What lists do not tell to a unit: that there is a plan, or a unit of no list, with which it has nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from planning import planning_office
from test_desk_ledger import numbers

from duban import Unit
from duban.desk import Function

if TYPE_CHECKING:
    from pathlib import Path

    from browser import Browser

OFFICE, WORKS, STRANGER = "市优化办", "市住建局", "市水利局"
NEWCOMER, NOBODY = "云川快修公司", "云川快餐公司"
LISTS = (
    "/ledger?{}",
    "/ledger?show=all&light=red&{}",
    "/ledger/print?{}",
    "/ledger/export?{}",
    "/ledger/export?as=csv&{}",
    "/bulk?all=1&{}",
    "/bulk?all=1&act=签收&{}",
    "/figures?{}",
    "/figures/print?{}",
    "/figures/export?{}",
    "/figures/matters?what=opened&{}",
)


def told(browser: Browser, address: str, name: str) -> tuple[int, str, str]:
    """Return what an address answers and leads to, without the name that stands in it, and without its reference."""
    answer = browser.get(address)
    text = answer.text.replace(answer.headers["x-request-id"], "…").replace(name, "…")
    return (
        answer.status_code,
        text.replace(quote(name), "…"),
        unquote(answer.headers.get("location", "")).replace(name, "…"),
    )


@pytest.mark.parametrize("name", ["plan", "unit"])
def test_an_outsider_is_told_the_same_of_what_there_is_and_of_what_there_is_not(tmp_path: Path, name: str) -> None:
    units = [Unit(each) for each in (OFFICE, "市督考办", "市领导", WORKS, STRANGER)]
    office = planning_office(tmp_path, at="2026-11-16T09:00+08:00", units=units, people=[])
    with office.engine as engine:
        plan = engine.open("plan", by=OFFICE, title="营商环境方案", units={"office": OFFICE}).number
        doing = {"lead": OFFICE, "responsible": [WORKS, NEWCOMER]}
        task = engine.open("task", by=OFFICE, title="压减", units=doing, new_units=[NEWCOMER]).number
        engine.include(plan, [task], by=OFFICE)
        engine.open("issue", by=OFFICE, title="漏水", units={"lead": OFFICE, "responsible": STRANGER})
        there, nowhere = (plan, "FA-2026-99") if name == "plan" else (NEWCOMER, NOBODY)
        outsider = office.browser(STRANGER, "何静", Function.CLERK)
        for address in LISTS:
            real, invented = (told(outsider, address.format(f"{name}={each}"), each) for each in (there, nowhere))
            assert real == invented, address
        insider = office.browser(WORKS, "唐瑞", Function.LEADER)
        assert numbers(insider.get(f"/ledger?{name}={there}&show=all")) == []
        assert task in insider.get(f"/ledger?{name}={there}&show=all").text
        assert "没有符合条件的事项" in insider.get(f"/ledger?{name}={there}&light=red").text
