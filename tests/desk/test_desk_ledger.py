"""The ledger: found by conditions that stand in the address, page by page, within one's scope."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from browser import PASSWORD, Browser, form_to
from test_desk_budget import counted

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from desk_office import Office

LEAD = "市优化办"


@pytest.fixture(scope="module")
def desk(make_office: Callable[..., Office]) -> tuple[Office, dict[str, Browser]]:
    """Give an office of its own: three problems, of which the school board's has been signed for."""
    office = make_office(people=False)
    people = {
        "officer": ("伍佳", "市督考办", Function.OFFICER),
        "clerk": ("唐瑞", "市住建局", Function.CLERK),
        "leader": ("严正", "市住建局", Function.LEADER),
    }
    browsers = {}
    for name, (shown, unit, function) in people.items():
        browsers[name] = Browser(office.desk)
        browsers[name].choose(office.keeping.add(name, shown=shown, unit=unit, function=function), PASSWORD)
    for title, unit in (("取号机故障", "市住建局"), ("电梯停运", "市质安站"), ("学区公示不及时", "市教育局")):
        office.engine.open("issue", by=LEAD, title=title, units={"lead": LEAD, "responsible": unit})
    office.engine.fire("WT-2026-0003", "签收", by="市教育局/何静")
    return office, browsers


def numbers(page: httpx.Response) -> list[str]:
    """Return the numbers on a page of the ledger, in order."""
    return re.findall(r'<td class="k-number">.*?(WT-\d{4}-\d{4})', page.text)


def link(page: httpx.Response, words: str) -> str:
    """Return the address of the link that has these words."""
    found = [href for href, said in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page.text) if words in said]
    assert found, words
    return unescape(found[0])


def test_an_officer_narrows_the_ledger_down_and_finds_the_way_back(desk: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = desk
    officer = browsers["officer"]
    page = officer.get(link(officer.get("/"), "台账"))
    assert numbers(page) == ["WT-2026-0001", "WT-2026-0002", "WT-2026-0003"]
    assert "全部 <b>3</b>" in page.text
    conditions = officer.get(link(page, "条件"))
    assert "市质安站" in conditions.text
    address = "/ledger?state=交办&state=整改&unit=市质安站&unit=市教育局&order=-number&rows=25"
    page = officer.get(address)
    assert numbers(page) == ["WT-2026-0003", "WT-2026-0002"]
    assert 'aria-sort="descending"' in page.text
    assert "市质安站、市教育局" in page.text
    assert numbers(officer.get(link(page, "编号 ↓"))) == ["WT-2026-0002", "WT-2026-0003"]
    page = officer.get(address + "&light=red")
    assert numbers(page) == []
    assert numbers(officer.get(link(page, "不分灯色，看全部2件"))) == ["WT-2026-0003", "WT-2026-0002"]
    assert numbers(officer.get("/ledger?waiting=市教育局&opened_from=2026年11月16日&due_to=%2B30d")) == ["WT-2026-0003"]
    assert numbers(officer.get("/ledger?quiet=-14d")) == []
    assert "还要选参与单位" in officer.get("/ledger?role=lead").text
    page = officer.get("/ledger?unit=市园林局&quiet=%2B1d")
    assert page.status_code == 422
    assert "没有单位 '市园林局'" in unescape(page.text)
    assert "'昨天'不是日期" in unescape(officer.get("/ledger?due_from=昨天").text)
    assert office.engine.count().total == 3


def test_the_search_finds_closed_ones_too_and_a_number_leads_to_its_matter(
    desk: tuple[Office, dict[str, Browser]],
) -> None:
    officer = desk[1]["officer"]
    assert numbers(officer.send(officer.get("/"), "/ledger", text="停运")) == []
    assert numbers(officer.get("/ledger?show=all&text=停运")) == ["WT-2026-0002"]
    assert officer.get("/ledger?show=all&text=WT-2026-0002").headers["location"] == "/i/WT-2026-0002"
    assert numbers(desk[1]["clerk"].get("/ledger?show=all&text=WT-2026-0003")) == []


def test_each_function_has_in_its_ledger_what_it_reaches(desk: tuple[Office, dict[str, Browser]]) -> None:
    browsers = desk[1]
    assert numbers(browsers["clerk"].get("/ledger")) == ["WT-2026-0001"]
    assert numbers(browsers["leader"].get("/ledger")) == ["WT-2026-0001", "WT-2026-0002"]
    page = browsers["clerk"].get("/ledger?unit=市教育局")
    assert numbers(page) == []
    assert "全部 <b>0</b>" in page.text
    ours, nowhere = (browsers["clerk"].get(f"/ledger?plan={number}") for number in ("WT-2026-0003", "WT-2026-9999"))
    assert "没有方案WT-2026-0003，或者其中没有你单位的任务" in ours.text
    assert (ours.status_code, nowhere.status_code) == (422, 422)
    assert "学区" not in browsers["clerk"].get("/ledger/conditions").text


def test_pages_go_on_and_back_and_cost_the_same_for_one_row_and_fifty(make_office: Callable[..., Office]) -> None:
    office = make_office(people=False)
    browsers = []
    for name, unit, function in (("wujia", "市督考办", Function.OFFICER), ("fang", LEAD, Function.CLERK)):
        browsers.append(Browser(office.desk))
        browsers[-1].choose(office.keeping.add(name, shown=name, unit=unit, function=function), PASSWORD)
    costs: dict[int, list[int]] = {0: [], 1: []}
    offered: list[int] = []
    for more in (1, 54):
        rows = [{"title": f"{more}", "units": {"lead": LEAD, "responsible": "市住建局"}} for _ in range(more)]
        office.engine.open_many("issue", rows, by=LEAD)
        for who, browser in enumerate(browsers):
            browser.get("/ledger")
            with counted(office) as sent:
                page = browser.get("/ledger")
            costs[who].append(len([each for each in sent if not each.startswith("BEGIN")]))
        with counted(office) as sought:
            browsers[0].get("/ledger/conditions?light=red")
        offered.append(len([each for each in sought if not each.startswith("BEGIN")]))
    assert (len(set(costs[0])), len(set(costs[1]))) == (1, 1), costs
    assert offered[0] == offered[1] <= 9, sought
    assert costs[0][0] <= 8, sent
    assert costs[1][0] <= 11, sent
    behind = browsers[1].get(link(page, "下一页"))
    assert (len(numbers(page)), len(numbers(behind))) == (50, 5)
    assert numbers(browsers[1].get(link(behind, "上一页"))) == numbers(page)
    cursor = link(page, "下一页").rpartition("cursor=")[2]
    assert browsers[1].get(f"/ledger?order=number&cursor={cursor}").headers["location"] == "/ledger?order=number"


def test_the_columns_are_chosen_and_the_list_goes_to_paper_and_into_a_file(
    desk: tuple[Office, dict[str, Browser]],
) -> None:
    office, browsers = desk
    clerk, units = browsers["leader"], {"lead": LEAD, "responsible": "市住建局"}
    number = office.engine.open(
        "issue",
        by=LEAD,
        title='=HYPERLINK("x")',
        units=units,
        source="12345",
        external_no="007",
        data={"reporter": "李某", "deadline": date(2026, 12, 25)},
    ).number
    page = clerk.get("/ledger")
    columns = clerk.get(link(page, "列"))
    assert "问题来源" in columns.text
    assert "反映人" not in columns.text  # which is private
    address = "/ledger?text=HYPERLINK&col=number&col=matter&col=source&col=f.deadline&col=opened"
    page = clerk.get(address)
    assert all(said in page.text for said in ("007", "完成时限", "2026年12月25日"))
    assert "最近办理" not in page.text
    paper = clerk.get(link(page, "打印"))
    assert all(said in paper.text for said in ("关键词：HYPERLINK", "共1件", "市住建局 严正", number))
    file = clerk.get(link(page, "导出 Excel"))
    assert file.headers["content-disposition"].endswith("2026-11-16.xlsx")
    (head, row) = openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows()
    assert [each.value for each in head] == ["编号", "事项", "来源", "来件编号", "完成时限", "立项日期"]
    assert [each.value for each in row[:4]] == [number, '=HYPERLINK("x")', "12345", "007"]
    assert [each.data_type for each in row] == ["s", "s", "s", "s", "d", "d"]  # no formula, no number, and two days
    assert [f"{each.value:%Y-%m-%d}" for each in row[4:]] == ["2026-12-25", "2026-11-16"]
    lines = csv.reader(io.StringIO(clerk.get(link(page, "导出 Excel") + "&as=csv").text))
    assert list(lines)[1] == [number, '\'=HYPERLINK("x")', "12345", "007", "2026-12-25", "2026-11-16"]
    text = clerk.get("/ledger/export?as=csv&unit=市教育局").text
    assert text.splitlines()[0].startswith("\ufeff灯,时限,逾期情况,编号,事项,牵头单位,责任单位")
    assert "学区" not in text
    assert clerk.get("/ledger/export?unit=市园林局").headers["location"] == (
        "/ledger?unit=%E5%B8%82%E5%9B%AD%E6%9E%97%E5%B1%80"
    )
    office.engine.void(number, by=LEAD, note="重复")
    ended = clerk.get("/ledger?show=closed")
    assert numbers(ended) == [number]
    assert "范围 <b>只看已办结</b>" in ended.text
    assert number not in numbers(clerk.get(link(ended, "全部清除")))


def test_a_view_is_saved_for_oneself_the_unit_or_everybody_and_means_the_unit_of_whoever_looks(
    desk: tuple[Office, dict[str, Browser]],
) -> None:
    browsers = desk[1]
    clerk, leader, officer = browsers["clerk"], browsers["leader"], browsers["officer"]
    page = officer.get("/ledger?unit=@unit&state=交办&order=number&cursor=")
    shown = officer.follow(officer.send(page, "/ledger/views", title="本单位还没签收的", shared="all"))
    assert 'aria-current="page">本单位还没签收的' in shown.text
    seen = leader.get(link(leader.get("/ledger"), "本单位还没签收的"))
    assert numbers(seen) == ["WT-2026-0001"]
    assert "参与单位 <b>本单位</b>" in seen.text
    short = "/ledger?view=" + seen.url.params["view"]
    assert leader.get(short).headers["location"] == seen.url.raw_path.decode()
    ours = leader.send(leader.get("/ledger?quiet=-7d"), "/ledger/views", title="一周没动", shared="unit")
    assert "quiet=-7d" in ours.headers["location"]
    assert "一周没动" in clerk.get("/ledger").text
    assert "一周没动" not in officer.get("/ledger").text
    refused = clerk.send(clerk.get("/ledger?light=red"), "/ledger/views", title=" ")
    assert refused.status_code == 422
    assert form_to(refused, "/ledger/views").fields["query"] == "light=red"
    assert clerk.send(refused, "/ledger/views", title="红的", shared="all").status_code == 404
    listed = leader.get("/ledger/views")
    assert listed.text.count("删除") == 1  # the unit's own, not that of everybody
    leader.follow(leader.send(listed, "/ledger/views/drop"))
    assert "一周没动" not in clerk.get("/ledger").text
    assert "删除" not in clerk.get("/ledger/views").text
