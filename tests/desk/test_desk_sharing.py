"""How work is shared at the desk: a unit is excused from its part, parts are handed out, two matters are linked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import form_to
from desk_office import MONDAY, PEOPLE, UNITS
from planning import planning_office
from test_desk_budget import counted

from duban.desk import Function
from duban.scenarios import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_office import Office
    from planning import Planning

LISTS = tuple(str(Path(library.__path__[0]) / f"{name}.yaml") for name in ("evidence-list", "evidence"))


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Planning]:
    made = planning_office(tmp_path, at=MONDAY, units=UNITS, people=PEOPLE, scenarios=LISTS)
    yield made
    made.engine.close()


def test_a_unit_is_excused_from_its_part_by_whoever_leads(office: Office) -> None:
    engine, lead, clerk = office.engine, office.browsers["fangxiaoning"], office.browsers["tangrui"]
    units = {"lead": "市优化办", "responsible": ["市住建局", "市质安站", "市教育局"]}
    number = engine.open("issue", by="市优化办", title="窗口无人", units=units).number
    engine.fire(number, "签收", by="市住建局/唐瑞")
    action = f"/i/{number}/excuse"
    assert action in lead.get(f"/i/{number}").text
    assert "方晓宁 0711-5550142" in clerk.get(f"{action}?about=签收").text  # who can
    page = lead.get(f"{action}?about=签收")
    assert [each in page.text for each in ("市质安站", "市教育局", 'value="市住建局"')] == [True, True, False]
    unsaid = lead.send(page, action, unit="市教育局")
    assert unsaid.status_code == 422
    stranger = lead.send(page, action, unit="市住建局", note="已签")
    assert stranger.status_code == 422  # it has done its part
    done = lead.follow(lead.send(unsaid, action, note="与它无关"))
    assert "已办理：单位免办" in done.text
    line = done.text.partition('id="units"')[2].partition("市教育局")[2].partition("</tr>")[0]
    assert "免办“签收”，与它无关" in line
    assert engine.instance(number).owing["responsible"] == ("市质安站",)


def test_matters_are_linked_if_both_are_within_reach(office: Office, number: str) -> None:
    engine, lead = office.engine, office.browsers["fangxiaoning"]
    other = engine.open("issue", by="市优化办", title="同一台机器", units=engine.instance(number).units).number
    hidden = engine.open(
        "issue", by="市教育局", title="别家", units={"lead": "市教育局", "responsible": "市教育局"}
    ).number
    action = f"/i/{number}/link"
    page = lead.get(action)
    same = "与那件是同一事项"
    for wrong in (hidden, "WT-2026-9999"):
        refused = lead.send(page, action, other=wrong, kind=same)
        assert (refused.status_code, f"没有{wrong}，或者它不在你的范围内" in refused.text) == (409, True)
        assert form_to(refused, action).fields["other"] == wrong
    assert lead.send(page, action, other=number, kind=same).status_code == 409
    full_width = other.translate({ord(each): ord(each) + 0xFEE0 for each in "0123456789"})
    done = lead.follow(lead.send(page, action, other=full_width, kind=same, note="一起办"))
    assert other in done.text.partition("关联事项")[2]
    assert [(each.kind, each.number) for each in engine.links(number)] == [("repeat_of", other)]


def test_parts_are_handed_out_and_show_what_was_done_last(lists: Planning) -> None:
    engine, lead = lists.engine, lists.browser("市优化办", "方晓宁", Function.CLERK)
    number = engine.open("evidence-list", by="市优化办", title="迎评佐证", data={"deadline": "2026-12-18"}).number
    action = f"/i/{number}/divide"
    page = lead.get(action)
    blank = lead.send(page, action, parts="：只有内容")
    assert (blank.status_code, "每行开头要写单位" in blank.text) == (409, True)
    assert lead.send(page, action, parts="市住建委").status_code == 409  # nobody knows it
    typed = "市住建局：房屋安全\n市教育局\n\n市质安站\t 工地  台账"
    done = lead.follow(lead.send(page, action, parts=typed))
    parts = engine.situation(number).parts
    assert [(each.title, each.units) for each in parts] == [
        ("房屋安全", ("市住建局",)),
        ("迎评佐证", ("市教育局",)),
        ("工地 台账", ("市质安站",)),
    ]
    table = done.text.partition('id="parts"')[2].partition("</section>")[0]
    assert all(each.number in table for each in parts)
    given = {"data": {"checklist": "三本台账"}, "units": ["市教育局"], "note": "下周一前"}
    engine.fire(parts[0].number, "列清单", by="市住建局/唐瑞", **given)
    with counted(lists) as sent:
        table = lead.get(f"/i/{number}").text.partition('id="parts"')[2].partition("</section>")[0]
    assert "列清单：下周一前" in table
    assert "市住建局 唐瑞" in table, table
    assert len(sent) <= 12, sent
