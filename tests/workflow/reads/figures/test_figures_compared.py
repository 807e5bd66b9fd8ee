"""环比 and 同比: figures beside those of the period before, or of the same period of last year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from made import BUILD, SCHOOL, WATER

from duban.states import InvalidData
from duban.workflow.reads.figures.comparing import earlier_than

if TYPE_CHECKING:
    from made import Office


def day(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("compare", "period", "at", "earlier"),
    [
        ("previous", "2026-03-01 2026-03-31", "2026-04-08", "2026-02-01 2026-02-28 2026-03-08"),
        ("previous", "2026-02-01 2026-02-28", "2026-02-28", "2026-01-01 2026-01-31 2026-01-31"),
        ("previous", "2026-03-01 2026-03-20", "2026-03-20", "2026-02-01 2026-02-20 2026-02-20"),
        ("previous", "2026-01-01 2026-03-31", "2026-04-08", "2025-10-01 2025-12-31 2026-01-08"),
        ("previous", "2026-01-01 2026-04-30", "2026-04-30", "2025-09-01 2025-12-31 2025-12-31"),
        ("previous", "2026-01-01 ", "2026-11-28", "2025-01-01 2025-11-28 2025-11-28"),
        ("previous", "2026-11-01 ", "2026-11-28", "2026-10-01 2026-10-28 2026-10-28"),
        ("previous", "2026-03-02 2026-03-08", "2026-03-08", "2026-02-23 2026-03-01 2026-03-01"),
        ("previous", "2026-03-05 2026-03-14", "2026-03-20", "2026-02-23 2026-03-04 2026-03-10"),
        ("last-year", "2026-03-01 2026-03-31", "2026-04-08", "2025-03-01 2025-03-31 2025-04-08"),
        ("last-year", "2025-02-01 2025-02-28", "2025-02-28", "2024-02-01 2024-02-29 2024-02-29"),
        ("last-year", "2024-02-10 2024-02-29", "2024-03-05", "2023-02-10 2023-02-28 2023-03-05"),
        ("last-year", "2026-03-02 2026-03-08", "2026-03-10", "2025-03-03 2025-03-09 2025-03-11"),
        ("last-year", "2026-12-28 2027-01-03", "2027-01-03", "2025-12-22 2025-12-28 2025-12-28"),
    ],
)
def test_each_period_has_one_before_it_and_one_a_year_ago(compare: str, period: str, at: str, earlier: str) -> None:
    first, _, last = period.partition(" ")
    found = earlier_than(day(first), day(last) if last else None, day(at), compare)
    assert " ".join(map(str, found)) == earlier


def test_figures_stand_beside_those_of_the_month_before(office: Office) -> None:
    office.clock.set("2026-02-02T09:00+08:00")
    for due, closed in (("02-10", "02-09"), ("02-12", "02-20")):
        number = office.opened("02-02", BUILD, due=due)
        office.signed(number, "02-03", BUILD)
        office.closed(number, closed, BUILD, signed=False)
    march = [office.opened("03-02", BUILD, due=due) for due in ("03-10", "03-12", "03-13")]
    office.opened("03-02", SCHOOL, due="03-10")
    for number in march:
        office.signed(number, "03-03", BUILD)
    for number in march[:2]:
        office.closed(number, "03-09", BUILD, signed=False)
    office.on("04-08")
    found = office.engine.figures(period="2026-03", compare="previous")
    assert found.compared is not None
    assert (found.compared.first, found.compared.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (found.compared.as_of, found.compared.known) == (date(2026, 3, 8), True)
    build, school = found.compared.row(BUILD).figures, found.compared.row(SCHOOL).figures
    assert build["done_in_time"].points == "+16.67"  # 2 of 3, and 1 of 2
    assert build["done_in_time"].base.denominator == 2
    assert build["received"].percent == "+50.00"
    assert (school["received"].percent, school["received"].base.numerator) == (None, 0)
    assert (school["done_in_time"].points, school["done_in_time"].base.denominator) == (None, 0)
    assert found.compared.total.figures["received"].percent == "+100.00"
    assert found.to_json()["compared"]["rows"][0]["figures"]["received"]["percent"] == "+50.00"


def test_what_was_not_recorded_is_no_figure_of_0(office: Office) -> None:
    office.opened("03-02", WATER, due="03-10")
    office.on("04-08")
    found = office.engine.figures(period="2026-03", compare="last-year").compared
    assert found is not None
    assert (found.known, found.rows, found.total.figures) == (False, (), {})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"compare": "yesterday"}, "不是可对比的时段；已有：previous、last-year"),
        ({"compare": "previous", "by": "month"}, "本来就逐期并列"),
        ({"compare": "previous", "period": None}, "没有起始日期的统计期"),
    ],
)
def test_what_cannot_be_compared_is_refused(office: Office, more: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        office.engine.figures(**{"period": "2026-03", **more})
