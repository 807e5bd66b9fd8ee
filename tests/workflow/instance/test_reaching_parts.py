"""Whichever way a plan comes into the state of its parts, they are opened with it, and the record says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plans_and_parts import HELPERS, PART, PLAN, opened, parts, started
from sqlalchemy import text

from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Engine, NewItem
    from duban.testing import FixedClock

UNITS = {"lead": "市优化办", "helper": HELPERS}
TWO_DAYS_LATER = "2024-04-10T09:00+08:00"


def office_of(make_engine: MakeEngine, *changes: tuple[str, str]) -> Engine:
    """Return an engine whose plans differ by some changes of their text."""
    words = PLAN.read_text("utf-8")
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    return make_engine(scenarios=[read_scenario(words, "plan.yaml"), PART], directory=MadeUpPeople())


@pytest.fixture
def bounded(make_engine: MakeEngine) -> Engine:
    """Give an engine whose plans start by themselves after two working days."""
    return office_of(
        make_engine,
        ("initial: true, waits_for: lead", "initial: true, waits_for: lead, at_most: 2 working days, then: 启动"),
        ("启动: {from: 部署, to: 推进, by: lead}", "启动: {from: 部署, to: 推进, by: [lead, system]}"),
    )


@pytest.fixture
def divided(make_engine: MakeEngine) -> Engine:
    """Give an engine whose plans are divided as they are opened."""
    return office_of(
        make_engine,
        ("部署: {initial: true, waits_for: lead}", "部署: {waits_for: lead}"),
        ("推进: {waits_for: helper}", "推进: {initial: true, waits_for: helper}"),
    )


def test_parts_are_opened_by_the_sweep_that_brings_their_state(bounded: Engine, clock: FixedClock) -> None:
    number = opened(bounded).number
    clock.set(TWO_DAYS_LATER)
    swept = bounded.sweep()
    assert swept.failures == ()
    assert bounded.instance(number).state == "推进"
    assert sorted(parts(bounded, number)) == sorted(HELPERS)
    (made,) = [entry for entry in bounded.history(number) if entry.kind == "parts"]
    assert len(made.payload["parts"]) == len(HELPERS)
    assert bounded.verify().ok


def test_parts_are_opened_too_where_the_sweep_goes_one_by_one(bounded: Engine, clock: FixedClock, rows: Rows) -> None:
    number, in_the_way = opened(bounded).number, opened(bounded).number
    clock.set("2024-05-10T09:00+08:00")
    with bounded.database.writing() as connection:
        # A claim that the memory does not know of: the batch that meets it is undone.
        connection.execute(
            text(
                "INSERT INTO duban_claim (instance_id, clock, round, lap, rung, outcome, at) "
                "SELECT id, '总时限', 1, 1, 'due', 'fired', opened_at FROM duban_instance WHERE number = :n"
            ),
            {"n": in_the_way},
        )
    assert bounded.sweep().failures == ()
    told = [row["number"] for row in rows()["duban_outbox"] if row["rung"] == "due"]
    assert number in told, "its due day was handled"
    assert in_the_way not in told, "the claim was believed, so the batch went one by one"
    for each in (number, in_the_way):
        assert bounded.instance(each).state == "推进"
        assert sorted(parts(bounded, each)) == sorted(HELPERS)
    assert {finding.number for finding in bounded.verify().findings} == {in_the_way}, "no entry tells of that claim"


def test_many_that_act_are_not_refused_because_of_news_that_is_under_way(make_engine: MakeEngine) -> None:
    office = office_of(make_engine)
    plans = [started(office) for _ in range(2)]
    for _, ours in plans:
        for unit in HELPERS:
            office.fire(ours[unit], "完成", by=unit)
    # No sweep has told the plans; they look for themselves.
    moved = office.fire_many([number for number, _ in plans], "汇总", by="市优化办")
    assert [item.state for item in moved] == ["汇总"] * 2
    assert office.verify().ok


def test_parts_are_opened_where_many_are_moved_into_their_state(make_engine: MakeEngine) -> None:
    office = office_of(make_engine)
    numbers = [opened(office).number for _ in range(2)]
    office.fire_many(numbers, "启动", by="市优化办")
    for number in numbers:
        assert sorted(parts(office, number)) == sorted(HELPERS)
    assert office.verify().ok


def test_what_is_divided_as_it_is_opened_is_kept_with_its_parts(divided: Engine) -> None:
    item = divided.open("plan", title="占道整治", units=UNITS, by="市优化办")
    assert item == divided.instance(item.number), "what is returned is what stands"
    assert sorted(parts(divided, item.number)) == sorted(HELPERS)
    assert divided.verify().ok


def test_many_that_are_divided_as_they_are_opened_are_kept_with_their_parts(divided: Engine) -> None:
    plans: list[NewItem] = [{"title": title, "units": UNITS} for title in ("占道整治", "油烟整治")]
    for item in divided.open_many("plan", plans, by="市优化办"):
        assert item == divided.instance(item.number), "what is returned is what stands"
        assert sorted(parts(divided, item.number)) == sorted(HELPERS)
    assert divided.verify().ok
