"""立项 by form: a kind is chosen, what would come of it is shown, a mistake gives the form back, and it opens once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import form_to
from desk_office import MONDAY, PEOPLE, UNITS
from planning import planning_office

from duban.desk import Function
from duban.workflow import Query

if TYPE_CHECKING:
    from pathlib import Path

    from desk_office import Office
    from planning import Planning

ISSUE = "/open?kind=issue"


def test_a_problem_is_opened_by_its_form_once_and_found_again_by_its_outside_number(office: Office) -> None:
    officer, engine = office.browsers["fangxiaoning"], office.engine
    assert '"/open">立项' in officer.get("/").text
    assert ISSUE in officer.get("/open").text
    blank = officer.get(ISSUE)
    assert "11月17日（周二）" in blank.text.split("今天立项的话")[1]  # to be signed for within one working day
    before = engine.count(Query()).total

    typed = {"title": "窗口排队 <b>过长</b>", "f__deadline": "2026年12月4日", "source": "省平台"}
    wrong = officer.send(blank, "/open", **typed)
    assert wrong.status_code == 422
    again = form_to(wrong, "/open").fields
    assert (again["title"], again["f.deadline"]) == ("窗口排队 <b>过长</b>", "2026年12月4日")
    assert "请写明单位，或者勾选“以后再指定”" in wrong.text
    assert "<b>过长" not in wrong.text
    strange = officer.send(wrong, "/open", u__responsible="市住建局\n市园林局", external_no="P-7")
    assert strange.status_code == 422
    assert "名单里没有这些单位" in strange.text
    form = form_to(strange, "/open").fields
    seen = officer.post("/open", data={**form, "new": "市园林局", "look": "1"})
    assert seen.status_code == 200
    assert "12月4日（周五）" in seen.text.split('id="seen"')[1]
    assert "市园林局没有能通知到的人" in seen.text
    assert engine.count(Query()).total == before

    ready = form_to(seen, "/open").fields
    answers = [officer.post("/open", data={**ready, "new": "市园林局"}) for _ in range(2)]
    shown = officer.follow(answers[0])
    assert answers[0].headers["location"].split("?")[0] == answers[1].headers["location"].split("?")[0]
    assert "窗口排队" in shown.text
    assert engine.count(Query()).total == before + 1
    item = engine.opened("省平台", "P-7")
    assert item is not None
    assert item.units["responsible"] == ("市住建局", "市园林局")
    assert str(item.data["deadline"]) == "2026-12-04"
    assert engine.history(item.number)[0].actor == "市优化办/方晓宁"

    twin = officer.send(blank, "/open", title="窗口排队", u__responsible="市教育局", source="省平台", external_no="P-7")
    assert f"/i/{item.number}" in twin.headers["location"]
    assert engine.count(Query()).total == before + 1
    far = office.browsers["hejing"]
    refused = far.send(
        far.get(ISSUE), "/open", title="甲", u__responsible="市教育局", source="省平台", external_no="P-7"
    )
    assert refused.status_code == 409
    assert item.number not in refused.text


def test_a_unit_opens_what_the_scenario_lets_it_and_is_told_who_opens_the_rest(planning: Planning) -> None:
    bureau = planning.browser("市住建局", "唐瑞", Function.CLERK)
    kinds = bureau.get("/open").text
    assert "重点任务" in kinds
    assert "由市优化办立项" in kinds
    assert "/open?kind=task" not in kinds
    assert bureau.get("/open?kind=task").status_code == 404
    form = bureau.get(ISSUE)
    refused = bureau.send(form, "/open", title="电话无人接", u__lead="市教育局", u__responsible="市住建局")
    assert refused.status_code == 409
    assert "市教育局" in form_to(refused, "/open").fields["u.lead"]
    assert bureau.send(form, "/open", title="电话无人接", u__responsible="市住建局").status_code == 303


def test_a_kind_with_dated_steps_takes_them_one_a_line(tmp_path: Path) -> None:
    office = planning_office(tmp_path, at=MONDAY, units=UNITS, people=PEOPLE, scenarios=["resolution"])
    try:
        desk = office.browser("市优化办", "方晓宁", Function.OFFICER)
        page = desk.get("/open?kind=resolution")
        form = form_to(page, "/open")
        assert "f.steps" in form.names
        asked = {"f.meeting": "市政府常务会议", "f.held_on": "2026-11-13", "f.decision": "增设停车位"}
        typed = {
            **form.fields,
            **asked,
            "title": "研究停车难",
            "later": [name for name in form.names if name.startswith("u.")],
        }
        wrong = desk.post("/open", data={**typed, "f.steps": "摸底，下月\n验收，2027年3月1日"})
        assert "“摸底，下月”：请写成" in wrong.text
        assert form_to(wrong, "/open").fields["f.steps"] == "摸底，下月\n验收，2027年3月1日"
        done = desk.post("/open", data={**typed, "f.steps": "摸底，2027年1月8日，市住建局\n验收，2027年3月1日"})
        number = done.headers["location"].split("?")[0].rpartition("/")[2]
        steps = office.engine.instance(number).data["steps"]
        assert [(step["name"], str(step["day"]), step.get("unit")) for step in steps] == [
            ("摸底", "2027-01-08", "市住建局"),
            ("验收", "2027-03-01", None),
        ]
    finally:
        office.engine.close()
