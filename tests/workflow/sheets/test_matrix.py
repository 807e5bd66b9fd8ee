"""The office sees units and matters at once: signed, reported, behind, done, excused, and who owes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from duban import InvalidData, Query

if TYPE_CHECKING:
    from sheets.conftest import Reporting

    from duban.workflow import MatrixCell

LEAD, ONE, OTHER, THIRD, OFFICE = "市发改委", "市住建局", "市教育局", "市财政局", "市优化办"
MONTH_END = "2026-04-30T18:00+08:00"


def cell(office: Reporting, unit: str, number: str, **search: str) -> MatrixCell:
    (row,) = office.engine.matrix(unit=unit, **search).rows
    (found,) = [each for each in row.cells if each.number == number]
    return found


def test_each_unit_stands_with_each_matter_as_it_has_done(office: Reporting) -> None:
    engine = office.engine
    first, second = office.job("压减审批时间", ONE, OTHER, THIRD), office.job("开办企业", ONE, OTHER)
    engine.fire(first, "签收", by=ONE)
    engine.excuse(first, "签收", THIRD, by=OFFICE, note="不涉及")
    office.at(MONTH_END)
    sheet = office.sheets()[ONE].number
    engine.report(sheet, {first: {"done": "已完成"}}, by=ONE)
    drafted = cell(office, ONE, first)
    assert (drafted.signed, drafted.drafted, drafted.reported, drafted.owes_report) == (True, True, False, True)
    engine.report(sheet, {second: {"done": "过半"}}, by=ONE, hand_in=True)

    matrix = engine.matrix()
    assert (matrix.period, matrix.period_name) == ("2026-04", "2026年4月")
    assert [item.number for item in matrix.items] == [first, second], "sheets are no matters"
    matters = engine.page(Query(matters_only=True)).items
    assert {row.instance.number for row in matters} == {first, second}
    assert engine.count().total > engine.count(Query(matters_only=True)).total == len(matters)
    assert {row.unit: (row.asked, row.reported, row.owing) for row in matrix.rows} == {
        ONE: (2, 2, 1),
        OTHER: (2, 0, 2),
        THIRD: (0, 0, 0),
    }
    assert (cell(office, ONE, second).owing, cell(office, ONE, second).owes_report) == (("签收",), False)
    assert (cell(office, OTHER, first).owing, cell(office, OTHER, first).owes_report) == (("签收",), True)
    assert cell(office, THIRD, first).excused


def test_being_behind_is_measured_by_dated_steps_of_the_unit_or_of_all(office: Reporting) -> None:
    steps = [
        {"name": "方案", "day": "2026-03-20"},
        {"name": "试点", "day": "2026-04-01", "unit": ONE},
        {"name": "验收", "day": "2026-12-01"},
    ]
    number = office.job("压减审批时间", ONE, OTHER, steps=steps)
    office.at(MONTH_END)
    assert (cell(office, ONE, number).behind, cell(office, OTHER, number).behind) == (2, 1)


def test_an_earlier_period_can_be_asked_for(office: Reporting) -> None:
    number = office.job("压减审批时间", ONE)
    office.at(MONTH_END)
    office.engine.report(office.sheets()[ONE].number, {number: {"done": "已完成"}}, by=ONE, hand_in=True)
    office.at("2026-05-29T18:00+08:00")
    assert not cell(office, ONE, number).reported, "the report of April is none for May"
    assert cell(office, ONE, number, period="2026-04").reported
    with pytest.raises(InvalidData):
        office.engine.matrix(period="上月")


def test_what_is_void_is_left_out_and_what_is_done_owes_nothing(office: Reporting) -> None:
    engine = office.engine
    done, void = office.job("压减审批时间", ONE), office.job("开办企业", ONE)
    engine.fire(done, "签收", by=ONE)
    office.at(MONTH_END)
    engine.fire(done, "销号", by=OFFICE)
    engine.void(void, by=OFFICE, note="停办")
    found = cell(office, ONE, done)
    assert (found.done, found.owing, found.owes_report) == (True, (), False)
    assert [item.number for item in engine.matrix().items] == [done]
    assert engine.matrix(open_only=True).rows == ()


def test_a_large_matrix_takes_no_more_statements_than_a_small_one(office: Reporting) -> None:
    def statements() -> int:
        seen: list[str] = []
        engine = office.engine.database.engine

        def listen(*told: object) -> None:
            seen.append(str(told[2]))

        event.listen(engine, "before_cursor_execute", listen)
        try:
            office.engine.matrix()
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    office.job("压减审批时间", ONE)
    office.at(MONTH_END)
    few = statements()
    for number in range(19):
        office.job(f"任务{number}", *(f"单位{each}" for each in range(20)))
    office.at("2026-05-29T18:00+08:00")
    assert statements() == few
