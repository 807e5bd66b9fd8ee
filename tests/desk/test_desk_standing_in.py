"""Who stands in for whom: what absent persons have in hand, here and in other units; and a unit's work by person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser
from test_desk_budget import counted_by

from duban import Contact, Directory, Engine, Settings, Unit
from duban.desk import Desk, DeskOffice, Function
from duban.testing import FixedClock
from duban.workflow import DeskSettings, Level

if TYPE_CHECKING:
    from pathlib import Path

HOUSING = "市住建局"
PEOPLE = [
    Contact(HOUSING, "唐瑞", Level.HANDLER),
    Contact(HOUSING, "韩立群", Level.HANDLER, deputy="唐瑞", absent_until=date(2026, 11, 30)),
    Contact(HOUSING, "柳青", Level.HANDLER),
    Contact("市质安站", "江岸", Level.HANDLER, deputy="市住建局/唐瑞", absent_until=date(2026, 11, 20)),
]


def test_a_deputy_sees_what_the_absent_have_in_hand_until_they_are_back(tmp_path: Path) -> None:
    clock = FixedClock("2026-11-16T09:00+08:00")
    settings = Settings(database=f"sqlite:///{tmp_path}/duban.db", folder=tmp_path, desk=DeskSettings())
    known = Directory([Unit("市优化办"), Unit(HOUSING), Unit("市质安站", parent=HOUSING), Unit("市教育局")], PEOPLE)
    with Engine(settings, scenarios=["issue"], directory=known, clock=clock) as engine:
        keeping, application = DeskOffice(engine), Desk(engine)
        keeping.init()
        clerk, leader = Browser(application), Browser(application)
        for browser, name, function in ((clerk, "唐瑞", Function.CLERK), (leader, "严正", Function.LEADER)):
            token = keeping.add(function.value, shown=name, unit=HOUSING, function=function)
            assert browser.choose(token, PASSWORD).status_code == 303

        def opened(title: str, unit: str, person: str | None = None) -> str:
            units = {"lead": "市优化办", "responsible": unit}
            number = engine.open("issue", title=title, by="市优化办", units=units).number
            if person is not None:
                engine.hand_on(number, to=person, by=unit)
            return number

        opened("没有交给谁", HOUSING)
        his = opened("韩立群手上的", HOUSING, "韩立群")
        opened("柳青手上的", HOUSING, "柳青")
        there = opened("质安站的", "市质安站")
        elsewhere = opened("教育局的", "市教育局")

        clerk.get("/")  # reads the rules, once
        with counted_by(engine) as sent:
            page = clerk.get("/").text
        assert len(sent) <= 8, sent
        assert "轮到你办1件" in page
        assert "代韩立群1件" in page
        assert "代江岸1件" in page
        assert "同事在办1件" in page
        own, standing_in = page.split('id="for-1"')
        assert "没有交给谁" in own
        assert "韩立群手上的" in standing_in
        done = clerk.send(clerk.get("/"), f"/i/{his}/do/签收")
        assert done.status_code == 303
        assert engine.history(his)[-1].actor == "市住建局/唐瑞"
        assert clerk.get(f"/i/{there}").status_code == 200
        assert clerk.get(f"/i/{elsewhere}").status_code == 404
        refused = clerk.send(clerk.get(f"/i/{there}/do/签收"), f"/i/{there}/do/签收")
        assert refused.status_code == 409
        assert engine.instance(there).state == "交办"

        _leader_sees_who_has_what(leader.get("/?as=unit").text, his, there)
        assert "<h2>柳青" not in clerk.get("/?as=unit").text

        clock.set("2026-12-01T09:00+08:00")
        clerk.sign_in("clerk", PASSWORD)
        back = clerk.get("/").text
        assert "代韩立群" not in back
        assert "同事在办2件" in back
        assert clerk.get(f"/i/{there}").status_code == 404


def _leader_sees_who_has_what(people: str, own: str, below: str) -> None:
    names = ("还没有交给个人", "柳青", "韩立群", "市质安站 还没有交给个人")
    order = [people.index(f"<h2>{name} ") for name in names]
    assert order == sorted(order)
    assert f"/i/{own}/hand-on" in people
    assert "市住建局及下属单位待办4件" in people
    assert f"/i/{below}/hand-on" not in people  # that unit does it itself
