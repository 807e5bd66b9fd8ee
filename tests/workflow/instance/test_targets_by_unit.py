"""Targets by unit: shares from the directory, who lags, the light as it turns, and what conditions and messages say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidUnits, TransitionRefused, Unit
from duban.scenarios import read_scenario
from duban.workflow import play_examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import MakeEngine

    from duban.states import Definition
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

FOLDER = Path(__file__).parent.parent / "scenarios"
OFFICE = "市优化办"
DISTRICTS, BODIES = ("鄂城区", "华容区"), ("市住建局", "市教育局")


def rules(name: str, *changes: tuple[str, str], version: int = 1) -> Definition:
    text = (FOLDER / f"{name}.yaml").read_text("utf-8").replace("version: 1", f"version: {version}")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_scenario(text, f"{name}.yaml")


def people(*more: Unit, districts: Sequence[str] = DISTRICTS) -> Directory:
    units = [Unit(OFFICE), *(Unit(name, groups=("各区",)) for name in districts)]
    units += [Unit("葛店经开区", groups=("各区",)), *(Unit(name, groups=("市直单位",)) for name in BODIES)]
    return Directory([*units, *more])


def made(make_engine: MakeEngine, *changes: tuple[str, str], directory: Directory | None = None) -> Engine:
    return make_engine(scenarios=[rules("yearly", *changes), rules("reform")], directory=directory or people())


def opened(office: Engine) -> str:
    return office.open("yearly", by=OFFICE, units={"office": OFFICE}).number


def brought(office: Engine, plan: str, lead: str | list[str], *, partner: str | None = None) -> str:
    units = {"lead": lead} | ({} if partner is None else {"partner": partner})
    one = office.open("reform", by=OFFICE, units=units).number
    office.link(one, plan, "counts_for", by=OFFICE)
    office.fire(one, "推出", by=lead if isinstance(lead, str) else lead[0])
    return one


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    clock.set("2026-01-05T09:00+08:00")
    return made(make_engine)


def test_a_unit_that_is_named_has_its_own_number_whatever_its_group_has(office: Engine) -> None:
    (target,) = office.targets(opened(office))
    assert {each.unit: each.wanted for each in target.units} == {
        "鄂城区": 3,
        "华容区": 3,
        "葛店经开区": 2,
        "市住建局": 1,
        "市教育局": 1,
    }


def test_each_counts_once_for_the_unit_whose_it_is(office: Engine) -> None:
    plan = opened(office)
    brought(office, plan, ["鄂城区", "华容区"], partner="市住建局")
    brought(office, plan, "市教育局")
    office.open("reform", by=OFFICE, units={"lead": "葛店经开区"})  # linked with nothing
    office.sweep()
    (target,) = office.targets(plan)
    assert (target.done, target.missing, target.met) == (2, 8, False)
    assert {each.unit: each.done for each in target.units if each.done} == {"鄂城区": 1, "市教育局": 1}


def test_what_is_void_or_merged_does_not_count(office: Engine) -> None:
    plan = opened(office)
    first, second, third = (brought(office, plan, "鄂城区") for _ in range(3))
    office.void(first, by="鄂城区", note="不再推进")
    office.merge(second, third, by="鄂城区", note="同一改革")
    office.sweep()
    (target,) = office.targets(plan)
    assert (target.done, target.units[-1].done) == (1, 1)


def test_units_are_ranked_by_how_far_they_are(office: Engine, clock: FixedClock) -> None:
    plan = opened(office)
    for lead in ("市教育局", "葛店经开区", "鄂城区"):
        brought(office, plan, lead)
    office.sweep()
    clock.set("2026-07-01T09:00+08:00")
    (target,) = office.targets(plan)
    # Nearly half of the year is over: a third is 16 points behind, a half is not behind.
    assert [(each.unit, each.rank, str(each.light)) for each in target.units] == [
        ("华容区", 4, "red"),
        ("市住建局", 4, "red"),
        ("鄂城区", 3, "yellow"),
        ("葛店经开区", 2, "green"),
        ("市教育局", 1, "green"),
    ]
    assert [each.unit for each in target.lagging] == ["华容区", "市住建局", "鄂城区"]


def test_what_is_missing_after_the_last_day_is_red(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-01-05T09:00+08:00")
    office = made(make_engine, ("    in_all: 10\n", ""), ("{各区: 3, 葛店经开区: 2, 市直单位: 1}", "{鄂城区: 10}"))
    plan = opened(office)
    for _ in range(8):
        brought(office, plan, "鄂城区")
    clock.set("2026-12-31T23:59+08:00")
    office.sweep()
    assert str(office.instance(plan).light) == "yellow"
    clock.set("2027-01-01T00:00+08:00")
    office.sweep()
    assert [entry.payload["light"] for entry in office.history(plan) if entry.kind == "target"] == ["yellow", "red"]
    assert office.verify().ok


def test_a_turn_is_told_once_on_any_number_of_sweeps(office: Engine, clock: FixedClock) -> None:
    plan = opened(office)
    turn = office.next_instant()
    assert turn is not None
    for _ in range(2):
        clock.set(turn)
        office.sweep()
    told = [entry for entry in office.history(plan) if entry.kind == "target"]
    assert [(entry.payload["before"], entry.payload["light"]) for entry in told] == [("green", "yellow")]
    (draft,) = office.drafts()
    assert draft.subject == "【通报】改革事项任务还差10项"
    assert "进度落后：华容区 0/3、鄂城区 0/3" in draft.text
    assert office.verify().ok


def test_better_is_recorded_and_told_only_once_it_is_met(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-01-05T09:00+08:00")
    office = made(make_engine, ("    in_all: 10\n", ""), ("{各区: 3, 葛店经开区: 2, 市直单位: 1}", "{鄂城区: 2}"))
    plan = opened(office)
    clock.set("2026-06-01T09:00+08:00")
    office.sweep()
    for _ in range(2):
        brought(office, plan, "鄂城区")
        office.sweep()
    told = [entry.payload for entry in office.history(plan) if entry.kind == "target"]
    assert [each["light"] for each in told] == ["red", "green", "target met"]
    assert [draft.subject for draft in office.drafts()] == ["【通报】改革事项任务还差2项", "【完成】改革事项任务"]
    assert office.fire(plan, "办结", by=OFFICE).state == "办结"
    assert office.verify().ok


def test_a_condition_asks_whether_the_target_is_met(office: Engine) -> None:
    plan = opened(office)
    with pytest.raises(TransitionRefused, match="各单位改革事项达到目标数"):
        office.fire(plan, "办结", by=OFFICE)
    (waits,) = [why for why in office.why_not(plan) if "改革事项" in why.about]
    assert "10 missing" in waits.why
    assert waits.at is not None


def test_the_shares_follow_the_directory_and_a_renamed_unit_keeps_what_it_brought(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    clock.set("2026-01-05T09:00+08:00")
    office = made(make_engine)
    plan = opened(office)
    done = brought(office, plan, "鄂城区")
    office.fire(done, "归档", by="鄂城区")
    office.sweep()
    renamed = [Unit("鄂州新区", aliases=("鄂城区",), groups=("各区",))]
    later = made(make_engine, directory=people(*renamed, districts=["华容区", "梁子湖区"]))
    brought(later, plan, "梁子湖区")
    later.sweep()
    (target,) = later.targets(plan)
    reached = {each.unit: (each.done, each.wanted) for each in target.units}
    assert reached["鄂州新区"] == (1, 3)
    assert reached["梁子湖区"] == (1, 3)
    assert "鄂城区" not in reached
    assert later.verify().ok


def test_groups_that_overlap_and_differ_are_refused(make_engine: MakeEngine) -> None:
    both = Unit("市数据局", groups=("市直单位", "重点单位"))
    office = made(make_engine, ("市直单位: 1}", "市直单位: 1, 重点单位: 2}"), directory=people(both))
    assert opened(office)  # 重点单位 lies within 市直单位
    other = Unit("市公安局", groups=("重点单位",))
    office = made(make_engine, ("市直单位: 1}", "市直单位: 1, 重点单位: 2}"), directory=people(both, other))
    with pytest.raises(InvalidUnits, match="市数据局 is in '市直单位' and in '重点单位'"):
        opened(office)


def test_a_name_that_the_directory_does_not_know_is_refused_with_the_near_one(make_engine: MakeEngine) -> None:
    office = made(make_engine, ("葛店经开区: 2", "葛店开发区: 2"))
    with pytest.raises(InvalidUnits, match=r"knows no unit '葛店开发区'.*葛店经开区"):
        opened(office)


def test_a_history_that_tells_a_light_otherwise_is_found_out(office: Engine, clock: FixedClock) -> None:
    plan = opened(office)
    clock.set("2026-03-01T09:00+08:00")
    office.sweep()
    later = [entry for entry in office.history(plan) if entry.kind == "target"][-1]
    assert later.payload["missing"] == 10
    assert office.verify().judged == 2


def test_examples_link_others_and_expect_targets() -> None:
    (result,) = play_examples(rules("yearly"), among=[rules("reform")])
    assert result.failures == ()
    wrong = rules("yearly", ("light: yellow, lagging", "light: red, lagging"))
    (result,) = play_examples(wrong, among=[rules("reform")])
    assert any("改革事项" in failure and "red" in failure for failure in result.failures)


def test_a_target_that_is_new_in_the_rules_is_refused_while_items_are_linked(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    clock.set("2026-01-05T09:00+08:00")
    office = made(make_engine)
    plan = opened(office)
    newer = [rules("yearly", ("in_all: 10", "in_all: 5"), version=2), rules("reform")]
    again = make_engine(scenarios=newer, directory=people())
    assert again.migrate("yearly", by=OFFICE).blocked == ()
    (target,) = again.targets(plan)
    assert target.wanted == 5
    again.sweep()
    assert again.verify().ok
