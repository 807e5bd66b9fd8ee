"""The addresses of every page that can be looked at, read from the router, each with somebody who may come there."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

from duban.desk import DeskOffice, Function
from duban.desk.pages import PAGES
from duban.ledger import ListedIndicator, ListedMaterial, as_bytes, freeze, open_indicators
from duban.ledger.scores import Entry, reckon, scheme_of

if TYPE_CHECKING:
    from desk_process import Served

    from duban.desk.serving import Page

NO_PAGES = {
    "static",
    "archive",
    "pack",
    "papers-export",
    "bulletin-file",
    "summary-file",
    "week-file",
    "ledger-by-layout",
}
"""What every page is made with, and files."""

SENT_ON = {"code", "bulk-result", "kind-proposal"}
"""What sends whoever has nothing to do there on to another page; `test_axe_after_posts.py` comes there."""

SCHEME = """\
scheme: kh
title: 考核办法
without_data: full
indicators:
  办理: {weight: 40, entered: points, basis: 第一条}
  专项: {weight: 60, entered: points, basis: 第二条, lead: 市发改委}
"""

LOOKS = {
    "open": ("", "?kind=issue"),
    "ledger": ("", "?light=red"),
    "bulk": ("?all=1&act=@urge",),
    "decisions-together": ("?clock=整改时限",),
    "second-sent": ("?by=email", "?by=email&sent=1"),
}
"""The looks of a page that has several, or none without a query."""

SEEN_BY = {
    Function.CLERK: "tangrui",
    Function.OFFICER: "wujia",
    Function.PRINCIPAL: "liangyicheng",
    Function.ADMIN: "guanli",
}


def addresses(office: Served) -> dict[str | None, list[str]]:
    """Return the addresses by who is to come there; None has not signed in.

    A page whose address needs what is not here fails with a KeyError: give it a value that leads to a page.
    """
    values, papers = _values(office), _papers(office) | _reports(office)
    found: dict[str | None, list[str]] = {}
    for page in PAGES:
        if page.shown is None or page.name in NO_PAGES | SENT_ON:
            continue
        path = page.path.format(**(values | papers.get(page.name, {})))
        for query in LOOKS.get(page.name, ("",)):
            found.setdefault(_visitor(page), []).append(path + query)
    return found


def _papers(office: Served) -> dict[str, dict[str, str]]:
    """Return what the addresses of papers name: one that was signed, and one that waits for it."""
    engine, by = office.engine, "市督考办/武佳"
    places = []
    for title in ("围挡占道", "路灯不亮"):
        number = office.open(title)
        engine.draft(number, "督办通知单", by=by, title=f"关于{title}的督办通知")
        places.append({"number": number, "seq": str(engine.history(number)[-1].seq)})
    signed, waiting = places
    engine.sign("{number}#{seq}".format(**signed), by=by)
    signed["seq"] = str(engine.papers(number=signed["number"])[0].seq)
    return {"paper": signed, "paper-edit": waiting, "paper-preview": waiting}


def _reports(office: Served) -> dict[str, dict[str, str]]:
    """Return what the addresses of pages name that are about a list of indicators, a bulletin, or scores."""
    engine, by, unit = office.engine, "市优化办/方晓宁", "市住建局"
    wanted = ListedIndicator("开办企业", unit, (), (ListedMaterial("办件清单", "扫描件", (unit,), None),))
    listed = open_indicators(engine, [wanted], title="2026年省评", deadline=date(2030, 9, 18), by=by)
    units, data = {"named": [unit]}, {"period": "2026-03"}
    bulletin = engine.open("bulletin", title="3月通报", by=by, units=units, data=data).number
    frozen = freeze(engine, "2026")
    for act, figures in (("送请核对", frozen), ("更正数据", freeze(engine, "2026-03"))):
        kept = engine.put_file(BytesIO(as_bytes(figures)), by=by, name=f"{figures.snapshot}.json")
        engine.fire(bulletin, act, by=by, note="口径", data={"figures": kept, "snapshot": figures.snapshot})
    scored = engine.open("assessment", title="2026年考核", by=by, units={"unit_of": [unit], "group": "市领导"}).number
    engine.fire(scored, "截止自评", by=by, note="到期")
    scheme = scheme_of(SCHEME.encode(), source="kh.yaml")
    entries = [Entry(unit, "专项", Fraction(50), "一项未完成", "总结.docx")]
    content = json.dumps(reckon(scheme, [unit], figures={}, entries=entries, period="2026").to_json()).encode()
    names = ("scores", "own_scores")
    checker = "市督考办/武佳"
    sheets = {name: engine.put_file(BytesIO(content), by=checker, name=f"{name}.json") for name in names}
    engine.fire(scored, "核分完成", by=checker, data=sheets)
    return {
        "indicators": {"number": listed[0].number},
        "bulletin-of": {"number": bulletin},
        "scores-of": {"number": scored},
    }


def _visitor(page: Page) -> str | None:
    if page.rule.functions is None:
        return None
    if page.name.startswith("open") or page.name == "decisions-together":
        return "fangxiaoning"  # of the unit that opens them, and decides
    if page.name in {"paper-edit", "paper-preview", "indicators"}:
        return "wujia"  # who signs, and sees all
    return next(name for function, name in SEEN_BY.items() if function in page.rule.functions)


def _values(office: Served) -> dict[str, str]:
    """Return what addresses name: a matter that came back, with a request that waits for a decision."""
    engine, number = office.engine, office.open("公示栏电话无人接听")
    by = {"clerk": "市住建局/唐瑞", "lead": "市优化办/方晓宁"}
    engine.fire(number, "签收", by=by["clerk"])
    evidence = [engine.put_file(BytesIO(b"a"), by=by["clerk"], name="a.txt")]
    engine.fire(number, "申请销号", by=by["clerk"], data={"measure": "已换", "evidence": evidence})
    engine.fire(number, "退回整改", by=by["lead"], note="只换了一台", data={"reason_code": "材料不全"})
    engine.remark(number, "已联系厂家", by=by["clerk"])
    engine.extend(number, "整改时限", "3 working days", by=by["clerk"], note="等厂家到货")
    asked = engine.history(number)[-1].seq
    token = DeskOffice(engine).password_link("liangyicheng")
    plan = engine.open("plan", title="营商环境方案", by="市优化办").number
    roles = {"lead": "市优化办", "responsible": ["市住建局"]}
    task = engine.open("task", title="压减审批时间", by="市优化办", units=roles, data={"deadline": date(2030, 12, 20)})
    engine.include(plan, [task.number], by="市优化办")
    named = {"number": number, "trigger": "申请销号", "account": "tangrui", "token": token, "unit": "市住建局"}
    named |= {"scenario": "issue"}
    message = str(engine.outbox(number=number)[0].id)
    link = engine.link_of(engine.outbox(number=office.open("取号机又故障"))[0].id)
    assert link is not None
    named |= {"link": link.token}
    return {**named, **evidence[0], "seq": str(asked), "plan": plan, "message": message}
