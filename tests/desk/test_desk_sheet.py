"""The unit's sheet: signed for and filled in on one page; nothing that was typed is lost, and drafts are personal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest
from browser import PASSWORD, Browser, form_to
from desk_office import PEOPLE, UNITS

from duban import Directory, Engine, Settings
from duban.desk import Desk, DeskOffice, Function
from duban.testing import FixedClock
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from duban import Instance

TITLES = ("压减审批时间", "加装电梯", "保证金改革")


class Month(NamedTuple):
    """An office on the third of November: the sheet of October is owed, and a fourth task is to be signed for."""

    engine: Engine
    plan: str
    tasks: list[str]
    fresh: str
    sheet: str
    clerk: Browser
    colleague: Browser

    def standing(self) -> Instance:
        return self.engine.instance(self.sheet)

    def field(self, task: int, name: str) -> str:
        return f"l.{self.sheet}.{self.tasks[task]}.{name}"

    def submit(self, page: str, do: str, browser: Browser | None = None, **typed: str) -> httpx.Response:
        """Send the form of a page with what is typed, by one of its buttons."""
        browser = browser or self.clerk
        shown = browser.get(page)
        form = form_to(shown, page)
        return browser.post(form.action, data={**form.fields, **typed, "do": do})


@pytest.fixture
def month(tmp_path: Path) -> Iterator[Month]:
    clock = FixedClock("2026-09-21T09:00+08:00")
    settings = Settings(database=f"sqlite:///{tmp_path}/duban.db", folder=tmp_path, desk=DeskSettings())
    with Engine(
        settings, scenarios=["task", "sheet", "plan"], directory=Directory(UNITS, PEOPLE), clock=clock
    ) as engine:
        keeping = DeskOffice(engine)
        keeping.init()
        engine.sweep()

        def task(title: str) -> str:
            units = {"lead": "市优化办", "responsible": ["市住建局"]}
            return engine.open(
                "task", title=title, by="市优化办", units=units, data={"deadline": date(2026, 12, 20)}
            ).number

        plan = engine.open("plan", title="本年方案", by="市优化办").number
        tasks = [task(title) for title in TITLES]
        engine.include(plan, tasks[:2], by="市优化办")
        for number in tasks:
            engine.fire(number, "签收", by="市住建局")
        clock.set("2026-10-31T18:00+08:00")
        engine.sweep()
        clock.set("2026-11-03T10:42+08:00")
        fresh = task("一件事联办")
        sheet = next(
            item.number
            for item in engine.find(scenario="sheet", unit="市住建局")
            if item.units["reporter"] == ("市住建局",)
        )
        application = Desk(engine)
        browsers = []
        for name, shown in (("tangrui", "唐瑞"), ("hanliqun", "韩立群")):
            browsers.append(Browser(application))
            token = keeping.add(name, shown=shown, unit="市住建局", function=Function.CLERK)
            assert browsers[-1].choose(token, PASSWORD).status_code == 303
        yield Month(engine, plan, tasks, fresh, sheet, *browsers)


def test_a_sheet_is_signed_for_filled_in_bit_by_bit_and_handed_in(month: Month) -> None:
    clerk = month.clerk
    assert 'href="/sheet"' in clerk.get("/").text
    typed = {month.field(0, "f.done"): "已完成调研", month.field(0, "f.percent"): "四成"}
    signed = clerk.follow(month.submit("/sheet", "sign", **typed))
    assert month.engine.instance(month.fresh).state == "办理"
    assert "已签收1件" in signed.text
    assert form_to(signed, "/sheet").fields[month.field(0, "f.done")] == "已完成调研"  # it waits as a draft
    assert month.colleague.get("/sheet").text.count("已完成调研") == 0

    refused = month.submit("/sheet", "write", **{month.field(1, "f.done"): "已进驻", month.field(2, "idle"): "1"})
    assert refused.status_code == 422
    lines = {line.number: line for line in month.standing().sheet.lines}
    assert lines[month.tasks[1]].values == {"done": "已进驻"}
    assert not lines[month.tasks[0]].written
    assert "请写明没有新进展的原因" in refused.text
    form = form_to(refused, "/sheet")
    assert form.fields[month.field(0, "f.percent")] == "四成"
    again = {month.field(0, "f.percent"): "40", month.field(2, "why"): "等省里文件"}
    written = clerk.post("/sheet", data={**form.fields, **again, "do": "write"})
    assert written.status_code == 303, written.text
    assert month.standing().sheet.missing == ()
    assert month.standing().state == "待填报"
    handed = clerk.follow(month.submit("/sheet", f"hand-in {month.sheet}"))
    assert month.sheet in handed.text
    assert month.standing().state == "待汇总"
    assert month.engine.history(month.sheet)[-1].actor == "市住建局/唐瑞"
    month.engine.sweep()
    assert month.engine.instance(month.tasks[0]).reports["市住建局"].values["percent"] == 40
    assert f"l.{month.sheet}" not in clerk.get("/sheet").text


def test_what_is_missing_is_said_at_its_line_as_the_sheet_is_handed_in(month: Month) -> None:
    refused = month.submit("/sheet", f"hand-in {month.sheet}", **{month.field(0, "f.done"): "已完成调研"})
    assert refused.status_code in {409, 422}
    assert refused.text.count("这一项还没有填") == 2
    assert form_to(refused, "/sheet").fields[month.field(0, "f.done")] == "已完成调研"
    wrong = month.submit("/sheet", f"hand-in {month.sheet}", **{month.field(0, "idle"): "1"})
    assert wrong.text.count("这一项还没有填") == 2
    assert wrong.text.count("请写明没有新进展的原因") == 1
    assert month.standing().state == "待填报"
    assert len(month.standing().sheet.missing) == 3


def test_a_draft_is_saved_by_a_button_or_by_the_page_itself_and_thrown_away(month: Month) -> None:
    clerk, path = month.clerk, f"/sheet/{month.plan}"
    shown = clerk.get(path)
    assert month.tasks[2] not in shown.text
    form = form_to(shown, path)
    saved = clerk.post(f"{path}/draft", data={**form.fields, month.field(0, "f.done"): "写了一半"})
    assert saved.status_code == 204
    assert form_to(clerk.get(path), path).fields[month.field(0, "f.done")] == "写了一半"
    assert (
        month.field(0, "f.done") not in form_to(month.colleague.get(path), path).fields
        or "写了一半" not in month.colleague.get(path).text
    )
    stolen = month.colleague.post(f"{path}/draft", data=form.fields)
    assert stolen.status_code == 403
    assert (
        clerk.follow(month.submit(path, "draft", **{month.field(1, "f.done"): "又写一项"})).text.count("又写一项") == 1
    )
    assert "写了一半" not in clerk.follow(month.submit(path, "forget")).text
    assert clerk.get("/sheet/FA-2020-09").headers["location"] == "/sheet"
    assert not any(line.written for line in month.standing().sheet.lines)


def test_two_who_write_one_line_do_not_overwrite_each_other_unseen(month: Month) -> None:
    mine = form_to(month.clerk.get("/sheet"), "/sheet").fields
    month.submit("/sheet", "write", month.colleague, **{month.field(0, "f.done"): "韩写的"})
    late = month.clerk.post("/sheet", data={**mine, month.field(0, "f.done"): "唐写的", "do": "write"})
    assert late.status_code == 422
    assert "韩立群" in late.text
    assert month.standing().sheet.lines[0].values["done"] == "韩写的"
    once_more = month.clerk.post("/sheet", data={**form_to(late, "/sheet").fields, "do": "write"})
    assert once_more.status_code == 303
    assert month.standing().sheet.lines[0].values["done"] == "唐写的"
