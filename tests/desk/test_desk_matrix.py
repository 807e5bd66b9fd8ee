"""What belongs together: a plan and who owes what of its tasks, and a matter with its parts under it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from browser import Browser
from plans_and_parts import PIECE, TASKS, handed_out
from plans_and_parts import UNITS as DOERS
from test_desk_budget import counted
from test_desk_bulk import said
from test_desk_ledger import link

from duban import Directory, Engine, Unit
from duban.desk import Desk, Function, Identity, Membership
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

OFFICE = "市优化办"
WHO = {
    "fang": (OFFICE, Function.CLERK),
    "wujia": ("市督考办", Function.OFFICER),
    "tangrui": ("市住建局", Function.CLERK),
}


async def named(request: Request) -> Identity | None:
    """Say who comes, by a header that these tests send."""
    unit, function = WHO[request.headers["x-who"]]
    place = Membership(1, unit, request.headers["x-who"], function)
    return Identity(None, "host", "host", place, (place,))


@pytest.fixture
def engine() -> Iterator[Engine]:
    directory = Directory([Unit(name) for name in (OFFICE, "市督考办", "市领导", "市住建局", "市教育局")])
    clock = FixedClock("2026-11-16T09:00+08:00")
    with Engine(
        "sqlite://", scenarios=["plan", "task", "sheet"], directory=directory, clock=clock, channels={}
    ) as made:
        plan = made.open("plan", by=OFFICE, title="营商环境方案", units={"office": OFFICE}).number
        tasks = []
        for title, works in (("压减审批时间", ["市教育局", "市住建局"]), ("开办企业", ["市住建局"])):
            units = {"lead": [OFFICE], "responsible": works}
            tasks.append(made.open("task", by=OFFICE, title=title, units=units).number)
        made.include(plan, tasks, by=OFFICE)
        made.fire(tasks[0], "签收", by="市教育局/何静")
        yield made


def test_an_office_sees_who_has_not_signed_for_what_and_goes_on_from_there(engine: Engine) -> None:
    browser = Browser(Desk(engine, identify=named))

    def get(url: str, who: str = "wujia"):  # noqa: ANN202 - as the browser answers
        return browser.get(url, headers={"x-who": who})

    page = get(link(get("/i/FA-2026-01"), "方案进展一览表"))
    told = said(page)
    assert "2家单位，其中1家有欠办" in told
    assert told.index("市住建局 2") < told.index("市教育局 0")  # who owes most comes first
    assert told.index("未签收") < told.index("市教育局 0") < told.index("已签收")
    ledger = get(link(page, "市住建局"))
    assert "所属方案" in ledger.text
    assert "RW-2026-0002" in ledger.text
    assert "营商环境方案" in get(link(ledger, "方案进展一览表")).text
    few = said(get("/plans/FA-2026-01/matrix?owing=1", "fang"))
    assert "市住建局 2" in few
    assert "市教育局" not in few
    assert get("/plans/FA-2026-01/matrix", "tangrui").status_code == 404
    assert "2026-13" in get("/plans/FA-2026-01/matrix?period=2026-13").text
    file = get(link(page, "导出 Excel").replace("as=xlsx", "as=csv")).text
    assert file.splitlines()[0].startswith("\ufeff单位,RW-2026-0001 压减审批时间")
    with counted(SimpleNamespace(engine=engine)) as sent:
        get("/plans/FA-2026-01/matrix")
    assert len(sent) <= 8 - 1, sent  # who comes here has no session, which would be one more


def test_a_plan_of_many_tasks_goes_on_paper_in_several_tables_that_have_each_task_once(engine: Engine) -> None:
    browser, units = Browser(Desk(engine, identify=named)), {"lead": [OFFICE], "responsible": ["市住建局"]}
    address, who = "/plans/FA-2026-01/matrix", {"x-who": "wujia"}
    assert browser.get(address, headers=who).text.count('<table class="matrix">') == 1
    more = engine.open_many("task", [{"title": f"第{place}项", "units": units} for place in range(3, 17)], by=OFFICE)
    engine.include("FA-2026-01", [each.number for each in more], by=OFFICE)
    screen, *paper = browser.get(address, headers=who).text.split('<table class="matrix">')[1:]
    tasks = [f"RW-2026-{place:04d}" for place in range(1, 17)]
    assert [each for each in tasks if f">{each}</a>" in screen] == tasks
    assert [[each for each in tasks if f">{each}</a>" in table] for table in paper] == [tasks[:14], tasks[14:]]
    assert all(table.count("市教育局</a>") == table.count("市住建局</a>") == 1 for table in (screen, *paper))


def test_parts_are_folded_under_their_whole_as_far_as_somebody_reaches_them() -> None:
    directory = Directory([Unit(name) for name in ("市优化办", "市发改委", "市督考办", *DOERS)])
    clock = FixedClock("2024-04-16T09:00+08:00")
    with Engine("sqlite://", scenarios=[TASKS, PIECE], directory=directory, clock=clock, channels={}) as engine:
        whole = handed_out(engine, "销号")
        browser = Browser(Desk(engine, identify=named))
        flat = browser.get("/ledger", headers={"x-who": "wujia"})
        assert (flat.text.count('<td class="k-number">'), "分办3件" in flat.text) == (4, True)
        folded = browser.get(link(flat, "收起分办件"), headers={"x-who": "wujia"})
        assert folded.text.count('<td class="k-number">') == 1
        told = said(folded)
        assert "分办3件，其中0件已办结" in told
        assert all(f"{whole}-{place:02d} {unit}" in told for place, unit in enumerate(DOERS, 1))
        assert "全部 1" in told
        theirs = said(browser.get("/ledger?fold=1", headers={"x-who": "tangrui"}))
        assert f"{whole}-01 市住建局" in theirs
        assert f"{whole}-02" not in theirs
        with counted(SimpleNamespace(engine=engine)) as sent:
            browser.get("/ledger?fold=1", headers={"x-who": "wujia"})
        assert len([each for each in sent if not each.startswith("BEGIN")]) <= 11, sent
