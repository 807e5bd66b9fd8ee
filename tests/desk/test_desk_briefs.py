"""通报 and 周报 at the desk: as they would stand, to print and as files, within what each may reach."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from planning import planning_office

from duban import Unit
from duban.desk import Function
from duban.ledger import as_bytes, freeze, read_frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planning import Planning

GROUP = ("市直部门",)
UNITS = [
    *(Unit(name) for name in ("市优化办", "市督考办", "市领导")),
    *(Unit(name, groups=GROUP) for name in ("市住建局", "市教育局")),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    made = planning_office(
        tmp_path_factory.mktemp("briefs"),
        at="2026-03-02T09:00+08:00",
        units=UNITS,
        people=[],
        scenarios=("issue", "task", "plan", "bulletin", "submission"),
    )
    roles = {"lead": "市优化办", "responsible": ["市住建局"]}
    for _ in range(6):
        made.engine.open("issue", by="市优化办", title="取号机<b>故障", units=roles, data={"deadline": "2026-03-10"})
    made.clock.set("2026-04-01T10:00+08:00")
    made.engine.sweep()
    yield made
    made.engine.close()


def test_the_bulletin_stands_as_it_would_be_issued_and_each_number_leads_on(office: Planning) -> None:
    page = office.browser("市督考办", "伍佳", Function.OFFICER).get("/bulletin?period=2026-03&until=2026-03-31").text
    assert "本期到期应办结" in page
    assert "0.00%（0/6）" in page
    assert "市教育局" in page.partition("本期没有交办事项的")[2]
    assert 'href="/i/WT-2026-0001"' in page
    assert "取号机<b>" not in page
    assert "style=" not in page
    targets = set(re.findall(r'href="#(src-\d+)"', page))
    assert targets
    assert targets == set(re.findall(r'id="(src-\d+)"', page))


def test_its_files_are_given(office: Planning) -> None:
    officer = office.browser("市督考办", "伍佳", Function.OFFICER)
    asked = "/bulletin/file?period=2026-03&until=2026-03-31&as="
    assert officer.get(asked + "docx").content.startswith(b"PK")
    assert officer.get(asked + "pdf").content.startswith(b"%PDF")
    frozen = read_frozen(officer.get(asked + "json").content)
    assert frozen.row("市住建局")["overdue_open"].part == 6
    assert officer.get(asked + "exe").status_code == 404
    book = zipfile.ZipFile(io.BytesIO(officer.get(asked + "xlsx").content))
    assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == 2


def test_what_is_no_period_is_said_in_place_of_a_page_that_fails(office: Planning) -> None:
    officer = office.browser("市督考办", "伍佳", Function.OFFICER)
    for wrong in ("period=2026-13", "period=%00", "period=2026-03&until=nie", "period=2026-03&until=2099-01-01"):
        assert officer.get(f"/bulletin?{wrong}").status_code == 422, wrong


def test_a_half_year_stands_to_print_and_as_files(office: Planning) -> None:
    officer = office.browser("市督考办", "伍佳", Function.OFFICER)
    engine = office.engine
    what = {"what": "惠企政策兑现情况", "deadline": "2026-04-10"}
    units = {"sender": ["市住建局", "市教育局"]}
    number = engine.open("submission", by="市优化办", title="一季度<b>材料", units=units, data=what).number
    engine.fire(number, "报送", by="市住建局/张三", data={"answer": "兑现300万元"})
    assert 'href="/summary"' in officer.get("/figures").text
    page = officer.get("/summary?period=2026-H1").text
    for said in ("2026年上半年工作情况汇总", "兑现300万元", "未报1家：市教育局", "一季度&lt;b&gt;材料", "各月到期事项"):
        assert said in page
    assert "style=" not in page
    assert officer.get("/summary/file?period=2026-H1&as=docx").content.startswith(b"PK")
    assert officer.get("/summary/file?period=2026&as=pdf").content.startswith(b"%PDF")
    assert officer.get("/summary/file?period=2026-13&as=pdf").status_code == 404
    assert officer.get("/summary?period=2026-13").status_code == 422
    assert office.browser("市住建局", "张三", Function.CLERK).get("/summary").status_code == 404


def test_units_draft_no_bulletin_and_read_their_own_week(office: Planning) -> None:
    clerk = office.browser("市住建局", "张三", Function.CLERK)
    assert clerk.get("/bulletin").status_code == 404
    assert "红灯6件" in clerk.get("/week").text
    other = office.browser("市教育局", "李四", Function.CLERK).get("/week").text
    assert "本周没有红灯事项" in other
    assert "WT-2026-0001" not in other
    assert clerk.get("/week/file?as=pdf").content.startswith(b"%PDF")


def test_a_unit_reads_what_it_is_asked_to_check_and_what_was_corrected(office: Planning) -> None:
    engine = office.engine
    first = freeze(engine, "2026-03")
    number = engine.open(
        "bulletin", by="市优化办", title="3月通报", units={"named": ["市住建局"]}, data={"period": "2026-03"}
    ).number
    data = json.loads(as_bytes(first))
    del data["snapshot"]
    for act, content, snapshot in (
        ("送请核对", as_bytes(first), first.snapshot),
        ("更正数据", as_bytes(freeze(engine, "2026-03", groups=())), "x"),
    ):
        kept = engine.put_file(io.BytesIO(content), by="市优化办/乙", name=f"{snapshot}.json")
        engine.fire(number, act, by="市优化办/乙", note="口径", data={"figures": kept, "snapshot": snapshot})
    clerk = office.browser("市住建局", "张三", Function.CLERK)
    assert f'href="/i/{number}/bulletin"' in clerk.get(f"/i/{number}").text
    page = clerk.get(f"/i/{number}/bulletin").text
    assert "送请核对以后的更正" in page
    assert "市直部门第1名" in page
    other = office.browser("市教育局", "李四", Function.CLERK)
    assert other.get(f"/i/{number}/bulletin").status_code == 404
    assert clerk.get("/i/WT-2026-0001/bulletin").status_code == 404
