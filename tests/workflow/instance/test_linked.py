"""Instances that open, join and count others, and work that comes back, on both databases."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from crowd import together
from plans_and_parts import HELPERS, PART, PLAN, SCENARIOS, opened, parts, started
from sqlmodel import Session

from duban import Engine, TransitionRefused, UnknownInstance
from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow import ScenarioClash
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, Rows


pytestmark = pytest.mark.usefixtures("english")

QUARTERLY = SCENARIOS / "quarterly.yaml"


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with plans and their parts."""
    return make_engine(scenarios=[PLAN, PART], directory=MadeUpPeople())


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as caught:
        act()
    return list(caught.value.codes)


def kinds(engine: Engine, number: str) -> list[str]:
    return [entry.kind for entry in engine.history(number)]


def test_each_unit_gets_its_part_with_what_is_passed_on(office: Engine) -> None:
    number, ours = started(office, data={"deadline": "2024-05-31"})
    assert sorted(ours) == sorted(HELPERS)
    part = office.instance(ours["市教育局"])
    assert (part.title, part.data["deadline"], part.due_on) == ("占道整治", date(2024, 5, 31), date(2024, 5, 31))
    assert part.units == {"doer": ("市教育局",), "lead": ("市优化办",)}
    assert office.history(part.number)[0].payload["parent"] == number
    (divided,) = [entry.payload for entry in office.history(number) if entry.kind == "parts"]
    assert [each["units"] for each in divided["parts"]] == [[unit] for unit in HELPERS]
    assert [(link.kind, link.outgoing, link.number) for link in office.links(part.number)] == [
        ("child_of", True, number)
    ]
    assert office.verify().ok


def test_the_join_blocks_one_trigger_only_and_then_pulls_it(office: Engine) -> None:
    number, ours = started(office)
    assert refused(lambda: office.fire(number, "汇总", by="市优化办")) == ["children"]
    for unit in HELPERS:
        assert office.instance(number).state == "推进"
        office.fire(ours[unit], "完成", by=unit)
        office.sweep()
    assert office.instance(number).state == "汇总"
    last = office.history(number)[-1]
    assert (last.actor, last.trigger, last.payload["because"]["children"]) == ("system", "汇总", ours)
    assert office.verify().ok


def test_who_acts_is_not_refused_because_of_news_that_is_under_way(office: Engine) -> None:
    number, ours = started(office)
    for unit in HELPERS:
        office.fire(ours[unit], "完成", by=unit)
    # No sweep has told the plan; it looks for itself.
    assert office.fire(number, "汇总", by="市优化办").state == "汇总"
    office.sweep()
    assert kinds(office, number).count("news") == 3
    assert office.verify().ok


@pytest.mark.parametrize(("join", "needed"), [("any", 1), ("2", 2), ("9", 3)])
def test_any_or_a_number_is_enough_and_the_rest_stay_open(make_engine: MakeEngine, join: str, needed: int) -> None:
    plan = read_scenario(PLAN.read_text("utf-8").replace("join: all", f"join: {join}"), "plan.yaml")
    office = make_engine(scenarios=[plan, PART], directory=MadeUpPeople())
    number, ours = started(office)
    for count, unit in enumerate(HELPERS[:needed], start=1):
        office.fire(ours[unit], "完成", by=unit)
        office.sweep()
        assert office.instance(number).state == ("汇总" if count == needed else "推进")
    assert [office.instance(ours[unit]).state for unit in HELPERS[needed:]] == ["办理"] * (3 - needed)


def test_it_is_joined_once_a_round(office: Engine) -> None:
    number, ours = started(office)
    for unit in HELPERS:
        office.fire(ours[unit], "完成", by=unit)
    office.sweep()
    office.fire(number, "返工", by="市优化办")
    office.sweep()
    assert parts(office, number) == ours  # once per round, and nobody is pulled on
    assert office.instance(number).state == "推进"
    office.fire(number, "汇总", by="市优化办")
    office.fire(number, "办结", by="市优化办")
    office.fire(number, "再来", by="市优化办")
    office.fire(number, "启动", by="市优化办")
    assert len([link for link in office.links(number) if link.kind == "child_of"]) == 6
    assert refused(lambda: office.fire(number, "汇总", by="市优化办")) == ["children"]
    assert office.verify().ok


def test_a_unit_that_is_withdrawn_counts_no_more_and_one_that_is_added_does(office: Engine) -> None:
    number, ours = started(office)
    for unit in HELPERS[:2]:
        office.fire(ours[unit], "完成", by=unit)
    office.assign(number, "helper", [*HELPERS[:2], "市商务局"], by="市优化办")
    now = parts(office, number)
    assert set(now) == {*HELPERS, "市商务局"}
    office.sweep()
    assert office.instance(ours["市公安局"]).state == "撤销"
    assert office.instance(number).state == "推进"
    office.fire(now["市商务局"], "完成", by="市商务局")
    office.sweep()
    assert office.instance(number).state == "汇总"
    assert office.verify().ok


def test_a_unit_that_is_withdrawn_when_it_is_done_keeps_its_part_as_it_is(office: Engine) -> None:
    number, ours = started(office)
    office.fire(ours["市公安局"], "完成", by="市公安局")
    office.assign(number, "helper", HELPERS[:2], by="市优化办")
    swept = office.sweep()
    assert (swept.alerts, swept.failures) == ((), ())
    assert office.instance(ours["市公安局"]).state == "完成"
    assert kinds(office, ours["市公安局"]) == ["open", "act", "withdrawn"]


def test_a_unit_that_is_withdrawn_can_complete_the_join(office: Engine) -> None:
    number, ours = started(office)
    for unit in HELPERS[:2]:
        office.fire(ours[unit], "完成", by=unit)
    office.sweep()
    assert office.assign(number, "helper", HELPERS[:2], by="市优化办").state == "汇总"


def test_without_anybody_to_share_with_nothing_is_opened_nor_joined(office: Engine) -> None:
    number, ours = started(office, helpers=[])
    office.sweep()
    assert ours == {}
    assert refused(lambda: office.fire(number, "汇总", by="市优化办")) == ["children"]


def test_a_refusal_opens_nothing(office: Engine, rows: Rows) -> None:
    number = opened(office, helpers=HELPERS).number
    before = rows()
    assert refused(lambda: office.fire(number, "启动", by="市公安局")) == ["role"]
    assert rows() == before


def test_a_guest_that_rolls_back_leaves_no_part_behind(office: Engine, rows: Rows) -> None:
    number = opened(office).number
    before = rows()
    with Session(office.database.engine) as session:
        office.fire(number, "启动", by="市优化办", session=session)
        session.rollback()
    after = rows()
    # SQLite and PostgreSQL both hand the numbers out again.
    assert after == before
    with Session(office.database.engine) as session:
        office.fire(number, "启动", by="市优化办", session=session)
        session.commit()
    assert len(parts(office, number)) == 3
    assert office.verify().ok


def sweep_once(url: str, _place: int) -> int:
    with Engine(url, scenarios=[PLAN, PART], directory=MadeUpPeople(), clock=FixedClock("2024-04-01T02:00Z")) as engine:
        engine.sweep()
        return 0


def test_many_sweepers_tell_once(office: Engine, database_url: str) -> None:
    plans = [started(office) for _ in range(4)]
    for _, ours in plans:
        for unit in HELPERS:
            office.fire(ours[unit], "完成", by=unit)
    together(sweep_once, [(database_url, place) for place in range(4)])
    office.sweep()
    for number, _ in plans:
        assert office.instance(number).state == "汇总"
        assert [entry.trigger for entry in office.history(number) if entry.actor == "system" and entry.trigger] == [
            "汇总"
        ]
        assert kinds(office, number).count("news") == 3
    assert office.verify().ok


def act_on(url: str, number: str, trigger: str, by: str) -> str:
    with Engine(url, scenarios=[PLAN, PART], directory=MadeUpPeople(), clock=FixedClock("2024-04-01T02:00Z")) as engine:
        for _ in range(6):
            try:
                if trigger == "assign":
                    engine.assign(number, "helper", HELPERS[:2], by=by)
                    engine.assign(number, "helper", HELPERS, by=by)
                else:
                    engine.fire(number, trigger, by=by)
                    engine.fire(number, "重办", by="市优化办")
            except TransitionRefused as refusal:
                if refusal.codes[0] not in {"state", "children"}:
                    raise
            engine.sweep()
    return number


def test_parent_and_child_worked_on_at_once_wait_for_each_other_in_no_circle(office: Engine, database_url: str) -> None:
    number, ours = started(office)
    jobs = [(database_url, ours[unit], "完成", unit) for unit in HELPERS[:2]]
    assert sorted(together(act_on, [*jobs, (database_url, number, "assign", "市优化办")])) == sorted(
        [ours[HELPERS[0]], ours[HELPERS[1]], number]
    )
    assert office.verify().ok


def test_what_fails_to_be_told_is_set_aside_and_holds_up_nobody(office: Engine, rows: Rows) -> None:
    stuck, theirs = started(office)
    well, ours = started(office)
    office.fire(theirs["市住建局"], "完成", by="市住建局")
    for unit in HELPERS:
        office.fire(ours[unit], "完成", by=unit)
    with office.database.writing() as connection:
        sql = f"UPDATE duban_instance SET memory = 'unreadable' WHERE number = '{stuck}'"  # noqa: S608
        connection.exec_driver_sql(sql)
    result = office.sweep()
    assert [failure.number for failure in result.failures] == [stuck]
    assert office.instance(well).state == "汇总"
    assert [row["number"] for row in rows()["duban_errand"]] == [stuck]
    assert office.sweep().failures == ()  # it is left alone for a while


# -- opens and link ---------------------------------------------------------------------------------------------------


def test_repetition_sets_off_supervision_with_all_that_it_knows(office: Engine) -> None:
    number, _ = started(office, data={"deadline": "2024-06-28"})
    supervise = lambda: office.fire(number, "督办", by="市优化办")  # noqa: E731
    for _ in range(2):
        assert refused(supervise) == ["guard"]
        office.link(opened(office).number, number, by="市优化办", note="同一路段")
    supervise()
    (beside,) = [link for link in office.links(number) if link.kind == "opened_by"]
    item = office.instance(beside.number)
    assert (item.title, item.units["doer"]) == ("督办：占道整治", ("市督考办",))
    assert item.data == {"deadline": date(2024, 6, 28), "origin": f"{number}第1轮"}
    assert office.verify().ok


def test_a_link_is_in_both_histories_and_made_once(office: Engine) -> None:
    first, again = opened(office), opened(office)
    linked = office.link(again.number, first.number, by="市优化办", note="同一路段")
    assert linked.version == again.version + 1
    assert office.instance(first.number).version == first.version
    assert office.history(again.number)[-1].payload == {
        "other": first.number,
        "link": "repeat_of",
        "note": "同一路段",
    }
    assert office.history(first.number)[-1].payload == {"number": again.number, "link": "repeat_of"}
    assert refused(lambda: office.link(again.number, first.number, by="市优化办")) == ["conflict"]
    assert refused(lambda: office.link(again.number, again.number, by="市优化办")) == ["conflict"]
    assert refused(lambda: office.link(again.number, first.number, "child_of", by="市优化办")) == ["conflict"]
    assert refused(lambda: office.link(first.number, again.number, by="市教育局")) == ["role"]
    with pytest.raises(UnknownInstance):
        office.link(first.number, "ZX-1999-001", by="市优化办")
    assert office.verify().ok


def test_a_link_repeated_with_its_key_is_one(office: Engine) -> None:
    first, again = opened(office), opened(office)
    for _ in range(2):
        assert office.link(again.number, first.number, by="市优化办", key="k1").version == 2
    assert len(office.links(first.number)) == 1


def link_once(url: str, number: str, other: str) -> str:
    with Engine(url, scenarios=[PLAN, PART], directory=MadeUpPeople(), clock=FixedClock("2024-04-01T02:00Z")) as engine:
        return engine.link(number, other, by="市优化办").number


def test_links_both_ways_at_once_wait_for_each_other_in_no_circle(office: Engine, database_url: str) -> None:
    numbers = [opened(office).number for _ in range(4)]
    jobs = [(database_url, one, other) for one in numbers for other in numbers if one != other]
    assert len(together(link_once, jobs)) == 12
    assert office.verify().ok


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("scenario: part, with", "scenario: nothing, with", "no scenario 'nothing' is loaded"),
        ("origin: ", "from: ", "part has no field 'from'"),
        ("{doer: office}", "{maker: office}", "part has no role 'maker'"),
        ("  as: doer", "  as: maker", "part has no role 'maker'"),
        ("[title, deadline]", "[title, reason]", "part has no field 'reason'"),
        ("withdraw: 撤销", "withdraw: 完成", "part has no trigger '完成' that the system may pull"),
        ("on: 推进\n", "on: 部署\n", ""),
    ],
)
def test_scenarios_that_do_not_fit_together_are_refused_at_the_start(
    make_engine: MakeEngine, old: str, new: str, problem: str
) -> None:
    plan = read_scenario(PLAN.read_text("utf-8").replace(old, new), "plan.yaml")
    if not problem:
        make_engine(scenarios=[plan, PART])
        return
    with pytest.raises(ScenarioClash, match=problem):
        make_engine(scenarios=[plan, PART])


def test_opening_that_would_never_end_is_refused(make_engine: MakeEngine) -> None:
    text = PLAN.read_text("utf-8").replace("scenario: part\n  on: 推进", "scenario: plan\n  on: 部署")
    text = text.replace("  as: doer", "  as: helper").replace("  withdraw: 撤销\n", "")
    with pytest.raises(ScenarioClash, match="without end"):
        make_engine(scenarios=[read_scenario(text, "plan.yaml"), PART])


# -- quotas -----------------------------------------------------------------------------------------------------------


def test_a_quota_that_lags_behind_the_time_shows_it(office: Engine, clock: FixedClock) -> None:
    # 20 working days from Monday 1 April 09:00 to the end of 29 April: 28 days and 15 hours, 687 hours.
    number, ours = started(office)
    assert office.instance(number).due_on == date(2024, 4, 29)

    def light_at(moment: str) -> str:
        clock.set(datetime.fromisoformat(moment))
        return str(office.instance(number).light)

    # Nothing done: yellow after a tenth (68.7 hours), red after three tenths (206.1 hours).
    assert light_at("2024-04-04T05:41:59+08:00") == "green"
    assert light_at("2024-04-04T05:42:00+08:00") == "yellow"
    assert light_at("2024-04-09T23:05:59+08:00") == "yellow"
    assert light_at("2024-04-09T23:06:00+08:00") == "red"
    # One of four done: red only after 55 of a hundred (377.85 hours); the plan learns of it by itself.
    office.fire(ours["市住建局"], "完成", by="市住建局")
    office.sweep()
    assert light_at("2024-04-10T00:00:00+08:00") == "green"
    assert light_at("2024-04-17T02:50:59+08:00") == "yellow"
    assert light_at("2024-04-17T02:51:00+08:00") == "red"
    assert office.verify().ok


def test_what_is_linked_to_count_counts(office: Engine, clock: FixedClock) -> None:
    number, _ = started(office)
    for _ in range(4):
        part = office.open("part", title="补充", units={"doer": "市商务局"}, by="市商务局").number
        office.link(part, number, "counts_for", by="市商务局")
        office.fire(part, "完成", by="市商务局")
    office.sweep()
    clock.set("2024-04-29T23:00+08:00")
    assert str(office.instance(number).light) == "green"  # the quota is reached
    assert office.verify().ok


def test_a_quota_by_unit_is_as_far_as_the_unit_that_lags_most(make_engine: MakeEngine, clock: FixedClock) -> None:
    text = PLAN.read_text("utf-8").replace("at_least: 4}", "at_least: 1, per: unit}")
    part = PART.read_text("utf-8").replace("  lead: {title: 牵头单位}\n", "").replace("opens_by: lead\n", "")
    part = part.replace("by: lead}", "by: doer}").replace("[lead, system]", "[doer, system]")
    office = make_engine(
        scenarios=[read_scenario(text, "plan.yaml"), read_scenario(part, "part.yaml")], directory=MadeUpPeople()
    )
    number, ours = started(office)
    for unit in HELPERS[:2]:
        office.fire(ours[unit], "完成", by=unit)
    office.sweep()
    clock.set("2024-04-16T09:00+08:00")
    assert str(office.instance(number).light) == "red"
    office.fire(ours["市公安局"], "完成", by="市公安局")
    office.sweep()
    assert str(office.instance(number).light) == "green"


# -- recurring work ---------------------------------------------------------------------------------------------------


def test_what_comes_back_is_opened_on_its_day_and_made_up_for(make_engine: MakeEngine, clock: FixedClock) -> None:
    office = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    clock.set("2024-05-20T10:00+08:00")
    assert office.sweep().opened == 0  # known from today on: what was before is not made up for
    # The last working day of the second quarter is Friday 28 June.
    assert office.next_instant() == datetime.fromisoformat("2024-06-28T08:30+08:00")
    clock.set("2024-06-28T08:29:59+08:00")
    assert office.sweep().opened == 0
    clock.set("2024-06-28T08:30:00+08:00")
    assert office.sweep().opened == 1
    assert office.sweep().opened == 0
    (item,) = office.find(scenario="quarterly")
    assert (item.title, item.data["topic"]) == ("2024年第二季度自查", "办理时效")
    assert item.units["helper"] == ("市住建局", "市教育局")
    # The daemon is away until February: Monday 30 September and Tuesday 31 December were missed.
    clock.set("2025-02-10T09:00+08:00")
    again = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    assert again.sweep().opened == 2
    assert [each.title for each in again.find(scenario="quarterly")][1:] == ["2024年第三季度自查", "2024年第四季度自查"]
    assert again.sweep().opened == office.sweep().opened == 0
    assert again.verify().ok


def recur(url: str, now: str) -> int:
    with Engine(url, scenarios=[QUARTERLY], directory=MadeUpPeople(), clock=FixedClock(now)) as engine:
        return engine.sweep().opened


def test_many_daemons_open_a_period_once(make_engine: MakeEngine, database_url: str) -> None:
    office = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    office.sweep()
    assert sum(together(recur, [(database_url, "2024-10-08T09:00+08:00")] * 4)) == 2
    assert len(office.find(scenario="quarterly")) == 2
