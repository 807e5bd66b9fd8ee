"""The figures of a year: each number says what it counts, leads there, and is printed and exported as it stands."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from planning import planning_office
from test_desk_budget import counted

from duban import Unit
from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planning import Planning

PROOF = b"%PDF-1.7\n%%EOF\n"
UNITS = [Unit(name) for name in ("市优化办", "市督考办", "市领导", "市住建局", "市教育局", "市水利局")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    made = planning_office(tmp_path_factory.mktemp("figures"), at="2026-03-02T09:00+08:00", units=UNITS, people=[])
    yield made
    made.engine.close()


def opened(office: Planning, *units: str) -> str:
    roles = {"lead": "市优化办", "responsible": list(units)}
    return office.engine.open("issue", by="市优化办", title="取号机故障", units=roles).number


def asked(office: Planning, number: str, unit: str) -> None:
    proof = office.engine.put_file(io.BytesIO(PROOF + number.encode()), by=f"{unit}/甲", name="a.pdf")
    office.engine.fire(number, "申请销号", by=f"{unit}/甲", data={"measure": number, "evidence": [proof]})


def closed(office: Planning, number: str, unit: str, said: str) -> None:
    asked(office, number, unit)
    office.engine.fire(number, "通过", by="市优化办/乙", data={"satisfaction": said})


def row_of(page: str, title: str) -> list[str]:
    """Return what stands in the cells of a row."""
    row = page.partition(f'<th scope="row">{title}</th>')[2].partition("</tr>")[0]
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def linked(page: str, title: str, column: int) -> str:
    row = page.partition(f'<th scope="row">{title}</th>')[2].partition("</tr>")[0]
    cell = re.findall(r"<td[^>]*>(.*?)</td>", row)[column]
    return cell.partition('href="')[2].partition('"')[0].replace("&amp;", "&")


def test_a_year_is_counted_and_each_number_leads_to_its_matters(office: Planning) -> None:
    engine = office.engine
    numbers = [opened(office, "市住建局") for _ in range(5)]
    both = opened(office, "市住建局", "市教育局")
    for number in (*numbers, both):
        engine.fire(number, "签收", by="市住建局")
    engine.extend(numbers[0], "整改时限", "5 working days", by="市住建局", note="等厂家到货")
    engine.decide(engine.pending(number=numbers[0])[0].id, approve=True, by="市优化办")
    office.clock.set("2026-03-09T10:00+08:00")  # five working days later
    for number, said in zip(numbers, ("满意", "基本满意", "满意"), strict=False):
        closed(office, number, "市住建局", said)
    asked(office, numbers[3], "市住建局")
    engine.fire(numbers[3], "退回整改", by="市优化办/乙", note="不全", data={"reason_code": "材料不全"})
    office.clock.set("2026-04-01T10:00+08:00")  # after all have been due
    proof = engine.put_file(io.BytesIO(PROOF + b"more"), by="市住建局/甲", name="b.pdf")
    engine.fire(numbers[3], "申请销号", by="市住建局/甲", data={"measure": "二", "evidence": [proof]})
    engine.fire(numbers[3], "通过", by="市优化办/乙", data={"satisfaction": "满意"})
    engine.void(numbers[4], by="市优化办", note="重复")
    officer = office.browser("市督考办", "伍佳", Function.OFFICER)
    page = officer.get("/figures").text
    # in time: three of the four that are closed and the one that is overdue; 5 working days three times, and once 22
    assert row_of(page, "市住建局") == ["6", "1", "4", "60%", "1", "1", "1", "9.3个工作日", "4件中4件"]
    assert row_of(page, "市教育局") == ["1", "1", "0", "1件中0件", "1", "0", "0", "—", "—"]
    assert row_of(page, "合计")[:3] == ["6", "1", "4"]
    assert "在时限前（含当日）办结" in page
    assert "style=" not in page
    for column, many in ((0, 6), (1, 1)):
        shown = officer.get(linked(page, "市住建局", column)).text
        assert len(set(re.findall(r"WT-2026-\d{4}", shown))) == many
    late = officer.get(linked(page, "市住建局", 4)).text
    assert both in late
    assert numbers[0] not in late
    back = officer.get(linked(page, "市住建局", 5)).text
    assert numbers[3] in back
    assert "共1件，合计1次" in back
    text = officer.get("/figures/export?as=csv").content.decode("utf-8-sig").splitlines()
    assert text[1] == "市住建局,6,1,4,60%,1,1,1,9.3,4件中4件"
    assert officer.get("/figures/export").content.startswith(b"PK")
    circular = officer.get("/figures/print").text
    assert "共交办事项6件，办结4件，在办1件，其中逾期1件；按时率60%；退回1次，延期1次。" in circular
    assert re.findall(r"<text[^>]*>([^<]*/[^<]*)</text>", page)[:2] == ["60.00%（3/5）", "0/1"]
    assert (
        circular.count('role="img" aria-labelledby="chart-') == 2
    )  # for a wide and for a narrow page, of which one is shown
    months = officer.get("/figures?by=month").text
    assert row_of(months, "2026-03")[0] == "6"
    assert {"各月交办事项办理情况", "逾期未结"} <= set(re.findall(r"<text[^>]*>([^<]*)</text>", months))
    assert row_of(officer.get("/figures?by=lead").text, "市优化办")[0] == "6"
    assert row_of(officer.get("/figures?by=scenario").text, "问题整改")[0] == "6"
    assert "这段时间没有交办的事项" in officer.get("/figures?opened_from=2025-01-01&opened_to=2025-12-31").text
    wrong = officer.get("/figures?opened_from=昨天")
    assert wrong.status_code == 422
    assert "不是日期" in wrong.text or "昨天" in wrong.text


def test_a_unit_counts_what_it_takes_part_in_and_no_more_statements_for_more_units(office: Planning) -> None:
    clerk = office.browser("市水利局", "何静", Function.CLERK)
    assert "这段时间没有交办的事项" in clerk.get("/figures").text
    costs = []
    for units in (["市水利局"], ["市水利局", "市教育局", "市住建局"]):
        for _ in range(3):
            opened(office, *units)
        clerk.get("/figures")
        with counted(office) as sent:  # type: ignore[arg-type] - it asks for the engine alone
            page = clerk.get("/figures").text
        costs.append(len(sent))
    assert row_of(page, "市水利局")[0] == row_of(page, "合计")[0] == "6"
    assert row_of(page, "市住建局")[0] == "3"
    assert "其他单位的数不是全部" in page
    assert costs[0] == costs[1] <= 6, sent
