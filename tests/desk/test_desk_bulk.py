"""Acts on many matters: each is judged before, done by itself, and told about afterwards."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from browser import PASSWORD, Browser, form_to
from test_desk_budget import counted
from test_desk_ledger import LEAD, link, numbers

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from desk_office import Office

EVIDENCE = {"f.evidence": ("验收单.pdf", b"%PDF-1.7\n%all three machines work\n%%EOF\n", "application/pdf")}


@pytest.fixture(scope="module")
def many(make_office: Callable[..., Office]) -> tuple[Office, dict[str, Browser]]:
    """Give an office of its own: four problems, the last of them the school board's."""
    office, browsers = make_office(people=False), {}
    for name, unit in (("tangrui", "市住建局"), ("fang", LEAD)):
        browsers[name] = Browser(office.desk)
        token = office.keeping.add(name, shown=name, unit=unit, function=Function.CLERK)
        browsers[name].choose(token, PASSWORD)
    for unit in ("市住建局", "市住建局", "市住建局", "市教育局"):
        office.engine.open("issue", by=LEAD, title=f"{unit}的事", units={"lead": LEAD, "responsible": unit})
    return office, browsers


def said(page: httpx.Response) -> str:
    """Return what a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def test_a_clerk_signs_for_several_at_once_and_sees_what_became_of_each(
    many: tuple[Office, dict[str, Browser]],
) -> None:
    office, browsers = many
    clerk, engine = browsers["tangrui"], office.engine
    engine.fire("WT-2026-0003", "签收", by="市住建局/韩立群")
    ledger = clerk.get("/ledger")
    assert numbers(ledger) == ["WT-2026-0001", "WT-2026-0002", "WT-2026-0003"]
    chosen = clerk.get("/bulk?n=WT-2026-0001&n=WT-2026-0002&n=WT-2026-0003&n=WT-2026-0004")
    assert "已选3件" in chosen.text
    assert "有1件不在你的范围内" in chosen.text
    preview = clerk.get(link(chosen, "签收"))
    told = said(preview)
    assert "签收：3件中2件可以办" in told
    assert "WT-2026-0003" in told.partition("1件不能办")[2].partition("2件可以办")[0]
    engine.fire("WT-2026-0002", "申请退单", by="市住建局/韩立群", note="不归我", data={"return_to": "市教育局"})
    first = clerk.send(preview, "/bulk")
    result = clerk.follow(first)
    assert "签收：办成1件，1件没有办成" in said(result)
    assert "WT-2026-0002 市住建局的事 没有办成 ：刚有人办过" in said(result)
    assert engine.instance("WT-2026-0001").state == "整改"
    assert engine.instance("WT-2026-0002").state == "退单待定"
    entries = len(engine.history("WT-2026-0001"))
    assert clerk.send(preview, "/bulk").headers["location"] == first.headers["location"]
    assert len(engine.history("WT-2026-0001")) == entries
    assert "已选1件" in clerk.get(link(result, "重选没有办成的")).text
    assert browsers["fang"].get(first.headers["location"]).headers["location"] == "/ledger"


def test_the_form_is_asked_once_and_its_file_goes_to_each(many: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = many
    clerk, engine, opened = browsers["tangrui"], office.engine, []
    for _ in range(2):
        item = engine.open("issue", by=LEAD, title="灯不亮", units={"lead": LEAD, "responsible": "市住建局"})
        engine.fire(item.number, "签收", by="市住建局/唐瑞")
        opened.append(item.number)
    preview = clerk.get("/bulk?all=1&text=灯不亮&act=申请销号")
    assert "申请销号：2件中2件可以办" in said(preview)
    empty = clerk.send(preview, "/bulk", f__measure="都换了")
    assert empty.status_code == 422
    assert form_to(empty, "/bulk").fields["f.measure"] == "都换了"
    result = clerk.follow(clerk.send(empty, "/bulk", files=EVIDENCE))
    assert "申请销号：2件全部办成" in said(result)
    for number in opened:
        (signed,) = [each.payload["data"] for each in engine.history(number) if each.trigger == "申请销号"]
        assert (signed["measure"], signed["evidence"][0]["name"]) == ("都换了", "验收单.pdf")
        assert engine.instance(number).state == "复核"


def test_a_lead_urges_and_names_units_for_what_fits(many: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = many
    lead, engine = browsers["fang"], office.engine
    item = engine.open("issue", by=LEAD, title="窗坏了", units={"lead": LEAD, "responsible": "市住建局"})
    kept = len(engine.history(item.number))
    address = "/bulk?all=1&text=窗坏了&act="
    preview = lead.get(address + "@urge")
    assert "催办：1件中1件可以办" in said(preview)
    assert len(engine.history(item.number)) == kept  # what was tried was undone
    assert "催办：1件全部办成" in said(lead.follow(lead.send(preview, "/bulk", note="请今天答复")))
    assert engine.history(item.number)[-1].kind == "urge"
    assert "催办：1件中0件可以办" in said(lead.get(address + "@urge"))
    engine.fire(item.number, "签收", by="市住建局/唐瑞")
    assert "提出申请，分管市领导同意后才生效" in said(lead.get(address + "暂缓办理"))
    preview = lead.get(address + "@assign")
    wrong = lead.send(preview, "/bulk", units="市教育局")
    assert (wrong.status_code, form_to(wrong, "/bulk").fields["units"]) == (422, "市教育局")
    named = lead.post("/bulk", data={**form_to(wrong, "/bulk").fields, "role": "责任单位", "units": "市教育局"})
    assert "指定单位：1件全部办成" in said(lead.follow(named))
    assert engine.instance(item.number).units["responsible"] == ("市教育局",)
    nothing = lead.follow(lead.get("/bulk?text=窗坏了&act=@urge"))
    assert "先勾选要办的事项" in nothing.text
    assert item.number in numbers(nothing)
    refused = browsers["tangrui"].get("/bulk?n=WT-2026-0001&act=@assign")
    assert "由牵头单位指定单位" in said(refused)


def test_a_preview_costs_the_same_for_two_matters_and_for_forty(many: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = many
    lead, costs = browsers["fang"], []
    for more in (2, 38):
        rows = [{"title": "量一量", "units": {"lead": LEAD, "responsible": "市住建局"}} for _ in range(more)]
        office.engine.open_many("issue", rows, by=LEAD)
        lead.get("/bulk?all=1&text=量一量&act=签收")
        with counted(office) as sent:
            page = lead.get("/bulk?all=1&text=量一量&act=签收")
        costs.append(len(sent))
    assert "40件中0件可以办" in said(page)
    assert costs[0] == costs[1], sent


def test_all_or_none_does_nothing_if_one_cannot_be_done_and_says_which(many: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = many
    clerk, lead, engine = browsers["tangrui"], browsers["fang"], office.engine
    units = {"lead": LEAD, "responsible": "市住建局"}
    opened = [engine.open("issue", by=LEAD, title="墙裂了", units=units).number for _ in range(3)]
    address = "/bulk?" + "&".join(f"n={number}" for number in opened)
    for browser, act, kind, fields in (
        (clerk, "签收", "fire", {}),
        (lead, "@urge", "urge", {"note": "请今天答复"}),
        (lead, "@assign", "assign", {"role": "责任单位", "units": "市教育局"}),
    ):
        preview = browser.get(f"{address}&act={act}")
        assert "3件可以办" in said(preview), act
        if kind == "urge":
            engine.urge(opened[1], by=f"{LEAD}/邵航", note="先催一下")
        else:
            engine.remark(opened[1], "看过了", by=LEAD)
        before = [len(engine.history(number)) for number in opened]
        form = form_to(preview, "/bulk").fields | fields | {"together": "1"}
        first = browser.post("/bulk", data=form)
        told = said(browser.follow(first))
        assert "一件也没有办，因为3件中有1件办不成" in told, told
        assert told.index(opened[1]) < told.index(opened[0])
        assert told.count("本可以办") == 2
        assert [len(engine.history(number)) for number in opened] == before
        assert browser.post("/bulk", data=form).headers["location"] == first.headers["location"]
    again = clerk.send(clerk.get(f"{address}&act=签收"), "/bulk", together="1")
    assert "签收：3件全部办成" in said(clerk.follow(again))
    assert {engine.instance(number).state for number in opened} == {"整改"}
