"""What was done: one's own and the unit's, newest first, and what is undecided is taken back from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import form_to

if TYPE_CHECKING:
    from desk_office import Office


def test_what_was_done_is_listed_by_person_and_unit_and_taken_back_while_it_is_undecided(
    office: Office, number: str
) -> None:
    engine, clerk = office.engine, office.browsers["tangrui"]
    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.remark(number, "同事看过", by="市住建局/韩立群", to="units")
    engine.extend(number, "整改时限", "2 working days", by="市住建局/唐瑞", note="等厂家到货")
    mine, whole = clerk.get("/done").text, clerk.get("/done?as=unit").text
    assert "等厂家到货" in mine
    assert "同事看过" not in mine
    assert "同事看过" in whole
    assert mine.index("等厂家到货") < mine.index("签收，转入")
    for elsewhere in ("month=2026-10", "cursor=x"):
        assert "等厂家到货" not in clerk.get(f"/done?{elsewhere}").text
    assert "等厂家到货" in clerk.get("/done?month=2026-11&kind=issue").text
    assert number not in office.browsers["hejing"].get("/done?as=unit").text
    asked = engine.pending(number=number)[0]
    action = f"/i/{number}/decisions/{asked.id.rpartition('#')[2]}"
    fields = form_to(clerk.get("/done"), action).fields
    done = clerk.follow(clerk.post(action, data={**fields, "do": "withdraw"}))
    assert engine.pending(number=number) == []
    assert "已撤回" in done.text
    assert action not in done.text


def test_a_row_says_what_its_unit_owes_beside_the_act(office: Office) -> None:
    engine, clerk = office.engine, office.browsers["tangrui"]
    units = {"lead": "市优化办", "responsible": ["市住建局", "市质安站"]}
    number = engine.open("issue", by="市优化办", title="两家一起办的", units=units).number
    engine.urge(number, by="市优化办/方晓宁", note="请今日签收")
    page = clerk.get("/").text
    row = page[page.index(">两家一起办的<") :].partition("</article>")[0]
    assert "各单位分别办理，还差市住建局、市质安站" in row
    assert "<b>催办</b>：请今日签收" in row
    answer = f"/i/{number}/answer?about=2"
    assert answer in row
    done = clerk.send(clerk.get(answer), f"/i/{number}/answer", text="下午签收")
    assert done.status_code == 303
    page = clerk.get("/").text
    assert "请今日签收" not in page[page.index(">两家一起办的<") :].partition("</article>")[0]
