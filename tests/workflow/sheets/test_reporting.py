"""A unit writes the lines of its sheet and hands it in; its matters learn what was said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import InvalidData, TransitionRefused

if TYPE_CHECKING:
    from sheets.conftest import Reporting

LEAD, ONE, OTHER, OFFICE = "市发改委", "市住建局", "市教育局", "市优化办"
MONTH_END = "2026-04-30T18:00+08:00"


@pytest.fixture
def sheet(office: Reporting) -> tuple[Reporting, str, str, str]:
    """Give the office, the number of a sheet of ONE, and those of its two matters."""
    first, second = office.job("压减审批时间", ONE, OTHER), office.job("开办企业", ONE)
    office.at(MONTH_END)
    return office, office.sheets()[ONE].number, first, second


Sheet = tuple["Reporting", str, str, str]


def refused(caught: pytest.ExceptionInfo[TransitionRefused]) -> list[tuple[str, str]]:
    return [(each.code, each.reason) for each in caught.value.blockers]


@pytest.mark.usefixtures("english")
def test_an_act_that_writes_nothing_or_one_line_twice_is_refused(sheet: Sheet) -> None:
    office, number, first, _ = sheet
    with pytest.raises(InvalidData, match="no line is given"):
        office.engine.report(number, {}, by=ONE)
    with pytest.raises(InvalidData, match="one line for each matter"):
        office.engine.report(number, {first: {"done": "甲"}, first.lower(): {"done": "乙"}}, by=ONE)
    assert [entry.kind for entry in office.engine.history(number)] == ["open"]


def test_a_sheet_is_filled_in_bit_by_bit_and_handed_in_when_nothing_is_missing(sheet: Sheet) -> None:
    office, number, first, second = sheet
    engine = office.engine
    engine.report(number, {first: {"进展情况": "已完成调研", "percent": "40"}}, by=f"{ONE}/张三")
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(number, "报送", by=ONE)
    assert refused(caught) == [("lines", "")]
    assert caught.value.blockers[0].facts["numbers"] == [second]
    assert engine.instance(first).reports == {}, "a draft is nobody's business"

    done = engine.report(number, {second: {"nothing_new": True, "note": "等省里文件"}}, by=ONE, hand_in=True)
    assert done.state == "待汇总"
    said = engine.instance(first).reports[ONE]
    assert (said.values, said.by, said.period_name) == (
        {"done": "已完成调研", "percent": 40},
        f"{ONE}/张三",
        "2026年4月",
    )
    idle = engine.instance(second).reports[ONE]
    assert (idle.nothing_new, idle.note) == (True, "等省里文件")
    assert [entry.kind for entry in engine.history(first)][-1] == "progress"
    assert engine.verify().findings == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"nothing_new": True}, ("lines", "reason")),
        ({"nothing_new": True, "note": " "}, ("lines", "reason")),
        ({"nothing_new": True, "note": "等文件", "done": "已完成"}, ("lines", "both")),
        ({"problems": "缺经费"}, ("lines", "field")),
        ({}, ("lines", "field")),
    ],
)
def test_a_line_that_says_too_little_or_too_much_is_refused(
    sheet: Sheet, line: dict[str, object], why: tuple[str, str]
) -> None:
    office, number, first, _ = sheet
    with pytest.raises(TransitionRefused) as caught:
        office.engine.report(number, {first: line}, by=ONE)
    assert refused(caught) == [why]
    assert len(office.engine.history(number)) == 1


def test_who_reports_of_what_is_judged(sheet: Sheet) -> None:
    office, number, first, _ = sheet
    engine = office.engine
    with pytest.raises(TransitionRefused) as caught:
        engine.report(number, {"RW-2026-0099": {"done": "x"}}, by=OTHER)
    assert refused(caught) == [("role", ""), ("lines", "stranger")]
    with pytest.raises(TransitionRefused) as caught:
        engine.report(first, {first: {"done": "x"}}, by=ONE)
    assert refused(caught) == [("lines", "none")]
    with pytest.raises(TransitionRefused) as caught:
        engine.report(first, {}, by=ONE, hand_in=True)
    assert refused(caught) == [("lines", "none")]


def test_values_are_checked_before_anything_is_written(sheet: Sheet) -> None:
    office, number, first, second = sheet
    lines = {first: {"percent": "不少"}, second: {"进度": 3}}
    with pytest.raises(InvalidData) as caught:
        office.engine.report(number, lines, by=ONE)
    assert len(caught.value.problems) == 2
    assert len(office.engine.history(number)) == 1


def test_what_was_handed_in_is_written_no_more_until_it_comes_back(sheet: Sheet) -> None:
    office, number, first, second = sheet
    engine = office.engine
    engine.report(number, {first: {"done": "已完成"}, second: {"done": "过半"}}, by=ONE, hand_in=True)
    with pytest.raises(TransitionRefused) as caught:
        engine.report(number, {first: {"done": "改了"}}, by=ONE)
    assert refused(caught) == [("state", "report")]

    back = engine.fire(number, "退回", by=LEAD, note="请写明完成比例")
    assert (back.state, str(back.due_on)) == ("待补报", "2026-05-07"), "two working days after the holidays"
    engine.report(number, {second: {"done": "过半", "percent": 60}}, by=ONE, hand_in=True)
    assert engine.instance(second).reports[ONE].values["percent"] == 60
    kinds = [[entry.kind for entry in engine.history(each)].count("progress") for each in (first, second)]
    assert kinds == [1, 2], "what is said again is no news"
    assert engine.fire(number, "汇总", by=LEAD).state == "待收讫"
    assert engine.fire(number, "收讫", by=OFFICE).closed_at is not None
    assert engine.verify().findings == ()


def test_nothing_is_missing_of_what_has_ended_meanwhile(sheet: Sheet) -> None:
    office, number, first, second = sheet
    engine = office.engine
    engine.fire(second, "签收", by=ONE)
    engine.fire(second, "销号", by=OFFICE)
    engine.assign(first, "responsible", [OTHER], by=OFFICE)
    office.at("2026-05-07T09:00+08:00")
    sheet_now = engine.instance(number).sheet
    assert sheet_now is not None
    assert sheet_now.lines == ()
    assert engine.instance(number).state == "免报"
    assert [each for each in engine.drafts() if each.message == "未报提醒" and each.number == number] == []
    (struck,) = [entry for entry in engine.history(number) if entry.kind == "struck"]
    assert struck.payload["numbers"] == {first: "relieved", second: "closed"}
    assert engine.verify().findings == ()


@pytest.mark.parametrize("swept", [False, True], ids=["in the same act", "by the sweep before"])
def test_a_form_that_was_filled_in_before_a_matter_ended_is_taken_for_the_others(sheet: Sheet, *, swept: bool) -> None:
    office, number, first, second = sheet
    engine = office.engine
    engine.fire(second, "签收", by=ONE)
    engine.fire(second, "销号", by=OFFICE)
    if swept:
        office.at("2026-05-06T09:00+08:00")
    engine.report(number, {second: {"done": "过半"}}, by=ONE)
    assert "report" not in [each.kind for each in engine.history(number)], "of what was struck nothing is written"
    form = {first: {"done": "已完成"}, second.lower(): {"done": "过半", "unknown": 1}}
    assert engine.report(number, form, by=ONE, hand_in=True).state == "待汇总"
    assert engine.instance(first).reports[ONE].values["done"] == "已完成"
    assert engine.instance(second).reports == {}
    with pytest.raises(TransitionRefused) as caught:
        engine.report(number, {"RW-2026-0099": {"done": "x"}}, by=ONE)
    assert ("lines", "stranger") in refused(caught)
    assert engine.verify().findings == ()


def test_a_form_of_which_nothing_is_left_ends_with_its_sheet(sheet: Sheet) -> None:
    office, number, first, second = sheet
    engine = office.engine
    for each in (first, second):
        engine.assign(each, "responsible", [OTHER], by=OFFICE)
    lines = {first: {"done": "已完成"}, second: {"done": "过半"}}
    assert engine.report(number, lines, by=ONE, hand_in=True).state == "免报"
    assert engine.verify().findings == ()


def test_the_last_report_can_be_asked_for_in_conditions_and_messages(sheet: Sheet) -> None:
    office, number, first, second = sheet
    engine = office.engine
    engine.fire(second, "签收", by=ONE)
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(second, "提前销号", by=OFFICE)
    assert refused(caught) == [("guard", "")]
    engine.report(number, {first: {"done": "已完成", "percent": 80}, second: {"done": "办结", "percent": 100}}, by=ONE)
    engine.fire(number, "报送", by=ONE)
    assert engine.fire(second, "提前销号", by=OFFICE).state == "销号"
    office.at("2026-05-25T09:00+08:00")
    told = {each.unit: each.text for each in engine.drafts() if each.message == "催办"}
    assert told[ONE].rstrip().endswith("2026年4月填报80%")
    assert told[OTHER].rstrip().endswith("尚未填报")
    assert engine.verify().findings == ()


def test_a_lead_sees_the_lines_that_it_leads(office: Reporting) -> None:
    mine, others = office.job("压减审批时间", ONE), office.job("开办企业", ONE, lead="市市场监管局")
    office.at(MONTH_END)
    number = office.sheets()[ONE].number

    def seen(viewer: str) -> list[str]:
        found = office.engine.instance(number, viewer=viewer).sheet
        return [] if found is None else [line.number for line in found.lines]

    assert seen(LEAD) == [mine]
    assert seen(ONE) == seen(OFFICE) == [mine, others]


def test_a_repeat_under_a_key_writes_nothing_again(sheet: Sheet) -> None:
    office, number, first, _ = sheet
    once = office.engine.report(number, {first: {"done": "已完成"}}, by=ONE, key="四月")
    again = office.engine.report(number, {first: {"done": "已完成"}}, by=ONE, key="四月")
    assert again == once
    assert [entry.kind for entry in office.engine.history(number)] == ["open", "report"]
