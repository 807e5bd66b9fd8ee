"""What lists do not tell to a unit: that there is a plan, or a unit of no list, with which it has nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from planning import planning_office
from sqlalchemy import text
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
    "/ledger/layouts?{}",
    "/ledger/by-layout?layout=任务分解表&as=html&{}",
    "/ledger/by-layout?layout=任务分解表&as=csv&{}",
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
    page = answer.text.replace(answer.headers["x-request-id"], "…").replace(name, "…")
    return (
        answer.status_code,
        page.replace(quote(name), "…"),
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


def test_the_list_of_who_leads_has_the_parts_and_that_of_who_works_on_it_has_not(tmp_path: Path) -> None:
    units = [Unit("市政府"), Unit(OFFICE, parent="市政府"), *map(Unit, ("市督考办", "市领导", WORKS, STRANGER))]
    office = planning_office(tmp_path, at="2026-11-16T09:00+08:00", units=units, people=[])
    with office.engine as engine:
        doing = {"lead": OFFICE, "responsible": WORKS}
        whole = engine.open("issue", by=OFFICE, title="漏水", units=doing).number
        theirs = {"lead": STRANGER, "responsible": STRANGER}
        part, other = (engine.open("issue", by=STRANGER, title="修管道", units=theirs).number for _ in range(2))
        with engine.database.writing() as connection:  # as if it had been divided off
            keys = dict(connection.execute(text("SELECT number, id FROM duban_instance")).all())
            told = {"part": keys[part], "whole": keys[whole]}
            link = "INSERT INTO duban_link (from_id, to_id, kind, at) SELECT :part, :whole, 'child_of', opened_at"
            connection.execute(text(f"{link} FROM duban_instance WHERE id = :whole"), told)
        clerk = office.browser(OFFICE, "方晓宁", Function.CLERK)
        leader = office.browser("市政府", "严正", Function.LEADER)
        worker = office.browser(WORKS, "唐瑞", Function.CLERK)
        for browser, reached in ((clerk, [whole, part]), (leader, [whole, part]), (worker, [whole])):
            assert sorted(numbers(browser.get("/ledger"))) == reached
            assert f"全部 <b>{len(reached)}</b>" in browser.get("/ledger?light=red").text
            assert (browser.get(f"/i/{part}").status_code == 200) == (part in reached)
            assert (part in browser.get("/ledger/export?as=csv").text) == (part in reached)
            assert other not in browser.get("/ledger?show=all").text
        assert "已选1件" in clerk.get(f"/bulk?n={part}").text
        assert worker.get(f"/bulk?n={part}").status_code == 303
