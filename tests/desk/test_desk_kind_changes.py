"""A kind is changed by a form: one officer proposes it, another confirms it, and then its file stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from browser import PASSWORD, Browser, form_to

from duban import Directory, Engine, Settings, Unit
from duban.desk import Desk, DeskOffice, Function
from duban.operations import Daemon
from duban.scenarios import compare, load_scenario, shipped, shipped_text
from duban.testing import FixedClock
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

FORM = "/kinds/issue/change"
OWING = "责任单位.owing、责任单位.owing.deputy"


def field_of(page: httpx.Response, title: str, *, group: str) -> str:
    """Return the name of the field with this title in a group of the form."""
    inside = page.text.partition(f"<summary>{group}</summary>")[2].partition("</details>")[0]
    before = inside.partition(f">{title}</label>")[0]
    return before.rpartition('for="')[2].partition('"')[0]


def typed(browser: Browser, page: httpx.Response, **changes: str | list[str]) -> httpx.Response:
    """Send the form with other values in some fields, and all boxes ticked that are ticked on the page."""
    form = form_to(page, FORM)
    ticked: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="checkbox" name="(\w+)" value="([^"]*)" checked', page.text):
        ticked.setdefault(name, []).append(value)
    return browser.post(FORM, data={**form.fields, **ticked, **changes})


def swept(engine: Engine) -> int:
    """Let the daemon of another process make its round, and return the version that it goes by then."""
    Daemon(engine).sweep()
    return engine.definition("issue").version


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("kind-changes")
    (made / "scenarios").mkdir()
    (made / "scenarios" / "issue.yaml").write_text(shipped_text("issue"), "utf-8")
    return made


def test_days_and_wording_are_changed_by_two_officers_and_in_force_at_once(folder: Path) -> None:
    settings = Settings(
        database=f"sqlite:///{folder}/duban.db",
        folder=folder,
        scenarios=["scenarios"],
        desk=DeskSettings(second_factor=()),
    )
    directory = Directory([Unit(name) for name in ("市优化办", "市督考办", "市领导", "市住建局")], [])
    clock = FixedClock("2026-11-16T09:00+08:00")
    units = {"lead": "市优化办", "responsible": "市住建局"}
    more = {"directory": directory, "clock": clock, "channels": dict[str, Any]()}
    with Engine(settings, **more) as engine, Engine(settings, **more) as elsewhere:
        keeping = DeskOffice(engine)
        keeping.init()
        desk, people = Desk(engine), dict[str, Browser]()
        before = engine.open("issue", by="市优化办", units=units).number
        for name, shown in (("wujia", "伍佳"), ("fangyi", "方以")):
            people[name] = Browser(desk)
            people[name].choose(keeping.add(name, shown=shown, unit="市督考办", function=Function.OFFICER), PASSWORD)
        first, second = people["wujia"], people["fangyi"]
        page = first.get(FORM)
        days = field_of(page, "办理期限", group="复核时限")
        subject = field_of(page, "标题", group="通知“催复核”")
        assert page.text.partition(f'id="{days}"')[2].partition('value="')[2].startswith('5"')
        wrong = typed(first, page, **{days: "三", "why": ""})
        assert wrong.status_code == 422
        assert "要填大于0的整数" in wrong.text
        assert 'value="三"' in wrong.text
        broken = typed(first, wrong, **{days: "3", subject: "【催复核】{{ item.titel }}", "why": "试"})
        assert broken.status_code == 422
        assert "titel" in broken.text
        told = re.findall(r'name="(\w+)" value="supervisor"> 督考办', page.text.partition("<summary>签收时限<")[2])[0]
        both = {told: ["responsible.owing", "responsible.owing.deputy", "supervisor"]}
        done = typed(first, broken, **both, **{days: "3", subject: "【请复核】{{ item.title }}", "why": "复核太慢"})
        proposal = f"{FORM}/wujia"
        mine = first.follow(done)
        assert "时限“复核时限”：期限由“5个工作日”改为“3个工作日”" in mine.text
        assert f"告知由“{OWING}”改为“{OWING}、督考办”" in mine.text
        assert "在办事项1件；试算：可改按新版1件" in mine.text
        own = first.send(mine, proposal, do="confirm")
        assert own.status_code == 409
        assert "提出人不能自己确认" in own.text
        theirs = second.get(second.get(FORM).text.partition('class="notice"><a href="')[2].partition('"')[0])
        assert "复核太慢" in theirs.text
        confirmed = second.follow(second.send(theirs, proposal, do="confirm"))
        assert "第6版已经生效" in confirmed.text
        assert "后成为第7版" in confirmed.text
        assert engine.open("issue", by="市优化办", units=units).scenario_version == 6
        assert engine.instance(before).scenario_version == 5
        assert [swept(elsewhere) for _ in range(2)] == [5, 6]  # it is taken once it has not changed any more
    made = load_scenario(folder / "scenarios" / "issue-6.yaml")
    assert {change.section for change in compare(shipped("issue"), made)} == {"clocks", "ladder", "messages"}
    assert "# 督办通知单、专报到时自动起草，也" in (folder / "scenarios" / "issue-6.yaml").read_text("utf-8")
    assert [path.name for path in (folder / "scenarios").iterdir() if path.name.startswith(".")] == []
    with Engine(settings, directory=directory, clock=clock, channels={}) as engine:
        item = engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"})
        assert item.scenario_version == 6
