"""What each of the office does most, in as few clicks as it was promised them, wide with scripts and narrow without.

A click counts from the start page on, up to the one that sends; typing, ticking and choosing a file are free.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from desk_process import PEOPLE, REFUSED
from seats import NARROW, PDF, WIDE, row, seat

from duban.desk import DeskOffice
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_process import Served
    from playwright.sync_api import Browser
    from seats import Seat

    Start = Callable[[str], Seat]
    """Seats somebody before their start page."""

NAV = ":is(nav.main, nav.tabs)"
PLAN = """云川市{year}年提升方案

云优发〔{year}〕{serial}号

1. 推行“一窗办”。全流程网上办理。（牵头单位：市住建局；责任单位：市质安站；完成时限：{year}年12月底前）
"""


def sign_for(office: Served, start: Start) -> None:
    number, clerk = office.open(), start("tangrui")
    clerk.click("签收", within=row(number))
    assert office.acts(number) == ["签收"]


def sign_for_five(office: Served, start: Start) -> None:
    numbers, clerk = [office.open() for _ in range(5)], start("tangrui")
    clerk.click("填报", within=NAV)
    for number in numbers:
        clerk.page.check(f"#s-{number}")
    clerk.click("签收勾选的事项")
    assert [office.acts(number) for number in numbers] == [["签收"]] * 5


def ask_for_the_close_out(office: Served, start: Start) -> None:
    number = office.signed_for()
    clerk = start("tangrui")
    clerk.click("申请销号", within=row(number))
    clerk.page.fill("textarea[name='f.measure']", "三台取号机都换了")
    clerk.page.set_input_files("input[type=file]", PDF)
    clerk.click("申请销号", within="form")
    assert office.acts(number)[-1] == "申请销号"
    assert [file.name for file in office.engine.files(number)] == ["验收单.pdf"]


def report_progress(office: Served, start: Start) -> None:
    number = office.task("压减审批时间")
    clerk = start("tangrui")
    assert clerk.page.inner_text(f"{row(number)} .b.p") == "提请初审"
    clerk.click("填报进展", within=row(number))
    clerk.page.fill("textarea[name='f.latest']", "系统已改造")
    clerk.click("填报进展", within="form")
    assert office.acts(number)[-1] == "填报进展"


def fill_in_the_sheet(office: Served, start: Start) -> None:
    (sheet, task), clerk = office.sheet(), start("tangrui")
    clerk.click("填报", within=NAV)
    clerk.page.fill(f"textarea[name='l.{sheet}.{task}.f.done']", "已完成调研")
    clerk.click("先填入，暂不报送")
    lines = {line.number: line for line in office.engine.instance(sheet).sheet.lines}
    assert lines[task].values == {"done": "已完成调研"}


def look_at_a_red_one(office: Served, start: Start) -> None:
    number = office.open_before(60, "公示栏电话无人接听")
    office.engine.hand_on(number, to="韩立群", by="市住建局/唐瑞")
    leader = start("yanzheng")
    leader.click("公示栏电话无人接听", within=row(number))
    assert leader.page.url.endswith(f"/i/{number}")
    assert "逾期" in leader.page.inner_text(".head .lamp.red")


def hand_on(office: Served, start: Start) -> None:
    number, leader = office.open(), start("yanzheng")
    leader.click("转交", within=row(number))
    leader.page.check("input[value='韩立群']")
    leader.click("交给同事", within="form")
    assert office.engine.situation(number).holders == {"市住建局": "韩立群"}


def ask_for_more_time(office: Served, start: Start) -> None:
    number = office.open()
    leader = start("yanzheng")
    leader.click("取号机故障", within=row(number))
    leader.click("申请延期")
    leader.page.fill("input[name=amount]", "5")
    leader.page.fill("textarea[name=note]", "等厂家到货")
    leader.click("申请延期", within="form")
    assert [each.length for each in office.engine.pending(number=number)] == ["5 working days"]


def pass_after_looking_at_the_evidence(office: Served, start: Start) -> None:
    number, sha256 = office.handed_in()
    reviewer = start("fangxiaoning")
    reviewer.click("取号机故障", within=row(number))
    reviewer.click("验收单.png", within="#ev")
    assert f"/files/{sha256}/" in str(reviewer.page.get_attribute("main img", "src"))
    reviewer.click("通过")
    assert office.acts(number)[-1] == "通过"


def send_back(office: Served, start: Start) -> None:
    number, _ = office.handed_in()
    reviewer = start("fangxiaoning")
    reviewer.click("更多", within=row(number))
    reviewer.click("退回整改")
    reviewer.page.check("input[value='材料不全']")
    reviewer.page.fill("textarea[name=note]", "只换了一台")
    reviewer.click("退回整改", within="form")
    assert office.acts(number)[-1] == "退回整改"


def grant_more_time(office: Served, start: Start) -> None:
    number = office.open()
    office.engine.extend(number, "整改时限", "3 working days", by="市住建局/唐瑞", note="等厂家到货")
    reviewer = start("fangxiaoning")
    reviewer.click("待批", within=NAV)
    reviewer.click("批准", within=f"[id^='r-{number}-']")
    assert office.engine.pending(number=number) == []


def urge_a_selection(office: Served, start: Start) -> None:
    numbers, officer = [office.open() for _ in range(3)], start("wujia")
    officer.click("台账", within=NAV)
    for number in numbers:
        officer.page.check(f"input[type=checkbox][value='{number}']")
    officer.click("催办", within=".bulk")
    officer.click("催办（3件）")
    assert all(office.engine.situation(number).urges for number in numbers)


def sign_a_paper(office: Served, start: Start) -> None:
    number = office.open_before(30, "施工围挡占道")
    office.engine.sweep()
    officer = start("wujia")
    officer.click("督办通知单：施工围挡占道", within=f"aside p:has-text('{number}')")
    assert "逾期" in officer.page.input_value("#text")
    officer.click("签发")
    assert [paper.number for paper in office.engine.papers(number=number)] != []


def register(office: Served, start: Start) -> None:
    officer = start("fangxiaoning")
    officer.click("立项", within=NAV)
    officer.click("问题整改")
    officer.page.fill("[name=title]", "窗口排长队")
    officer.page.fill("[name='u.lead']", "市优化办")
    officer.page.fill("[name='u.responsible']", "市住建局")
    officer.click("立项", within="form .send")
    number = officer.page.url.split("/i/")[1].partition("?")[0]
    assert office.engine.instance(number).units["responsible"] == ("市住建局",)


def paste_a_plan(office: Served, start: Start) -> None:
    year = office.engine.today().year + 1
    officer = start("fangxiaoning")
    officer.click("立项", within=NAV)
    officer.click("导入方案")
    officer.page.fill("#c-text", PLAN.format(year=year, serial=office.engine.count(Query()).total))
    officer.click("读入", within="form")
    officer.click("确认立项1件")
    assert office.engine.find(scenario="plan")[-1].title == f"云川市{year}年提升方案"


def send_dead_letters_again(office: Served, start: Start) -> None:
    office.undelivered()
    admin = start("guanli")
    admin.click("消息", within=NAV)
    admin.click("重新发送", within=f".cause:has-text('{REFUSED}')")
    assert office.engine.outbox(statuses=["dead"]) == []


def mend_an_address(office: Served, start: Start) -> None:
    office.undelivered()
    admin = start("guanli")
    admin.click("消息", within=NAV)
    admin.open("改地址并重发…", within=f".cause:has-text('{REFUSED}')")
    admin.page.fill("input[name=new]:visible", "hejing@office.example")
    admin.click("改好并重新发送")
    assert {each.email for each in office.engine.contacts() if each.unit == "市教育局"} == {"hejing@office.example"}
    office.engine.import_contacts(PEOPLE, by="市督考办")


def make_an_account(office: Served, start: Start) -> None:
    name, admin = f"new{len(DeskOffice(office.engine).list())}", start("guanli")
    admin.page.fill("#name", name)
    admin.page.fill("#person", "何静")
    admin.page.fill("#unit", "市教育局")
    admin.click("新建")
    assert "/welcome/" in admin.page.inner_text(".secret")


PROMISED = {
    sign_for: 1,
    sign_for_five: 3,
    ask_for_the_close_out: 3,
    report_progress: 2,
    fill_in_the_sheet: 2,
    look_at_a_red_one: 1,
    hand_on: 2,
    ask_for_more_time: 3,
    pass_after_looking_at_the_evidence: 3,
    send_back: 3,
    grant_more_time: 2,
    urge_a_selection: 3,
    sign_a_paper: 2,
    register: 3,
    paste_a_plan: 4,
    send_dead_letters_again: 2,
    mend_an_address: 3,
    make_an_account: 3,
}
"""The acts of clerk, unit leader, reviewer, officer and administrator, each with the clicks that it may take."""


AT_A_DESK = {urge_a_selection}
"""What telephones do not offer: nothing is chosen there from a list."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.parametrize("act", PROMISED, ids=lambda act: act.__name__)
def test_it_takes_no_more_clicks_than_were_promised(
    chromium: Browser, office: Served, act: Callable[[Served, Start], None], *, scripts: bool
) -> None:
    width = WIDE if scripts or act in AT_A_DESK else NARROW
    with ExitStack() as seats:

        def start(name: str) -> Seat:
            seated = seats.enter_context(seat(chromium, office, name, scripts=scripts, width=width))
            seated.go("/")
            taken.append(seated)
            return seated

        taken: list[Seat] = []
        act(office, start)
        assert taken[0].clicks <= PROMISED[act]
