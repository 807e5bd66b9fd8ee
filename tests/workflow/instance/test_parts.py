"""Parts under their parent: numbered by it, opened on a condition, handed out by hand, withdrawn; on both databases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from plans_and_parts import PIECE, TASKS, UNITS, handed_out

from duban import Engine, InvalidData, InvalidUnits, TransitionRefused, load_scenario
from duban.workflow.people.made_up import MadeUpPeople
from duban.workflow.play import play_examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

pytestmark = pytest.mark.usefixtures("english")
LEAD, OFFICE = "市发改委", "市优化办"


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with tasks and their parts."""
    return make_engine(scenarios=[TASKS, PIECE], directory=MadeUpPeople())


def numbers(engine: Engine, whole: str) -> dict[str, tuple[str, ...]]:
    """Return the units of each part that counts, by its number."""
    return {part.number: part.units for part in engine.situation(whole).parts}


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(TransitionRefused) as caught:
        act()
    return caught.value.codes


def test_parts_are_numbered_under_their_parent_and_the_counter_of_their_scenario_goes_on(office: Engine) -> None:
    first, second = handed_out(office, "销号"), handed_out(office, "销号")
    assert numbers(office, first) == {f"{first}-{place:02d}": (unit,) for place, unit in enumerate(UNITS, 1)}
    assert list(numbers(office, second)) == [f"{second}-01", f"{second}-02", f"{second}-03"]
    alone = office.open("piece", title="单独交办", units={"lead": LEAD, "doer": "市水利局"}, by=LEAD)
    assert alone.number == "FB-2024-0007"  # after the six parts
    assert office.verify().ok


def test_one_entry_tells_of_all_parts_that_are_opened_together(office: Engine) -> None:
    whole = handed_out(office, "销号")
    (entry,) = [entry for entry in office.history(whole) if entry.kind == "parts"]
    assert [(part["number"], part["units"]) for part in entry.payload["parts"]] == [
        (f"{whole}-01", ["市住建局"]),
        (f"{whole}-02", ["市教育局"]),
        (f"{whole}-03", ["市公安局"]),
    ]


def test_a_task_that_is_not_followed_by_unit_has_no_parts_and_waits_for_none(office: Engine) -> None:
    whole = handed_out(office, "签收")
    assert numbers(office, whole) == {}
    assert office.fire(whole, "办结", by=LEAD).state == "复核"


def test_a_task_that_is_followed_by_unit_waits_for_its_parts(office: Engine) -> None:
    whole = handed_out(office, "销号")
    assert refused(lambda: office.fire(whole, "办结", by=LEAD)) == ("children",)


def test_correcting_how_a_task_is_followed_opens_its_parts(office: Engine) -> None:
    whole = handed_out(office, "签收")
    office.correct(whole, {"deadline": "2024-07-01"}, by=OFFICE, note="日期有误")
    assert numbers(office, whole) == {}
    office.correct(whole, {"mode": "销号"}, by=OFFICE, note="应逐家销号")
    assert len(numbers(office, whole)) == len(UNITS)
    assert office.verify().ok


def test_a_unit_that_is_added_gets_its_part_at_once_and_one_that_leaves_is_withdrawn(office: Engine) -> None:
    whole = handed_out(office, "销号")
    office.assign(whole, "responsible", ["市住建局", "市教育局", "市财政局"], by=OFFICE)
    # The number of the one that has left is not used again.
    assert numbers(office, whole) == {
        f"{whole}-01": ("市住建局",),
        f"{whole}-02": ("市教育局",),
        f"{whole}-04": ("市财政局",),
    }
    office.sweep()
    assert office.instance(f"{whole}-03").state == "撤销"
    assert office.verify().ok


def test_a_unit_that_is_added_gets_no_part_where_the_work_is_not_divided(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.assign(whole, "responsible", [*UNITS, "市财政局"], by=OFFICE)
    assert numbers(office, whole) == {}


def test_an_excused_unit_gets_no_part(office: Engine) -> None:
    whole = handed_out(office, "销号", signed=False)
    office.excuse(whole, "签收", "市公安局", by=OFFICE, note="不涉及")
    for unit in UNITS[:2]:
        office.fire(whole, "签收", by=unit)
    assert list(numbers(office, whole).values()) == [("市住建局",), ("市教育局",)]


def test_the_part_of_a_unit_ends_when_the_unit_is_excused(office: Engine) -> None:
    whole = handed_out(office, "销号", signed=False)
    office.divide(whole, [{"title": "建章立制", "units": "市公安局"}], by=LEAD, note="分解")
    office.excuse(whole, "签收", "市公安局", by=OFFICE, note="不涉及")
    assert numbers(office, whole) == {}
    office.sweep()
    assert office.instance(f"{whole}-01").state == "撤销"
    assert office.verify().ok


def test_parts_by_hand_have_titles_units_and_dates_of_their_own(office: Engine) -> None:
    whole = handed_out(office, "填报")
    own: dict[str, object] = {"deadline": "2024-05-31"}
    office.divide(
        whole,
        [
            {"title": "建章立制", "units": "市住建局", "data": own},
            {"title": "现场整治", "units": ["市住建局", "市教育局"]},
        ],
        by=LEAD,
        note="分解",
    )
    first, second = (office.instance(number) for number in numbers(office, whole))
    assert (first.number, first.title, first.due_on) == (f"{whole}-01", "建章立制", date(2024, 5, 31))
    assert (second.number, second.title, second.due_on) == (f"{whole}-02", "现场整治", date(2024, 6, 28))
    assert (first.units["doer"], second.units["doer"]) == (("市住建局",), ("市住建局", "市教育局"))
    assert office.verify().ok


def test_parts_by_hand_are_told_to_their_units(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"title": "建章立制", "units": "市住建局"}], by=LEAD, note="分解")
    told = office.history(f"{whole}-01")[0].payload["told"]
    assert told == ["市住建局"]


def test_the_join_counts_parts_by_hand(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"units": "市住建局"}, {"units": "市住建局"}], by=LEAD, note="分解")
    assert refused(lambda: office.fire(whole, "办结", by=LEAD)) == ("children",)
    for number in numbers(office, whole):
        assert office.instance(whole).state == "办理"
        office.fire(number, "办结", by="市住建局")
        office.sweep()
    assert office.instance(whole).state == "复核"
    assert office.verify().ok


def test_a_unit_that_has_a_part_by_hand_gets_no_other(office: Engine) -> None:
    whole = handed_out(office, "销号", signed=False)
    office.divide(whole, [{"title": "建章立制", "units": "市住建局"}], by=LEAD, note="分解")
    for unit in UNITS:
        office.fire(whole, "签收", by=unit)
    assert numbers(office, whole) == {
        f"{whole}-01": ("市住建局",),
        f"{whole}-02": ("市教育局",),
        f"{whole}-03": ("市公安局",),
    }


def test_the_parts_by_hand_of_a_unit_that_leaves_are_withdrawn(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"units": "市住建局"}, {"units": ["市住建局", "市教育局"]}], by=LEAD, note="分解")
    office.assign(whole, "responsible", ["市教育局", "市公安局"], by=OFFICE)
    assert list(numbers(office, whole)) == [f"{whole}-02"]  # which another unit still does
    assert office.verify().ok


def test_nobody_waits_for_parts_by_hand_that_were_all_taken_back(office: Engine) -> None:
    whole = handed_out(office, "签收", units=["市住建局"])
    office.divide(whole, [{"title": "分解", "units": "市住建局"}], by=LEAD, note="分解")
    (part,) = numbers(office, whole)
    assert refused(lambda: office.fire(whole, "办结", by=LEAD)) == ("children",)
    office.void(part, by=LEAD, note="分错了")
    office.sweep()
    assert office.instance(whole).state == "办理"  # that nothing is left to wait for does not say that it is done
    assert office.fire(whole, "办结", by=LEAD).state == "复核"
    assert office.verify().ok


def test_a_void_task_lets_its_parts_by_hand_go(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"units": "市住建局"}], by=LEAD, note="分解")
    office.void(whole, by=OFFICE, note="任务取消")
    office.sweep()
    assert office.instance(f"{whole}-01").state == "撤销"


def test_numbers_go_on_in_the_next_round(office: Engine) -> None:
    whole = handed_out(office, "销号", units=UNITS[:2])
    for number, (unit,) in numbers(office, whole).items():
        office.fire(number, "办结", by=unit)
    office.sweep()
    office.fire(whole, "同意", by=OFFICE)
    office.fire(whole, "重新督办", by=OFFICE)
    for unit in UNITS[:2]:
        office.fire(whole, "签收", by=unit)
    assert list(numbers(office, whole)) == [f"{whole}-03", f"{whole}-04"]
    assert office.verify().ok


@pytest.mark.parametrize(
    ("parts", "by", "note", "codes"),
    [
        ([{"units": "市住建局"}], "市住建局", "分解", ("role",)),
        ([{"units": "市住建局"}], LEAD, None, ("requires",)),
        ([{"units": "市水利局"}], LEAD, "分解", ("divide",)),
    ],
)
def test_who_may_not_divide_is_told_why_and_nothing_is_opened(
    office: Engine, parts: list[dict[str, object]], by: str, note: str | None, codes: tuple[str, ...]
) -> None:
    whole = handed_out(office, "填报")
    before = office.history(whole)
    assert refused(lambda: office.divide(whole, parts, by=by, note=note)) == codes  # type: ignore[arg-type]
    assert office.history(whole) == before
    assert numbers(office, whole) == {}


def test_nothing_is_divided_in_other_states_or_by_other_scenarios(office: Engine) -> None:
    whole = handed_out(office, "签收")
    office.fire(whole, "办结", by=LEAD)
    assert refused(lambda: office.divide(whole, [{"units": "市住建局"}], by=LEAD, note="分解")) == ("state",)
    alone = office.open("piece", units={"lead": LEAD, "doer": "市水利局"}, by=LEAD).number
    assert refused(lambda: office.divide(alone, [{"units": "市水利局"}], by=LEAD)) == ("divide",)


def test_a_part_that_cannot_be_is_refused_with_all_others(office: Engine) -> None:
    whole = handed_out(office, "填报")

    def divide(*parts: object) -> None:
        office.divide(whole, parts, by=LEAD, note="分解")  # type: ignore[arg-type]

    with pytest.raises(InvalidData, match="no part is named"):
        divide()
    with pytest.raises(InvalidData, match="has no unit"):
        divide({"units": "市住建局"}, {"title": "建章立制"})
    with pytest.raises(InvalidData, match="a part has title, units and data, and no unit"):
        divide({"unit": "市住建局"})
    with pytest.raises(InvalidData, match="has to be a mapping"):
        divide("市住建局")
    with pytest.raises(InvalidData, match="no field"):
        divide({"units": "市住建局"}, {"units": "市教育局", "data": {"没有": 1}})
    with pytest.raises(InvalidUnits):
        divide({"units": "system"})
    assert numbers(office, whole) == {}


def test_the_same_key_divides_once(office: Engine) -> None:
    whole = handed_out(office, "填报")
    for _ in range(2):
        office.divide(whole, [{"units": "市住建局"}], by=LEAD, note="分解", key="分解-1")
    assert list(numbers(office, whole)) == [f"{whole}-01"]


def test_examples_divide_and_act_on_parts() -> None:
    tasks, piece = load_scenario(TASKS), load_scenario(PIECE)
    assert [(played.name, played.failures) for played in play_examples(tasks, among=[piece])] == [
        ("牵头单位分解，各件办结后系统提请复核", ()),
        ("逐家销号，不涉及的免办", ()),
    ]


def test_a_number_under_the_parent_is_understood_as_people_type_it(office: Engine) -> None:
    for _ in range(3):
        whole = handed_out(office, "销号")
    assert office.instance(f"{whole.lower()}-02").number == f"{whole}-02"
    assert office.instance("ＦＪ－２０２４－０００３－０３").number == f"{whole}-03"
