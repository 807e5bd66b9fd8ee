"""电话催办: who has to be rung today stands there with number and reason, and what came of it goes into the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from browser import form_to, forms
from desk_office import MONDAY, UNITS
from planning import Planning, planning_office
from test_desk_budget import counted

from duban import Contact
from duban.desk import Function
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Browser

PEOPLE = [Contact("市住建局", "唐瑞", Level.HANDLER, mobile="13800000031"), Contact("市教育局", "何静", Level.HANDLER)]
HERE = "/calls"


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Planning]:
    """Give an office in which units have not signed for what came to them last Monday."""
    office = planning_office(tmp_path, at=MONDAY, units=UNITS, people=PEOPLE)
    for title, unit in (("取号机故障", "市住建局"), ("校门口拥堵", "市教育局")):
        office.engine.open("issue", by="市优化办", title=title, units={"lead": "市优化办", "responsible": unit})
    office.clock.set("2026-11-20T09:00+08:00")
    yield office
    office.engine.close()


def test_a_call_is_noted_at_its_row_and_seen_by_whoever_looks_next(late: Planning) -> None:
    officer = late.browser("市督考办", "伍佳", Function.OFFICER)
    assert f'"{HERE}">电话催办' in officer.get("/").text
    page = officer.get(HERE)
    assert "今天要联系2个单位，2件事项" in page.text
    call = page.text.split('aria-label="市住建局"')[1].split("</section>")[0]
    assert 'href="tel:13800000031"' in call
    assert "逾期3个工作日" in call
    assert "尚未接手" in call
    assert "市教育局" not in call
    assert "市住建局" not in officer.get(f"{HERE}?unit=市教育局").text

    number = next(item.number for item in late.engine.find() if item.title == "取号机故障")
    row = next(form for form in forms(page) if form.fields.get("number") == number)
    empty = officer.post(HERE, data={**row.fields, "text": " "})
    assert empty.status_code == 422
    assert "请写明通话情况" in empty.text
    noted = [officer.post(HERE, data={**row.fields, "text": "今天下午签收 <b>"}) for _ in range(2)]
    assert [answer.status_code for answer in noted] == [303, 303]
    shown = officer.follow(noted[0])
    assert "今天已记录1件" in shown.text
    assert "09:00 市督考办/伍佳：电话联系市住建局 唐瑞：今天下午签收 &lt;b&gt;" in shown.text
    remarks = [entry for entry in late.engine.history(number) if entry.kind == "remark"]
    assert [entry.actor for entry in remarks] == ["市督考办/伍佳"]
    silent = next(form for form in forms(shown) if form.fields.get("number") == number)
    assert "无人接听" in officer.follow(officer.post(HERE, data={**silent.fields, "silent": "1"})).text


def test_a_unit_rings_about_its_own_matters_alone_and_reads_no_more_for_many(late: Planning) -> None:
    station, number = late.browser("市质安站", "石某", Function.CLERK), late.engine.find()[0].number
    page = station.get(HERE)
    assert "没有" in page.text.split("<h1>")[1].split("</h1>")[0]
    assert "取号机故障" not in page.text
    lead = late.browser("市优化办", "方晓宁", Function.CLERK)
    theirs = form_to(lead.get(HERE), HERE).fields
    assert station.post(HERE, data={**theirs, "csrf": station_token(late, station), "text": "催"}).status_code == 404
    assert all(entry.kind != "remark" for entry in late.engine.history(number))
    costs = []
    for more in (0, 30):
        units = {"lead": "市优化办", "responsible": "市教育局"}
        items = [{"title": f"旧事{place}", "units": units} for place in range(more)]
        late.engine.open_many("issue", items, by="市优化办")
        late.clock.advance(timedelta(days=1))
        lead.get(HERE)
        with counted(late) as sent:
            page = lead.get(HERE)
        assert f"今天要联系2个单位，{2 + more}件事项" in page.text
        costs.append(len(sent))
    assert costs[0] == costs[1], costs


def test_all_that_are_to_be_rung_are_counted_and_are_there_page_by_page(late: Planning) -> None:
    units = {"lead": "市优化办", "responsible": "市教育局"}
    items = [{"title": f"积案{place}", "units": units} for place in range(110)]
    late.engine.open_many("issue", items, by="市优化办")
    late.engine.open_many(
        "issue", [{"title": "不归市优化办", "units": {"lead": "市质安站", "responsible": "市教育局"}}], by="市质安站"
    )
    late.clock.advance(timedelta(days=4))
    lead = late.browser("市优化办", "方晓宁", Function.CLERK)
    seen, address = [], HERE
    while address:
        page = lead.get(address)
        assert "今天要联系2个单位，112件事项" in page.text
        seen += [form.fields["number"] for form in forms(page) if "number" in form.fields]
        more = page.text.rpartition("下一页")[0].rpartition("<")[2]
        address = more.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 112
    assert lead.get(f"{HERE}?page=99").text.count("第2页") == 1
    row = next(form for form in forms(page) if "number" in form.fields)
    empty = lead.post(HERE, data={**row.fields, "text": " "})
    assert "请写明通话情况" in empty.text  # on the page of its row
    noted = lead.post(HERE, data={**row.fields, "text": "明天签收"})
    assert "本页今天已记录1件" in lead.follow(noted).text


def station_token(late: Planning, station: Browser) -> str:
    """Return the token of the forms that the station's own list has, once there is something to ring about."""
    units = {"lead": "市质安站", "responsible": "市领导"}
    late.engine.open("issue", by="市质安站", title="站里的事", units=units)
    late.clock.advance(timedelta(days=3))
    return form_to(station.get(HERE), HERE).fields["csrf"]
