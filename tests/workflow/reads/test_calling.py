"""Whom to ring today: by unit, with a person's number, the most late first; and urging all that a search finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duban import Contact, Directory, Engine, InvalidData, InvalidUnits, Unit, UnknownInstance, UnknownScenario
from duban.workflow import Level

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban import Call
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

LEAD, DOER, SCHOOLS, QUIET = "市优化办", "市住建局", "市教育局", "市档案局"

AWAY = date(2024, 12, 31)


@pytest.fixture
def directory() -> Directory:
    """Know the numbers of some: one handler is away and has a deputy in another unit, one unit has no number."""
    units = [Unit(LEAD), Unit(DOER, aliases=("住建局",)), Unit(SCHOOLS), Unit(QUIET)]
    people = [
        Contact(LEAD, "李四", Level.HANDLER, email="l@example.org", mobile="13800000001"),
        Contact(DOER, "张三", Level.HANDLER, email="z@example.org", mobile="13800000002"),
        Contact(SCHOOLS, "王五", Level.HANDLER, mobile="13800000003", deputy=f"{DOER}/张三", absent_until=AWAY),
        Contact(QUIET, "赵六", Level.HANDLER, email="q@example.org"),
    ]
    return Directory(units, people)


def opened(engine: Engine, open_matter: OpenMatter, unit: str, **options: Any) -> str:  # noqa: ANN401 - as open takes them
    return open_matter(engine, units={"lead": LEAD, "responsible": [unit]}, **options).number


def told(calls: list[Call]) -> list[tuple[str, list[tuple[str, tuple[str, ...], int]]]]:
    return [(call.unit, [(each.number, each.reasons, each.late) for each in call.matters]) for call in calls]


def test_nobody_is_rung_on_the_day_on_which_it_came(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = opened(engine, open_matter, DOER)
    engine.urge(number, by=LEAD)
    clock.set("2024-04-01T23:59+08:00")
    assert engine.call_list() == []
    clock.set("2024-04-02T00:00+08:00")
    assert told(engine.call_list()) == [(DOER, [(number, ("unanswered", "unsigned"), 0)])]


def test_the_most_late_stand_first_by_unit(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    one, two = opened(engine, open_matter, DOER), opened(engine, open_matter, DOER)
    engine.fire(two, "签收", by=DOER)
    clock.set("2024-03-27T09:00+08:00")
    oldest = opened(engine, open_matter, SCHOOLS)
    engine.fire(oldest, "签收", by=SCHOOLS)
    clock.set("2024-04-09T09:00+08:00")
    closed, mine = opened(engine, open_matter, QUIET), opened(engine, open_matter, DOER)
    engine.fire(closed, "签收", by=QUIET)
    clock.set("2024-04-11T09:00+08:00")
    assert told(engine.call_list()) == [
        (SCHOOLS, [(oldest, ("overdue",), 8)]),
        (DOER, [(one, ("overdue", "unsigned"), 2), (two, ("overdue",), 2), (mine, ("unsigned",), 0)]),
    ]
    assert told(engine.call_list(unit="住建局")) == told(engine.call_list())[1:]
    assert engine.call_list(unit=QUIET) == []


def test_the_office_is_rung_about_what_waits_until_it_names_a_unit(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine, units={"lead": LEAD, "responsible": []}).number
    assert engine.call_list() == []
    clock.set("2024-04-02T09:00+08:00")
    assert told(engine.call_list()) == [(LEAD, [(number, ("unassigned",), 0)])]
    engine.assign(number, "responsible", [DOER], by=LEAD)
    assert told(engine.call_list()) == [(DOER, [(number, ("unsigned",), 0)])]


def test_each_is_rung_under_the_number_of_whoever_is_there(engine: Engine, clock: FixedClock) -> None:
    for unit in (DOER, SCHOOLS, QUIET, "外地单位"):
        engine.open("matter", by=LEAD, units={"lead": LEAD, "responsible": [unit]}, new_units=["外地单位"])
    clock.set("2024-04-02T09:00+08:00")
    found = {call.unit: (call.contact, call.mobile, bool(call.why)) for call in engine.call_list()}
    assert found == {
        DOER: ("张三", "13800000002", False),
        SCHOOLS: (f"{DOER}/张三", "13800000002", True),
        QUIET: ("赵六", "", True),
        "外地单位": ("", "", True),
    }
    whys = {call.unit: call.why for call in engine.call_list()}
    assert "王五" in whys[SCHOOLS]
    assert whys[QUIET] == "nobody of it has a mobile number"


def test_an_urge_is_answered_in_words_or_by_acting(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    said, done = opened(engine, open_matter, DOER), opened(engine, open_matter, DOER)
    for number in (said, done):
        engine.fire(number, "签收", by=DOER)
        engine.urge(number, by=LEAD)
    clock.set("2024-04-02T09:00+08:00")
    assert told(engine.call_list()) == [(DOER, [(said, ("unanswered",), 0), (done, ("unanswered",), 0)])]
    (matter, _) = engine.call_list()[0].matters
    assert matter.urge == 3
    engine.answer(said, 3, "周五办完", by=DOER)
    engine.fire(done, "申请销号", by=DOER, data={"measure": "增开窗口"})
    assert engine.call_list() == []


def test_a_unit_that_was_relieved_is_not_rung(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = opened(engine, open_matter, DOER)
    engine.fire(number, "签收", by=DOER)
    engine.urge(number, by=LEAD)
    engine.assign(number, "responsible", [SCHOOLS], by=LEAD)
    clock.set("2024-04-02T09:00+08:00")
    assert engine.call_list() == []


def test_names_that_are_nobodys_are_refused(engine: Engine) -> None:
    with pytest.raises(InvalidUnits):
        engine.call_list(unit="市住建")
    with pytest.raises(UnknownScenario):
        engine.call_list(scenario="matters")
    assert engine.call_list(scenario="matter") == []


# -- urging many


def test_each_of_many_is_judged_by_itself(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    fresh, urged, closing = (opened(engine, open_matter, unit) for unit in (DOER, SCHOOLS, DOER))
    engine.urge(urged, by=LEAD)
    engine.fire(closing, "签收", by=DOER)
    engine.fire(closing, "申请销号", by=DOER, data={"measure": "增开窗口"})
    done = engine.urge_many(by=f"{LEAD}/李四", note="请抓紧", state=None)
    assert [(each.number, each.ok, each.told, [one.code for one in each.blockers]) for each in done] == [
        (fresh, True, (DOER,), []),
        (urged, False, (), ["urge"]),
        (closing, False, (), ["urge"]),
    ]
    assert engine.history(fresh)[-1].payload["note"] == "请抓紧"
    assert engine.history(closing)[-1].kind == "act"
    assert engine.verify().ok
    clock.set("2024-04-02T09:00+08:00")
    assert [each.number for each in engine.urge_many(by=LEAD, unit=SCHOOLS)] == [urged]
    assert [each.number for each in engine.urge_many([closing, fresh, fresh.lower()], by=LEAD)] == [closing, fresh]


def test_a_batch_that_cannot_be_meant_changes_nothing(engine: Engine, open_matter: OpenMatter) -> None:
    number = opened(engine, open_matter, DOER)
    with pytest.raises(UnknownInstance):
        engine.urge_many([number, "SX-2024-0099"], by=LEAD)
    with pytest.raises(InvalidData, match="numbers and a search"):
        engine.urge_many([number], by=LEAD, unit=DOER)
    with pytest.raises(InvalidData, match="numbers"):
        engine.urge_many(number, by=LEAD)
    with pytest.raises(InvalidUnits):
        engine.urge_many(by=LEAD, unit="没有的单位")
    assert [entry.kind for entry in engine.history(number)] == ["open"]
    assert engine.urge_many([], by=LEAD) == engine.urge_many(by=LEAD, light="red") == []


def test_who_may_not_urge_is_told_so_for_each(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine = make_engine()
    numbers = [opened(engine, open_matter, unit) for unit in (DOER, SCHOOLS)]
    done = engine.urge_many(by=QUIET)
    assert [(each.number, [one.code for one in each.blockers]) for each in done] == [
        (number, ["role"]) for number in numbers
    ]
