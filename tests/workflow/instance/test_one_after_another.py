"""Items that come after others: what waits is shown and told once the other is done, and nothing waits for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, TransitionRefused
from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow import MadeUpPeople, play_examples

if TYPE_CHECKING:
    from conftest import MakeEngine

pytestmark = pytest.mark.usefixtures("english")

FILE = Path(__file__).parent.parent / "scenarios" / "ordered.yaml"
OFFICE, LEAD = "市优化办", "市住建局"


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    clock.set("2026-03-02T09:00+08:00")
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


def opened(office: Engine, title: str, **data: object) -> str:
    return office.open("ordered", by=OFFICE, title=title, units={"office": OFFICE, "lead": LEAD}, data=data).number


def chained(office: Engine, *titles: str) -> list[str]:
    """Open items of which each comes after the one before."""
    numbers = [opened(office, title) for title in titles]
    for before, number in pairwise(numbers):
        office.link(number, before, "after", by=OFFICE)
    return numbers


def test_what_is_waited_for_is_shown_and_explained(office: Engine) -> None:
    first, second = chained(office, "摸底", "推广")
    standing = office.situation(second)
    assert [(one.number, one.title) for one in standing.waits_for_items] == [(first, "摸底")]
    assert standing.to_json()["waits_for_items"] == [first]
    assert office.situation(first).waits_for_items == ()
    assert [why.why for why in office.why_not(second) if why.about == first] == [
        "this comes after it, and it is at “办理”"
    ]


def test_the_units_are_told_once_what_they_wait_for_is_done(office: Engine) -> None:
    first, second = chained(office, "摸底", "推广")
    office.fire(first, "办结", by=LEAD)
    office.sweep()
    office.sweep()
    assert [(draft.number, draft.subject, draft.unit) for draft in office.drafts()] == [(second, "推广可以开始", LEAD)]
    assert office.situation(second).waits_for_items == ()
    assert not [why for why in office.why_not(second) if why.about == first]
    assert office.verify().ok


def test_a_condition_that_waits_holds_until_the_news_are_there(office: Engine) -> None:
    first, second = chained(office, "摸底", "推广")
    with pytest.raises(TransitionRefused, match="前一项任务未完成"):
        office.fire(second, "办结", by=LEAD)
    office.fire(first, "办结", by=LEAD)
    assert office.fire(second, "办结", by=LEAD).state == "办结"  # no sweep was needed
    assert office.verify().ok


def test_what_was_done_before_it_was_linked_holds_up_nothing(office: Engine) -> None:
    first, second = opened(office, "摸底"), opened(office, "推广")
    office.fire(first, "办结", by=LEAD)
    office.link(second, first, "after", by=OFFICE)
    assert office.fire(second, "办结", by=LEAD).closed_at is not None


def test_what_is_void_is_waited_for_no_more(office: Engine) -> None:
    first, second = chained(office, "摸底", "推广")
    office.void(first, by=OFFICE, note="停办")
    assert office.fire(second, "办结", by=LEAD).closed_at is not None


def test_a_circle_is_refused_however_long(office: Engine) -> None:
    numbers = chained(office, "一", "二", "三", "四")
    for number in numbers[1:]:
        with pytest.raises(TransitionRefused, match="neither could ever begin"):
            office.link(numbers[0], number, "after", by=OFFICE)
    office.link(numbers[3], numbers[0], "after", by=OFFICE)  # a short cut is none
    assert office.verify().ok


def test_two_at_once_make_no_circle(make_engine: MakeEngine, database_url: str) -> None:
    office = make_engine(scenarios=[FILE], directory=MadeUpPeople(), clock=FixedClock("2026-03-02T09:00+08:00"))
    numbers = [opened(office, title) for title in "一二三"]
    pairs = [(numbers[0], numbers[1]), (numbers[1], numbers[2]), (numbers[2], numbers[0])]

    def link(pair: tuple[str, str]) -> bool:
        clock = FixedClock("2026-03-02T09:00+08:00")
        with Engine(database_url, scenarios=[FILE], directory=MadeUpPeople(), clock=clock) as engine:
            try:
                engine.link(*pair, "after", by=OFFICE)
            except TransitionRefused:
                return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(link, pairs)) == 2
    assert office.verify().ok


def test_one_line_of_time_has_clocks_steps_and_what_comes_before_and_after(office: Engine) -> None:
    first = opened(office, "摸底", deadline=date(2026, 3, 10))
    second = opened(office, "推广", deadline=date(2026, 5, 1), steps=["方案, 2026-04-01, 市住建局", "试点, 2026-03-05"])
    third = opened(office, "总结", deadline=date(2026, 6, 1))
    office.link(second, first, "after", by=OFFICE)
    office.link(third, second, "after", by=OFFICE)
    days = [(str(each.day), each.kind, each.name, each.number) for each in office.situation(second).timeline]
    assert days == [
        ("2026-03-05", "step", "试点", None),
        ("2026-03-10", "before", "摸底", first),
        ("2026-04-01", "step", "方案", None),
        ("2026-05-01", "clock", "完成时限", None),
        ("2026-06-01", "next", "总结", third),
    ]


def test_examples_can_say_that_one_comes_after_another() -> None:
    (result,) = play_examples(read_scenario(FILE.read_text("utf-8"), "ordered.yaml"))
    assert result.failures == ()
