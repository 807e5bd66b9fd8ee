"""Kinds of matters: what one says of itself, its versions, and what would happen by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import Browser

from duban import Directory, Engine, Settings, Unit
from duban.desk import Desk, Function, Identity, Membership
from duban.scenarios import shipped, shipped_text
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

UNITS = ("市优化办", "市督考办", "市领导", "市住建局")
PEOPLE = {
    "wujia": ("市督考办", "伍佳", Function.OFFICER),
    "fangyi": ("市督考办", "方以", Function.OFFICER),
    "tangrui": ("市住建局", "唐瑞", Function.CLERK),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("kinds")
    (made / "scenarios").mkdir()
    (made / "scenarios" / "issue.yaml").write_text(shipped_text("issue"), "utf-8")
    return made


@pytest.fixture(scope="module")
def browsers(folder: Path) -> Iterator[dict[str, Browser]]:
    settings = Settings(database=f"sqlite:///{folder}/duban.db", folder=folder, scenarios=["scenarios"])
    directory = Directory([Unit(name) for name in UNITS], [])
    units = {"lead": "市优化办", "responsible": "市住建局"}
    with Engine(settings, scenarios=[shipped("issue", version=2)], clock=FixedClock("2026-11-02T09:00+08:00")) as old:
        old.prepare()
        old.open("issue", by="市优化办", units=units)
    engine = Engine(settings, directory=directory, clock=FixedClock("2026-11-16T09:00+08:00"), channels={})
    engine.open("issue", by="市优化办", units=units)
    known = {
        key: Identity(None, key, person, Membership(0, unit, person, function))
        for key, (unit, person, function) in PEOPLE.items()
    }

    async def identify(request: Request) -> Identity | None:
        return known.get(request.headers.get("x-person", ""))

    desk, made = Desk(engine, identify=identify), {}
    for key in known:
        made[key] = Browser(desk)
        made[key].client.headers["x-person"] = key
    yield made
    engine.close()


def test_a_kind_says_who_does_what_by_when_and_which_matters_go_by_which_version(browsers: dict[str, Browser]) -> None:
    officer = browsers["wujia"]
    listed = officer.get("/kinds").text
    assert "在办2件" in listed
    assert "其中1件按第2版办理" in listed
    page = officer.get("/kinds/issue").text
    row = page.partition('<th scope="row">退回整改</th>')[2].partition("</tr>")[0]
    assert "复核、现场复核、公示 → 整改" in row
    assert row.count(">办<") == len(["牵头单位", "督考办"])
    assert "逐家办" in page.partition('<th scope="row">签收</th>')[2].partition("</tr>")[0]
    clocks = page.partition('id="time"')[2].partition("</section>")[0]
    assert "复核时限：5个工作日" in clocks
    assert "由督考办签发" in clocks
    versions = page.partition('id="versions"')[2]
    assert "第2版 → 第5版" in versions
    assert versions.count("<li>") > 1
    assert "没有错误" in page
    picture = officer.get("/kinds/issue/diagram.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "现场复核" in picture.text
    assert officer.get("/kinds/nothing").status_code == 404


def test_a_course_is_tried_out_without_a_trace(browsers: dict[str, Browser]) -> None:
    officer = browsers["wujia"]
    steps = "on1=2026-12-02&by1=each:responsible&do1=签收&on2=2026-12-10&by2=each:responsible&do2=申请销号"
    page = officer.get(f"/kinds/issue/try?on=2026-12-01&{steps}&on3=2026年12月11日&by3=lead&do3=退回整改").text
    table = page.partition("<tbody>")[2]
    for said in ("转入“复核”", "12月11日（周五） 09:30", "退回整改，转入“整改”", "12月23日（周三） 00:00", "【逾期】"):
        assert said in table, said
    assert "不能" not in table
    assert 'value="2026年12月11日"' in page
    refused = officer.get("/kinds/issue/try?on=2026-12-01&on1=2026-12-02&by1=lead&do1=申请销号").text
    assert "未成" in refused.partition("<tbody>")[2]
    half = officer.get("/kinds/issue/try?on=2026-12-01&on1=2026-12-02&by1=lead")
    assert half.status_code == 422
    assert "每一步都要填日期、谁办、办什么" in half.text
    assert "在办2件" in officer.get("/kinds").text
    clerk = browsers["tangrui"]
    assert clerk.get("/kinds/issue/try").status_code == 404
    kind = clerk.get("/kinds/issue").text
    assert "试推演" not in kind
    assert ("在办事项" in officer.get("/kinds/issue").text, "在办事项" in kind) == (True, False)
    assert "问题整改" in clerk.get("/kinds").text
    assert "在办" not in clerk.get("/kinds").text.partition("<main")[2]  # how many of other units there are
