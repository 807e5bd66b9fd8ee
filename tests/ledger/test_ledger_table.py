"""The ledger as rows, and the figures at its head, for instances of the shipped scenarios."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, Light, Unit
from duban.ledger import ledger_rows, overview
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIDENCE = [{"name": "佐证.pdf", "sha256": "0" * 64}]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2024-04-01T09:00+08:00")


@pytest.fixture
def engine(tmp_path: Path, clock: FixedClock) -> Iterator[Engine]:
    directory = Directory(
        [
            *map(Unit, ("市优化办", "市教育局", "12345中心")),
            Unit("市住建局", aliases=("市住房和城乡建设局",)),
            Unit("东区", groups=("各区",)),
            Unit("西区", groups=("各区",)),
        ]
    )
    with Engine(f"sqlite:///{tmp_path / 'duban.db'}", directory=directory, clock=clock) as made:
        yield made


def open_task(engine: Engine, deadline: str = "2024-05-31", **units: list[str]) -> str:
    bound = {"lead": ["市住建局"], "responsible": ["各区"], **units}
    return engine.open(
        "task", title="编制清单", by="市优化办", units=bound, data={"deadline": date.fromisoformat(deadline)}
    ).number


def sign(engine: Engine, number: str) -> None:
    for unit in engine.instance(number).units["responsible"]:
        engine.fire(number, "签收", by=unit)


def hand_in(engine: Engine, number: str, measure: str = "已完成") -> None:
    for unit in engine.instance(number).units["responsible"]:
        engine.fire(number, "提请初审", by=unit, data={"measure": measure, "evidence": EVIDENCE})


def close(engine: Engine, number: str) -> None:
    sign(engine, number)
    hand_in(engine, number)
    engine.fire(number, "提请销号", by="市住建局")
    engine.fire(number, "同意销号", by="市优化办")


def test_units_stand_as_they_were_written_with_the_bodies_behind_them(engine: Engine) -> None:
    open_task(engine, lead=["市住房和城乡建设局"])
    (row,) = ledger_rows(engine)
    assert (row.lead, row.responsible) == (("市住房和城乡建设局",), ("各区",))
    assert row.units["responsible"] == ("东区", "西区")


def test_units_named_later_take_the_place_of_the_first(engine: Engine) -> None:
    number = open_task(engine, lead=[])
    (before,) = ledger_rows(engine)
    engine.assign(number, "lead", ["市住建局"], by="市优化办")
    (after,) = ledger_rows(engine)
    assert (before.lead, before.waits_for) == ((), "待指定牵头单位")
    assert (after.lead, after.waits_for) == (("市住建局",), "待责任单位（东区、西区）")
    assert after.last.what == "指定牵头单位：市住建局"


def test_the_deadline_is_that_of_the_whole_and_not_of_signing_or_review(engine: Engine, clock: FixedClock) -> None:
    number = open_task(engine)
    (row,) = ledger_rows(engine)
    assert (row.deadline, row.deadline_text) == (date(2024, 5, 31), "2024年5月31日")
    clock.set("2024-05-31T10:00+08:00")
    sign(engine, number)
    hand_in(engine, number)
    (row,) = ledger_rows(engine)
    assert row.deadline == date(2024, 5, 31)


def test_without_a_date_of_its_own_the_budget_gives_the_deadline(engine: Engine) -> None:
    engine.open("issue", title="办事拥堵", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"})
    (row,) = ledger_rows(engine)
    assert row.deadline == date(2024, 4, 23)


def test_the_plan_s_own_words_for_the_deadline_win(engine: Engine) -> None:
    engine.open(
        "task",
        title="编制清单",
        by="市优化办",
        units={"lead": "市住建局", "responsible": "东区"},
        data={"deadline": date(2024, 5, 31), "deadline_text": "2024年5月底"},
    )
    (row,) = ledger_rows(engine)
    assert row.deadline_text == "2024年5月底"


def test_an_ongoing_item_has_no_deadline_and_is_never_overdue(engine: Engine) -> None:
    units = {"lead": "市住建局", "responsible": "东区"}
    engine.open("task", title="畅通渠道", by="市优化办", units=units, ongoing=True)
    (row,) = ledger_rows(engine)
    assert (row.deadline, row.deadline_text, row.overdue(date(2030, 1, 1))) == (None, "持续推进", False)


def test_a_complaint_without_lead_units_has_its_line_too(engine: Engine) -> None:
    engine.open("complaint", title="噪声扰民", by="12345中心", units={"reception": "12345中心"})
    (row,) = ledger_rows(engine)
    assert (row.lead, row.state, row.waits_for) == ((), "登记", "待受理单位")


def test_closing_on_the_due_day_is_in_time_and_the_day_after_is_late(engine: Engine, clock: FixedClock) -> None:
    numbers = [open_task(engine, "2024-05-31"), open_task(engine, "2024-05-30")]
    clock.set("2024-05-31T17:00+08:00")
    for number in numbers:
        close(engine, number)
    first, second = ledger_rows(engine)
    assert (first.closed_on, first.state, first.waits_for) == (date(2024, 5, 31), "已销号", "")
    assert [row.overdue(date(2025, 1, 1)) for row in (first, second)] == [False, True]
    assert (first.light, second.light) == (Light.YELLOW, Light.RED)


def test_rows_come_in_the_order_of_opening_and_can_be_of_one_scenario(engine: Engine, clock: FixedClock) -> None:
    later = open_task(engine, "2024-12-31")
    issue = engine.open(
        "issue", title="问题", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"}
    ).number
    clock.set("2024-04-02T09:00+08:00")
    sooner = open_task(engine, "2024-05-31")
    assert [row.number for row in ledger_rows(engine, scenario="task")] == [later, sooner]
    assert {row.number for row in ledger_rows(engine)} == {later, sooner, issue}


def test_the_ledger_is_shown_even_where_its_scenario_is_not_loaded(engine: Engine, tmp_path: Path) -> None:
    open_task(engine)
    with Engine(
        f"sqlite:///{tmp_path / 'duban.db'}", scenarios=["issue"], clock=FixedClock("2024-04-01T09:00+08:00")
    ) as other:
        (row,) = ledger_rows(other)
    assert (row.title, row.state, row.deadline) == ("编制清单", "交办", date(2024, 5, 31))


def test_the_figures_count_lights_of_what_is_open_and_each_unit_s_share_in_time(
    engine: Engine, clock: FixedClock
) -> None:
    in_time, late = open_task(engine, "2024-05-31"), open_task(engine, "2024-04-30")
    open_task(engine, "2024-05-06", lead=["市教育局"])
    open_task(engine, "2024-12-31")
    clock.set("2024-05-07T10:00+08:00")
    close(engine, in_time)
    close(engine, late)
    head = overview(ledger_rows(engine), today=date(2024, 5, 7))
    assert (head.total, head.closed, head.closed_on_time, head.lights[Light.RED]) == (4, 2, 1, 1)
    assert head.lights == {Light.RED: 1, Light.YELLOW: 1}
    scores = {score.unit: (score.lead, score.responsible, score.due, score.on_time, score.rate) for score in head.units}
    assert scores["市住建局"] == (3, 0, 2, 1, "50%")
    assert scores["东区"] == (0, 4, 3, 1, "33%")
    assert scores["市教育局"] == (1, 0, 1, 0, "0%")


def test_a_unit_with_nothing_due_has_no_rate(engine: Engine) -> None:
    open_task(engine)
    head = overview(ledger_rows(engine), today=date(2024, 4, 1))
    assert {score.rate for score in head.units} == {"—"}


def test_history_is_told_in_words_with_what_was_given_and_whom_it_reached(engine: Engine, clock: FixedClock) -> None:
    number = open_task(engine, lead=["市优化办"])
    engine.fire(number, "签收", by="东区/李四")
    engine.fire(number, "签收", by="西区")
    hand_in(engine, number, "清单已公布")
    engine.fire(number, "退回补充", by="市优化办", note="缺佐证材料", data={"reason_code": "材料不全"})
    clock.set("2024-05-17T09:00+08:00")
    engine.sweep()
    (row,) = ledger_rows(engine)
    told = [(one.who, one.what, one.why) for one in row.happened]
    assert told[:6] == [
        ("市优化办", "立项，进入“交办”", ""),
        ("东区/李四", "签收（东区，尚有1家未办）", ""),
        ("西区", "签收，转入“办理”（西区）", ""),
        ("东区", "提请初审（东区，尚有1家未办）", "清单已公布"),
        ("西区", "提请初审，转入“初审”（西区）", "清单已公布"),
        ("市优化办", "退回补充，转入“办理”", "缺佐证材料"),
    ]
    assert ("系统", "完成时限到期前10个工作日，亮蓝灯，发“催办”", "") in told
    assert row.last.told == ("东区", "西区")
    assert row.last.at.isoformat() == "2024-05-17T09:00:00+08:00"
