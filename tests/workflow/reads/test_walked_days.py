"""The days of a clock as they are walked for whoever asks why it is due on this day and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow import throwaway_engine

if TYPE_CHECKING:
    from duban import WhyDue

WALK = """
scenario: walk
version: 1
number: "W-{{year}}-{{seq}}"
calendar: {calendar}
roles: {{lead: {{title: 牵头单位, required: true}}}}
fields: {{deadline: {{title: 期限, type: date}}}}
states: {{办: {{initial: true, waits_for: lead}}, 挂: {{waits_for: lead, pauses: 时限}}, 完: {{final: true}}}}
transitions:
  挂起: {{from: 办, to: 挂, by: lead}}
  恢复: {{from: 挂, to: 办, by: lead}}
  办结: {{from: 办, to: 完, by: lead}}
clocks: {{时限: {{starts: open, stops: 完, budget: {budget}, unless: deadline}}}}
"""


def walked(budget: str, *pulls: tuple[str, str], calendar: str = "china", at: str = "2024-02-08T10:00+08:00") -> WhyDue:
    clock = FixedClock(at)
    definition = read_scenario(WALK.format(budget=budget, calendar=calendar), "walk.yaml")
    with throwaway_engine(scenarios=[definition], clock=clock) as engine:
        number = engine.open("walk", units={"lead": "甲局"}, by="甲局").number
        for when, trigger in pulls:
            clock.set(when)
            engine.fire(number, trigger, by="甲局")
        (told,) = engine.why_due(number)
        return told


def test_each_day_says_whether_it_counts_and_why() -> None:
    told = walked("2 working days")
    days = {f"{day.day:%m-%d}": day for day in told.days}
    assert [day for day, each in days.items() if each.counted] == ["02-09", "02-18"]
    assert [each.consumed for each in told.days] == [0, *[1] * 9, 2]
    assert (days["02-08"].why, days["02-09"].why) == ("起算当日，不计入", "工作日")
    assert all("春节" in days[f"02-{day}"].why for day in (10, 11, 12, 13, 14))
    assert "2024-02-04" in days["02-15"].why  # the Sunday that was worked for it
    assert (days["02-17"].why, days["02-18"].why) == ("周末", "调休上班")


def test_calendar_days_count_whether_they_are_worked_or_not() -> None:
    assert [day.counted for day in walked("3 calendar days").days] == [False, True, True, True]


def test_a_clock_that_was_paused_is_walked_with_what_it_had_consumed() -> None:
    pulls = (("2024-04-03T10:00+08:00", "挂起"), ("2024-04-09T10:00+08:00", "恢复"))
    told = walked("5 working days", *pulls, at="2024-04-01T10:00+08:00")
    counted = [(day.day.day, day.consumed) for day in told.days if day.counted]
    assert counted == [(2, 1), (9, 2), (10, 3), (11, 4), (12, 5)]


@pytest.mark.parametrize(
    ("conventions", "counted", "last"),
    [
        ("start_day: counted", ["02-08", "02-09"], "02-09"),
        ('cut_off: "09:30"', ["02-18", "02-19"], "02-19"),
    ],
)
def test_the_conventions_of_a_calendar_decide_where_the_walk_begins(
    conventions: str, counted: list[str], last: str
) -> None:
    told = walked("2 working days", calendar=f"{{days: china, {conventions}}}")
    assert [f"{day.day:%m-%d}" for day in told.days if day.counted] == counted
    assert (f"{told.days[-1].day:%m-%d}", told.days[-1].consumed) == (last, 2)
    assert told.days[-1].day == told.due_on
