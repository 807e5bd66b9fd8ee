"""Remarks, urges, answers and the list of calls from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path

LEAD, DOER = "市优化办", "市住建局"


def opened(*more: str) -> str:
    units = ("--unit", f"lead={LEAD}", "--unit", f"responsible={DOER}")
    return str(done("open", "issue", "--title", "取号机故障", "--by", LEAD, *units, *more, "--json").json["number"])


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the folder to work in
    return opened()


def test_a_remark_is_seen_where_the_matter_is_shown_by_who_may_read_it(number: str) -> None:
    answer = done("remark", number, "领导关注，今日回报", "--by", f"{LEAD}/李四")
    assert answer.out.startswith("备注（仅主管单位可见）\n")
    assert "最近备注 领导关注，今日回报（市优化办/李四，" in " ".join(done("show", number).out.split())
    assert "领导关注" in done("history", number, "--by", LEAD).out
    for command in ("show", "history"):
        theirs = done(command, number, "--by", DOER).out + str(done(command, number, "--by", DOER, "--json").json)
        assert "领导关注" not in theirs
    assert "内容仅主管单位可见" in done("history", number, "--by", DOER).out
    assert done("remark", number, "请看附件", "--by", LEAD, "--to", "units").out.startswith("备注（各单位可见）\n")
    assert "请看附件" in done("show", number, "--by", DOER).out


def test_an_urge_and_its_answer_stand_side_by_side(number: str) -> None:
    assert done("urge", number, "--by", LEAD, "--note", "何时签收？").out.startswith("已催办\n")
    shown = " ".join(done("show", number).out.split())
    assert "最近催办 第2条：何时签收？" in shown
    assert f"未答复 {DOER}" in shown
    assert done("answer", number, 2, "明日上午", "--by", f"{DOER}/张三").out.startswith("已答复第2条\n")
    shown = " ".join(done("show", number).out.split())
    assert "答复 明日上午（市住建局/张三，" in shown
    assert "未答复" not in shown
    assert [entry["kind"] for entry in done("history", number, "--json").json] == ["open", "urge", "answer"]
    assert f"催办{DOER}" in done("history", number).out


def test_one_that_was_urged_is_refused_and_says_from_when(number: str) -> None:
    done("urge", number, "--by", LEAD, "--key", "k")
    assert done("urge", number, "--by", LEAD, "--key", "k").out.startswith("已催办\n")
    answer = duban("urge", number, "--by", LEAD)
    assert (answer.status, answer.out) == (1, "")
    assert "[urge] 市优化办已于" in answer.err
    assert "起方可再次催办" in answer.err


def test_of_several_it_is_said_what_was_done_for_each(number: str) -> None:
    other = opened()
    done("urge", number, "--by", LEAD)
    found = done("urge", "--unit", DOER, "--by", LEAD, "--json").json
    assert [(each["number"], each["ok"]) for each in found] == [(number, False), (other, True)]
    answer = duban("urge", number, other, "--by", LEAD)
    assert answer.status == 1
    assert answer.out.count("未催：") == 2
    assert done("urge", "--state", "整改", "--by", LEAD).out == "没有符合条件的事项\n"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "--all"),
        (("X-1", "--unit", DOER), "只能用一种"),
        (("--all", "--key", "k"), "--expect 和 --key"),
    ],
)
def test_what_to_urge_has_to_be_clear(office: Path, arguments: tuple[str, ...], problem: str) -> None:  # noqa: ARG001
    answer = duban("urge", "--by", LEAD, *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert problem in answer.err


def test_a_remark_is_for_the_office_or_for_the_units(number: str) -> None:
    answer = duban("remark", number, "看过", "--by", LEAD, "--to", "unit")
    assert (answer.status, answer.out) == (2, "")
    assert "units" in answer.err


def test_nobody_has_to_be_rung_about_what_came_today(number: str) -> None:
    assert done("show", number, "--json").json["turn"] == "responsible"
    assert done("calls").out == "今天没有需要打的电话\n"
    assert done("calls", "--json").json == []
    answer = duban("calls", "--unit", "没有的单位")
    assert (answer.status, answer.out) == (1, "")


def test_an_instruction_is_recorded_with_its_scan_and_shown_to_few(number: str, office: Path) -> None:
    (office / "批示.pdf").write_bytes(b"%PDF")
    given = ("--leader", "市领导/王五", "--on", "2026-03-20", "--demand", "周五前报进展", "--scan", "批示.pdf")
    assert done("instruct", number, "请抓紧", *given, "--by", LEAD).out.startswith("批示已登记\n")
    assert "领导批示 市领导/王五（2026-03-20）：请抓紧；要求：周五前报进展" in " ".join(
        done("show", number).out.split()
    )
    theirs = done("show", number, "--by", DOER).out
    assert "要求：周五前报进展" in theirs
    assert "请抓紧" not in theirs
    (told,) = done("show", number, "--json").json["instructions"]
    assert told["scan"]["name"] == "批示.pdf"
    answer = duban("instruct", number, "请抓紧", "--leader", "市领导", "--on", "三月", "--by", LEAD)
    assert (answer.status, answer.out) == (2, "")
    assert "--on" in answer.err
